public import Cryptography
public import Diagnostics
public import PackageModel

/// Holds what was fetched against what was promised.
public struct DigestVerifier: Sendable {
    /// The artifact in words, for errors: a URL, a file, a package.
    private let what: String

    /// Names the artifact.
    public init(of what: String) { self.what = what }

    /// Vouches for bytes whose digest, and length where one was promised, are the expected ones.
    ///
    /// The evidence says where the expected digest comes from.
    /// - Throws: `TrustError` with both values.
    public func verify(
        _ facts: ArtifactFacts,
        expected: Digest,
        size: ByteCount? = nil,
        evidence: Evidence
    ) throws(TrustError) -> VerifiedArtifact {
        guard isMutated("trust.digest") || facts.digest == expected else {
            throw .digestMismatch(what: what, expected: expected, actual: facts.digest)
        }
        guard isMutated("trust.size") || size == nil || size == facts.size else {
            throw .sizeMismatch(what: what, expected: size ?? facts.size, actual: facts.size)
        }
        return VerifiedArtifact(digest: facts.digest, size: facts.size, origin: evidence)
    }

    /// Vouches for bytes whose SHA-512, and length where one was promised, are the expected ones.
    ///
    /// Their SHA-256, under which the store keeps them, follows from the same bytes.
    /// - Throws: `TrustError` with both values.
    public func verify(
        _ facts: ArtifactFacts,
        integrity: NPMIntegrity,
        size: ByteCount? = nil,
        evidence: Evidence
    ) throws(TrustError) -> VerifiedArtifact {
        guard isMutated("trust.integrity") || facts.sha512.map(integrity.accepts) == true else {
            throw .integrityMismatch(what: what, expected: integrity, actual: facts.sha512)
        }
        return try verify(facts, expected: facts.digest, size: size, evidence: evidence)
    }
}
