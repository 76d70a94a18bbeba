public import Diagnostics

/// Upper bounds of what one TOML document may hold.
public enum TOMLLimits {
    /// A lock of a thousand servers is near one mebibyte.
    public static let size = ByteCount.mebibytes(8)
    /// Nesting of values, and parts of one header; the lock itself needs 3.
    public static let depth = 16
    /// Places of conflict markers that are named; more of them help nobody.
    public static let namedMarkers = 30
}

/// Why a text is not the TOML that was expected.
public enum TOMLError: UserFacingError, Equatable {
    /// The text breaks the grammar, or uses a part of TOML that mcppkg never writes.
    case malformed(what: String, line: Int)
    /// A merge left its markers behind.
    case conflictMarkers(lines: [Int])
    /// The text exceeds `TOMLLimits.size`.
    case tooLarge(ByteCount)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .malformed: "document.malformed-toml"
        case .conflictMarkers: "document.conflict-markers"
        case .tooLarge: "document.too-large"
        }
    }

    /// TOML is only read from files of a person's own.
    public var category: ErrorCategory { .file }

    /// Place and kind of the fault.
    public var reason: String {
        switch self {
        case .malformed(let what, let line): "malformed TOML at line \(line): \(what)"
        case .conflictMarkers(let lines): "conflict markers of a merge stand at \(places(lines))"
        case .tooLarge(let size): "the text has \(size), more than \(TOMLLimits.size)"
        }
    }

    /// What to do about a merge; the rest depends on the file.
    public var remedy: String? {
        guard case .conflictMarkers = self else { return nil }
        return "resolve the conflict at those lines"
    }
}

/// Lines as a person reads them: `line 3`, `lines 3, 5 and 9`.
private func places(_ lines: [Int]) -> String {
    guard let last = lines.last, lines.count > 1 else { return "line \(lines.first ?? 1)" }
    return "lines " + lines.dropLast().map(String.init).joined(separator: ", ") + " and \(last)"
}
