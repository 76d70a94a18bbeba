import PackageModel
import Testing

@Suite struct SourceAddressTests {
    @Test("An address is taken apart")
    func takesApart() throws {
        let address = try WebAddress(parsing: "HTTPS://Example.com:8443/a/%2F?q=1?2#frag")
        #expect(address.scheme == "https")
        #expect(address.host == "example.com")
        #expect(address.port == 8443)
        #expect(address.path == "/a/%2F")
        #expect(address.query == "q=1?2")
        #expect(address.fragment == "frag")
        #expect(address.withoutFragment.description == "https://example.com:8443/a/%2F?q=1?2")
    }

    @Test(
        "Plain http is for this machine only",
        arguments: [
            ("http://localhost/x", true), ("http://LOCALHOST:1/x", true),
            ("http://127.0.0.1/x", true),
            ("http://127.255.0.9:80/x", true), ("http://[::1]/x", true),
            ("http://example.com/x", false),
            ("http://localhost.example.com/x", false), ("http://127.0.0.1.example.com/x", false),
            ("http://127.0.0/x", false), ("http://127.0.0.256/x", false),
            ("http://127.0.0.01/x", false),
            ("http://0.0.0.0/x", false), ("http://[::2]/x", false), ("http://2130706433/x", false),
            ("http://localhost@example.com/x", false), ("http://localhost\\@example.com", false),
        ]
    )
    func plainHTTP(text: String, isAccepted: Bool) {
        #expect(((try? WebAddress(parsing: text)) != nil) == isAccepted)
        #expect((try? WebAddress(parsing: text))?.isLoopback ?? isAccepted == isAccepted)
    }

    @Test(
        "Malformed and hostile addresses are refused",
        arguments: [
            "", "https", "https:", "https:/", "https://", "https:///x", "https://?x",
            "//example.com",
            "https://user:secret@example.com/", "https://user@example.com/",
            "https://exa mple.com/",
            "https://example.com/a b", "https://exämple.com/", "https://example..com/",
            "https://.com/",
            "https://example.com./", "https://-a.com/", "https://example.com:/",
            "https://example.com:0/",
            "https://example.com:65536/", "https://example.com:8x/", "https://[::1/",
            "https://[zz::]/",
            "https://[]/", "https://example.com/%", "https://example.com/%4",
            "https://example.com/%zz",
            "https://example.com/\u{0}", "https://example.com/\r\nHost:x", "https://example.com\\x",
            "https://example.com/{id}",
            "https://example.com/" + String(repeating: "a", count: 2100),
            "ftp://example.com/",
        ]
    )
    func refuses(text: String) {
        #expect(throws: ModelError.self) { try WebAddress(parsing: text) }
    }

    @Test("A password in an address is not repeated in the refusal")
    func hidesPasswords() {
        let error = #expect(throws: ModelError.self) {
            try WebAddress(parsing: "https://user:hunter2@example.com/x.mcpb")
        }
        #expect(error?.reason.contains("hunter2") == false)
    }

    @Test("Only texts that name the place of a secret are references")
    func secretReferences() {
        let references = [
            "op://vault/item/field", "env:TOKEN", "file:/etc/passwd", "file:secret",
            "cmd:pass show x",
            " env:TOKEN", "\tcmd:x", "--token=op://vault/item", "Bearer op://v/i", "{{op://v/i}}",
        ]
        let values = [
            "", "TOKEN", "shop://x", "environment:x", "profile:x", "https://x/op", "a env:x",
            "op:/x", "e",
        ]
        #expect(references.filter { !isSecretReference($0) } == [])
        #expect(values.filter(isSecretReference) == [])
    }
}
