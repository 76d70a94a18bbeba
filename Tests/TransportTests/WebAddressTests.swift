import Testing

@testable import Transport

@Suite("Addresses")
struct WebAddressTests {
    @Test(
        "A plain URL is taken apart and written as it was",
        arguments: [
            "https://example.com/", "https://example.com/a%2Fb?q=1&c=%20",
            "https://example.com:8443/x",
            "http://127.0.0.1:8080/", "http://localhost/", "http://[::1]:99/",
            "https://[2001:db8::1]/",
            "http://127.255.0.3/", "https://example.com/a/../b", "https://a_b.example.com/@v1/x",
        ]
    )
    func accepted(_ text: String) throws {
        #expect(try WebAddress(parsing: text).description == text)
    }

    @Test("A fragment is dropped, the scheme and the host are lower case, a path is there")
    func normalised() throws {
        let address = try WebAddress(parsing: "HTTPS://Example.COM?x=1#part")
        #expect(address.description == "https://example.com/?x=1")
        #expect(address.origin == "https://example.com:443")
    }

    @Test(
        "Other schemes and plain http to another machine are refused by name",
        arguments: [
            "http://example.com/", "ftp://127.0.0.1/", "file:///etc/passwd", "http://128.0.0.1/",
            "http://[::2]/", "http://127.0.0.1.example.com/", "http://localhost.example.com/",
            "http://0.0.0.0/", "http://x.localhost/", "javascript:alert(1)",
        ]
    )
    func otherSchemes(_ text: String) {
        #expect(throws: TransportError.refusedScheme(url: text)) { try WebAddress(parsing: text) }
    }

    @Test(
        "What two programs could read differently is refused",
        arguments: [
            "https://user:secret@example.com/", "https://example.com\\@127.0.0.1/", "https://",
            "https:///x", "https://exa mple.com/", "https://example.com/\u{e9}",
            "https://2130706433/",
            "https://0x7f.1/", "https://127.1/", "https://0177.0.0.1/", "https://example.com:0/",
            "https://example.com:65536/", "https://example.com:/", "https://example.com:80a/",
            "https://[::1/", "https://[fe80::1%25eth0]/", "https://[::1]x/", "https://a..b/",
            "https://localhost./", "https://example.com/\r\nHost: x", "https:example.com",
            "example.com",
            "https://example.com/\0",
        ]
    )
    func odd(_ text: String) {
        #expect { try WebAddress(parsing: text) } throws: { error in
            guard case .malformed = error as? TransportError else { return false }
            return true
        }
    }

    @Test(
        "Every spelling of this machine is known as local",
        arguments: [
            "https://127.0.0.1/", "https://localhost/", "https://x.localhost/", "https://0.0.0.0/",
            "https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/",
            "https://[0:0:0:0:0:0:0:1]/",
        ]
    )
    func local(_ text: String) throws {
        #expect(try WebAddress(parsing: text).isLocal)
    }

    @Test("A user name or a query never appears in an error")
    func secretsStayOut() {
        let malformed = TransportError.malformed(url: "https://me:pass@a.b/x?key=1", why: "no")
        #expect(malformed.reason == "`https://a.b/x` cannot be asked: no")
        let status = TransportError.status(url: "https://a.b/x?X-Signature=abc", code: 403)
        #expect(status.reason == "`https://a.b/x` answered with status 403")
    }
}
