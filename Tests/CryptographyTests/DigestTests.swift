import Cryptography
import Testing

@Suite struct DigestTests {
    // Source: FIPS 180-4 examples, SHA-256.
    @Test(
        "Known texts have their known digests",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
    )
    func knownAnswers(text: String, hex: String) {
        #expect(Digest(of: text.utf8).hex == hex)
    }

    @Test("A million times `a`, in blocks of odd sizes, has its known digest")
    func incremental() {
        var hasher = DigestHasher()
        var rest = 1_000_000
        while rest > 0 {
            let count = min(rest, 977)
            hasher.update([UInt8](repeating: 97, count: count))
            rest -= count
        }
        let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(hasher.finish().hex == expected)
    }

    @Test("A hasher goes on after it was asked, and its copies are independent")
    func continues() {
        var hasher = DigestHasher()
        hasher.update(Array("a".utf8))
        var copy = hasher
        #expect(hasher.finish() == Digest(of: "a".utf8))
        hasher.update(Array("bc".utf8))
        copy.update([])
        #expect(hasher.finish() == Digest(of: "abc".utf8))
        #expect(copy.finish() == Digest(of: "a".utf8))
    }

    @Test(
        "Only 64 lower-case hexadecimal digits are a digest",
        arguments: [
            "", String(repeating: "a", count: 63), String(repeating: "a", count: 65),
            String(repeating: "A", count: 64), String(repeating: "g", count: 64),
            String(repeating: "a", count: 63) + " ", String(repeating: "é", count: 32),
        ]
    )
    func refusesOtherTexts(hex: String) {
        #expect(Digest(hex: hex) == nil)
    }

    @Test("The hexadecimal form reads back, and its first 12 digits are the short form")
    func roundTrips() throws {
        let digest = Digest(of: "weather".utf8)
        #expect(Digest(hex: digest.hex) == digest)
        #expect(Digest(bytes: digest.bytes) == digest)
        #expect(digest.short == String(digest.hex.prefix(12)))
        #expect(Digest(bytes: [1, 2, 3]) == nil)
    }

    @Test("Digests are ordered as their texts are")
    func orders() throws {
        let digests = (0..<50).map { Digest(of: [UInt8($0)]) }
        #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
    }
}
