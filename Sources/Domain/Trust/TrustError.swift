public import Cryptography
public import Diagnostics
public import PackageModel

/// Why fetched bytes are not installed.
public enum TrustError: UserFacingError, Equatable {
    /// The bytes are not those that were promised.
    case digestMismatch(what: String, expected: Digest, actual: Digest)
    /// The bytes do not have the integrity that was promised; nil stands for one that nobody computed.
    case integrityMismatch(what: String, expected: NPMIntegrity, actual: LongDigest?)
    /// Their number is not the one that was promised.
    case sizeMismatch(what: String, expected: ByteCount, actual: ByteCount)

    /// Stable slug.
    public var code: ErrorCode {
        switch self {
        case .digestMismatch: "trust.digest-mismatch"
        case .integrityMismatch: "trust.integrity-mismatch"
        case .sizeMismatch: "trust.size-mismatch"
        }
    }

    /// Always a failed verification.
    public var category: ErrorCategory { .verification }

    /// Names the artifact with both values.
    public var reason: String {
        switch self {
        case .digestMismatch(let what, let expected, let actual):
            "`\(printable(what))` has the SHA-256 \(actual), and \(expected) was expected"
        case .integrityMismatch(let what, let expected, let actual):
            "`\(printable(what))` has \(actual.map { "the SHA-512 \($0)" } ?? "no SHA-512"), "
                + "and \(printable(expected.description)) was expected"
        case .sizeMismatch(let what, let expected, let actual):
            "`\(printable(what))` has \(actual.bytes) bytes, and \(expected.bytes) were expected"
        }
    }
}
