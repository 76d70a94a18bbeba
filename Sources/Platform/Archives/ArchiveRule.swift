internal import Diagnostics

/// What an archive may not do; the first broken rule stops the extraction.
public enum ArchiveRule: String, CaseIterable, Sendable {
    case absolutePath = "absolute-path"
    case parentPath = "parent-path"
    case driveLetter = "drive-letter"
    case backslash
    case nulInName = "nul-in-name"
    case controlCharacter = "control-character"
    case invalidUTF8 = "invalid-utf8"
    case secondName = "second-name"
    case nameLength = "name-length"
    case depth
    case reservedName = "reserved-name"
    case symbolicLink = "symbolic-link"
    case hardLink = "hard-link"
    case linkTarget = "link-target"
    case device
    case sparse
    case topDirectory = "top-directory"
    case ambiguous
    case setuid
    case duplicateName = "duplicate-name"
    case caseFold = "case-fold"
    case fileAsDirectory = "file-as-directory"
    case localCentralMismatch = "local-central-mismatch"
    case secondArchive = "second-archive"
    case signatureBlock = "signature-block"
    case badComment = "bad-comment"
    case encrypted
    case unsupportedMethod = "unsupported-method"
    case tooManyEntries = "too-many-entries"
    case directorySize = "directory-size"
    case totalSize = "total-size"
    case fileSize = "file-size"
    case ratio
    case truncated
    case crc
    case sizeMismatch = "size-mismatch"
    case malformed

    /// Refuses unless `holds`; in a test build one rule can be replaced by *true*.
    func require(_ holds: Bool, _ entry: @autoclosure () -> String = "") throws(ArchiveError) {
        guard holds || isMutated(mutation) else { throw .rule(self, entry: entry()) }
    }
}

extension ArchiveRule {
    /// What is said of the entry, or of the archive, that breaks the rule.
    var sentence: String {
        switch self {
        case .absolutePath: "has an absolute path"
        case .parentPath: "has an empty, `.` or `..` part in its path"
        case .driveLetter: "begins with a drive letter"
        case .backslash: "has a backslash in its name"
        case .nulInName: "has a NUL in its name"
        case .controlCharacter: "has a control character in its name"
        case .invalidUTF8: "has a name that is not UTF-8"
        case .secondName: "carries a second, different name"
        case .nameLength: "has a name that is too long"
        case .depth: "lies too deep"
        case .reservedName: "has a name that mcppkg keeps for itself"
        case .symbolicLink: "is a symbolic link"
        case .hardLink: "is a second name of another file"
        case .linkTarget: "is a link that is not relative, not normalised, or leads outside"
        case .sparse: "is stored with holes"
        case .topDirectory: "does not lie in the directory that is left out"
        case .ambiguous: "is described in two ways that differ"
        case .device: "is a device, a pipe or a socket"
        case .setuid: "has a set-user, set-group or sticky bit"
        case .duplicateName: "is there twice"
        case .caseFold: "differs from another name only in case or composition"
        case .fileAsDirectory: "is a file and a directory at once"
        case .localCentralMismatch: "is described differently in its local header"
        case .secondArchive: "does not account for all bytes: others lie before, between or after"
        case .signatureBlock: "ends like a signature block that is not well formed"
        case .badComment: "has a comment that could be read as another archive"
        case .encrypted: "is encrypted"
        case .unsupportedMethod: "is neither stored nor deflated"
        case .tooManyEntries: "has too many entries"
        case .directorySize: "has headers or names that are too large together"
        case .totalSize: "unpacks to too many bytes in all"
        case .fileSize: "unpacks to too many bytes"
        case .ratio: "is compressed beyond the highest accepted ratio"
        case .truncated: "has no end, as if it had been cut off"
        case .crc: "does not have the checksum that its header declares"
        case .sizeMismatch: "does not have the size that its header declares"
        case .malformed: "is not a well-formed archive"
        }
    }

    /// The name under which a test build replaces the rule: `archive.` and the raw value.
    private var mutation: StaticString {
        switch self {
        case .absolutePath: "archive.absolute-path"
        case .parentPath: "archive.parent-path"
        case .driveLetter: "archive.drive-letter"
        case .backslash: "archive.backslash"
        case .nulInName: "archive.nul-in-name"
        case .controlCharacter: "archive.control-character"
        case .invalidUTF8: "archive.invalid-utf8"
        case .secondName: "archive.second-name"
        case .nameLength: "archive.name-length"
        case .depth: "archive.depth"
        case .reservedName: "archive.reserved-name"
        case .symbolicLink: "archive.symbolic-link"
        case .hardLink: "archive.hard-link"
        case .linkTarget: "archive.link-target"
        case .sparse: "archive.sparse"
        case .topDirectory: "archive.top-directory"
        case .ambiguous: "archive.ambiguous"
        case .device: "archive.device"
        case .setuid: "archive.setuid"
        case .duplicateName: "archive.duplicate-name"
        case .caseFold: "archive.case-fold"
        case .fileAsDirectory: "archive.file-as-directory"
        case .localCentralMismatch: "archive.local-central-mismatch"
        case .secondArchive: "archive.second-archive"
        case .signatureBlock: "archive.signature-block"
        case .badComment: "archive.bad-comment"
        case .encrypted: "archive.encrypted"
        case .unsupportedMethod: "archive.unsupported-method"
        case .tooManyEntries: "archive.too-many-entries"
        case .directorySize: "archive.directory-size"
        case .totalSize: "archive.total-size"
        case .fileSize: "archive.file-size"
        case .ratio: "archive.ratio"
        case .truncated: "archive.truncated"
        case .crc: "archive.crc"
        case .sizeMismatch: "archive.size-mismatch"
        case .malformed: "archive.malformed"
        }
    }
}
