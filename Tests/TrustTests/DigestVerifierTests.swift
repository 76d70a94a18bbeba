import Cryptography
import Diagnostics
import Foundation
import PackageModel
import Testing
import Trust

@Suite struct DigestVerifierTests {
    private let bytes = Array("a bundle".utf8)
    private let verifier = DigestVerifier(of: "https://example.com/x.mcpb")

    private var facts: ArtifactFacts {
        ArtifactFacts(digest: Digest(of: bytes), size: ByteCount(bytes.count))
    }

    @Test(
        "Bytes with the expected digest are vouched for, with what says so",
        arguments: Evidence.allCases
    )
    func verifies(evidence: Evidence) throws {
        let artifact = try verifier.verify(facts, expected: Digest(of: bytes), evidence: evidence)
        #expect(artifact.digest == Digest(of: bytes))
        #expect(artifact.size.bytes == 8)
        #expect(artifact.origin == evidence)
    }

    @Test("One flipped bit is a failed verification that names both digests")
    func refusesOtherBytes() {
        var flipped = bytes
        flipped[3] ^= 1
        let expected = Digest(of: flipped)
        let error = #expect(throws: TrustError.self) {
            try verifier.verify(facts, expected: expected, evidence: .registryDigest)
        }
        #expect(error?.code.description == "trust.digest-mismatch")
        #expect(error?.category.exitStatus == 4)
        #expect(error?.reason.contains(expected.hex) == true)
        #expect(error?.reason.contains(facts.digest.hex) == true)
    }

    @Test("Another length than the promised one is a failed verification")
    func refusesOtherLengths() {
        let error = #expect(throws: TrustError.self) {
            try verifier.verify(
                facts,
                expected: facts.digest,
                size: ByteCount(9),
                evidence: .registryDigest
            )
        }
        #expect(error?.code.description == "trust.size-mismatch")
    }

    private func integrity(of bytes: [UInt8]) throws -> NPMIntegrity {
        let text = Data(LongDigest(of: bytes).bytes).base64EncodedString()
        return try #require(NPMIntegrity(parsing: "sha512-" + text))
    }

    @Test("Bytes with the expected SHA-512 are vouched for under their SHA-256")
    func integrity() throws {
        let facts = ArtifactFacts(
            digest: Digest(of: bytes),
            size: ByteCount(bytes.count),
            sha512: LongDigest(of: bytes)
        )
        let artifact = try verifier.verify(
            facts,
            integrity: try integrity(of: bytes),
            evidence: .registryDigest
        )
        #expect(artifact.digest == Digest(of: bytes))
    }

    @Test("Bytes with another SHA-512, or one that nobody computed, are a failed verification")
    func refusesOtherIntegrity() throws {
        let expected = try integrity(of: Array("other".utf8))
        for sha512 in [LongDigest(of: bytes), nil] {
            let facts = ArtifactFacts(
                digest: Digest(of: bytes),
                size: ByteCount(bytes.count),
                sha512: sha512
            )
            let error = #expect(throws: TrustError.self) {
                try verifier.verify(facts, integrity: expected, evidence: .registryDigest)
            }
            #expect(error?.code.description == "trust.integrity-mismatch")
            #expect(error?.category.exitStatus == 4)
            #expect(error?.reason.contains(expected.description) == true)
        }
    }

    @Test("Evidence is named as in the contract")
    func namesEvidence() {
        #expect(
            Evidence.allCases.map(\.rawValue) == [
                "registry-digest", "local-digest", "built", "git-commit",
            ]
        )
    }
}
