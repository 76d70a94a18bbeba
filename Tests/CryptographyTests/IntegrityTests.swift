import Cryptography
import Testing

@Suite struct IntegrityTests {
    /// Of the text `abc`. Source: FIPS 180-4 examples, SHA-512.
    private static let hex =
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
    private static let text =
        "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw=="
    private static let other = Integrity(Digest512(of: "abd".utf8)).description

    @Test("A known text has its known SHA-512, in both spellings")
    func knownAnswer() throws {
        let digest = Digest512(of: "abc".utf8)
        #expect(digest.hex == Self.hex)
        #expect(Integrity(digest).description == Self.text)
        #expect(try Integrity(parsing: Self.text).sha512 == digest)
    }

    @Test("A hasher in blocks says the same as one in one piece")
    func blocks() {
        let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
        var hasher = Digest512Hasher()
        for start in stride(from: 0, to: bytes.count, by: 977) {
            Array(bytes[start..<min(start + 977, bytes.count)]).withUnsafeBytes {
                hasher.update($0)
            }
        }
        #expect(hasher.finish() == Digest512(of: bytes))
    }

    @Test(
        "The SHA-512 is taken from among others, with or without options",
        arguments: [
            text, " \(text)\n", "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0= \(text)", "\(text)?foo=bar",
            "\(text) \(text)", "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=\t\(text)",
        ]
    )
    func strongest(_ text: String) throws {
        #expect(try Integrity(parsing: text).description == Self.text)
    }

    @Test(
        "Weaker hashes alone are refused",
        arguments: [
            "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", "md5-kAFQmDzST7DWlj99KOF/cg==",
            "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", "SHA512-3a81",
        ]
    )
    func weak(_ text: String) {
        #expect(throws: IntegrityError.weak(text)) { try Integrity(parsing: text) }
    }

    @Test(
        "What is not exactly one SHA-512 in its canonical form is refused",
        arguments: [
            "", " ", "sha512-", "sha512-abc", String(text.dropLast()), String(text.dropLast(2)),
            text + "=", text.replacing("knw==", with: "kn1=="), text.replacing("3a81", with: "3a8-"),
            "\(text) \(other)", "\(text) sha512-x",
        ]
    )
    func malformed(_ text: String) {
        #expect(throws: IntegrityError.malformed(text)) { try Integrity(parsing: text) }
    }

    @Test("A refusal ends with status 4 and is printable")
    func message() {
        let error = IntegrityError.weak("sha1-\u{1B}[2J")
        #expect(error.category.exitStatus == 4)
        #expect(error.code.description == "integrity.weak")
        #expect(error.reason == "`sha1-\\u{1b}[2J` has no SHA-512")
    }
}
