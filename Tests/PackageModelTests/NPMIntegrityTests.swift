import Cryptography
import PackageModel
import Testing

/// The hashes that npm records.
@Suite struct NPMIntegrityTests {
    // `printf 'hello' | openssl dgst -sha512 -binary | base64`
    private let hello =
        "sha512-m3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQw=="

    @Test("A SHA-512 accepts the bytes that it was made of, and no others")
    func accepts() throws {
        let integrity = try #require(NPMIntegrity(parsing: hello))
        #expect(integrity.accepts(LongDigest(of: Array("hello".utf8))))
        #expect(!integrity.accepts(LongDigest(of: Array("hellp".utf8))))
        #expect(integrity.description == hello)
    }

    @Test("Weaker hashes beside a SHA-512 do not count")
    func several() throws {
        let integrity = try #require(NPMIntegrity(parsing: "sha1-AAAA \(hello)?opt sha256-BBBB"))
        #expect(integrity.accepts(LongDigest(of: Array("hello".utf8))))
    }

    @Test(
        "A text without a whole SHA-512 is no hash",
        arguments: [
            "", "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "sha512-", "sha512-AAAA", "sha512-!!!!",
            "sha384-AAAA", "sha512-=",
        ]
    )
    func refused(_ text: String) { #expect(NPMIntegrity(parsing: text) == nil) }

    @Test("Of two SHA-512 one malformed makes the whole text none")
    func oneMalformed() { #expect(NPMIntegrity(parsing: hello + " sha512-AAAA") == nil) }
}
