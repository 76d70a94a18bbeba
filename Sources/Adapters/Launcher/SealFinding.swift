public import Diagnostics

/// One difference between a sealed directory and its seal.
public struct SealFinding: Hashable, Sendable {
    /// Stable slug of the kind of difference.
    public let code: ErrorCode
    /// The absolute path of the file.
    public let path: String
    /// What is wrong with it, to be read after its name: `is not in the seal`.
    public let reason: String

    /// Takes the facts.
    public init(code: ErrorCode, path: String, reason: String) {
        self.code = code
        self.path = path
        self.reason = reason
    }
}
