public import Cryptography
public import Diagnostics

/// What is known of fetched bytes before anybody vouched for them: length and digest, taken while
/// they arrived.
public struct ArtifactFacts: Hashable, Sendable {
    /// Of all bytes.
    public let digest: Digest
    /// Their number.
    public let size: ByteCount

    /// Takes what was measured.
    public init(digest: Digest, size: ByteCount) {
        self.digest = digest
        self.size = size
    }
}
