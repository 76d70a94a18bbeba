public import Cryptography
public import Diagnostics

/// What is known of fetched bytes before anybody vouched for them: length and digests, taken while
/// they arrived.
public struct ArtifactFacts: Hashable, Sendable {
    /// Of all bytes.
    public let digest: Digest
    /// Their number.
    public let size: ByteCount
    /// The second digest, where it was asked for.
    public let sha512: LongDigest?

    /// Takes what was measured.
    public init(digest: Digest, size: ByteCount, sha512: LongDigest? = nil) {
        self.digest = digest
        self.size = size
        self.sha512 = sha512
    }
}
