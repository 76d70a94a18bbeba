public import Diagnostics
public import Filesystem

/// Why an archive was not unpacked, read or packed.
public enum ArchiveError: UserFacingError, Equatable {
    /// A rule is broken by `entry`, or by the archive as a whole when that is empty.
    case rule(ArchiveRule, entry: String)
    /// The file system refused while reading or writing.
    case file(FilesystemError)
    /// The archive library refused something that is no fault of the archive.
    case library(doing: String, message: String)
    /// The caller asked to stop.
    case interrupted

    /// Stable slug: `archive.` and the name of the rule.
    public var code: ErrorCode {
        switch self {
        case .rule(let rule, _): ErrorCode(stringLiteral: "archive." + rule.rawValue)
        case .file(let error): error.code
        case .library: "archive.library"
        case .interrupted: "archive.interrupted"
        }
    }

    /// A broken rule is a failed verification.
    public var category: ErrorCategory {
        switch self {
        case .rule: .verification
        case .file(let error): error.category
        case .library, .interrupted: .internal
        }
    }

    /// Names the entry and the rule.
    public var reason: String {
        switch self {
        case .rule(let rule, ""): "the archive \(rule.sentence)"
        case .rule(let rule, let entry):
            "the archive entry `\(printable(shortened(entry)))` \(rule.sentence)"
        case .file(let error): error.reason
        case .library(let doing, let message):
            "libarchive could not \(doing): \(printable(message))"
        case .interrupted: "unpacking was stopped"
        }
    }

    /// What the file system suggests; a publisher's archive cannot be mended here.
    public var remedy: String? {
        if case .file(let error) = self { return error.remedy }
        return nil
    }
}

private func shortened(_ name: String) -> String {
    let limit = 200
    guard name.unicodeScalars.count > limit else { return name }
    return String(String.UnicodeScalarView(name.unicodeScalars.prefix(limit))) + "…"
}
