public import Cryptography
public import Diagnostics

/// An artifact whose bytes are the expected ones, with what says so.
///
/// Only this module creates one, so nothing else can be unpacked or installed.
public struct VerifiedArtifact: Hashable, Sendable {
    /// Of its bytes; the store finds the content by it.
    public let digest: Digest
    /// The number of its bytes.
    public let size: ByteCount
    /// What it was verified by.
    public let origin: Evidence

    init(digest: Digest, size: ByteCount, origin: Evidence) {
        self.digest = digest
        self.size = size
        self.origin = origin
    }
}
