import PackageFormats
import PackageModel
import Paths
import Testing

private func plan(_ members: String, _ values: InputValues = InputValues()) throws -> RemotePlan {
    let document = try FormatFixture.document(
        #""remotes":[{"type":"streamable-http",\#(members)}]"#
    )
    let remote = try #require(document.remotes.first)
    let inputs = try ResolvedInputs(
        values,
        for: RemoteFormat().inputs(of: remote),
        server: "io.example/demo",
        directories: SystemDirectories(home: AbsolutePath(parsing: "/home/ada"))
    )
    return try RemoteFormat().plan(remote, inputs: inputs)
}

@Suite("Servers that run elsewhere")
struct RemoteFormatTests {
    @Test(
        "Addresses over https, and on this machine over http, are accepted as they are",
        arguments: [
            "https://example.com/mcp", "https://example.com:8443/a?b=c#d", "HTTPS://EXAMPLE.COM",
            "http://localhost:3000/mcp", "http://127.0.0.1/mcp", "http://[::1]:80/",
            "https://[2001:db8::1]/",
            "http://127.8.9.1:1", "http://app.localhost/",
        ]
    )
    func accepted(_ url: String) throws { #expect(try RemoteFormat().plan(url: url).url == url) }

    @Test(
        "Everything else is no address",
        arguments: [
            "", "example.com", "ftp://example.com", "https://", "https:///x",
            "https://user@example.com/",
            "https://example.com@evil.com/", "https://exa mple.com/", "https://example.com/\u{7}",
            "https://example.com:0/", "https://example.com:99999/", "https://example.com:+1/",
            "https://ex%61mple.com/", "https://example..com/", "https://exämple.com/",
            "https://[::1/",
            "https://[evil]/", "https://[::1]x/", "https://a:1:2/", "file:///etc/passwd",
            "https://example.com/{tenant}", "https://example.com\\@evil.com/",
            "javascript:alert(1)",
            "https://" + String(repeating: "a", count: 5000) + ".com/",
        ]
    )
    func malformed(_ url: String) {
        let error = #expect(throws: ModelError.self) { try RemoteFormat().plan(url: url) }
        #expect(error?.category == .verification)
    }

    @Test(
        "Plain http to another machine is refused",
        arguments: [
            "http://example.com/mcp", "http://127.0.0.1.evil.com/", "http://128.0.0.1/",
            "http://10.0.0.1/",
            "http://localhost.evil.com/", "http://1270.0.0.1/", "http://127.1/", "http://[::2]/",
        ]
    )
    func plainHTTP(_ url: String) {
        let error = #expect(throws: ModelError.self) { try RemoteFormat().plan(url: url) }
        #expect(error?.category.exitStatus == 12)
    }

    @Test("Variables are filled in as single parts of the address")
    func variables() throws {
        let members =
            #""url":"https://e.com/{t}/mcp","variables":{"t":{"isRequired":true,"choices":["a","b/c"]}}"#
        #expect(try plan(members, InputValues(inputs: ["t": ["a"]])).url == "https://e.com/a/mcp")
        let odd = try plan(members, InputValues(inputs: ["t": ["b/c"]]))
        #expect(odd.url == "https://e.com/b%2Fc/mcp")
        #expect(odd.template == "https://e.com/{t}/mcp")
        let missing = #expect(throws: ModelError.self) { try plan(members) }
        #expect(missing == .missingInput(name: "t", server: "io.example/demo"))
        #expect(throws: ModelError.self) { try plan(members, InputValues(inputs: ["t": ["c"]])) }
    }

    @Test(
        "A value cannot move the address to another host",
        arguments: ["evil.com/", "a@evil.com", "evil.com#"]
    )
    func hostValue(_ value: String) {
        let members = #""url":"https://{t}.e.com/mcp","variables":{"t":{}}"#
        #expect(throws: ModelError.self) { try plan(members, InputValues(inputs: ["t": [value]])) }
    }

    @Test("An address that begins with a variable takes the value whole, and checks it")
    func wholeAddress() throws {
        let members = #""url":"{base}/mcp","variables":{"base":{}}"#
        let given = InputValues(inputs: ["base": ["https://e.com/x"]])
        #expect(try plan(members, given).url == "https://e.com/x/mcp")
        let plain = InputValues(inputs: ["base": ["http://e.com"]])
        #expect(throws: ModelError.self) { try plan(members, plain) }
    }

    @Test("A variable that nobody declared leaves no address")
    func undeclared() {
        let error = #expect(throws: ModelError.self) { try plan(#""url":"https://e.com/{x}""#) }
        #expect(error?.category == .verification)
    }

    @Test("Headers without value are left out, those with one are in order")
    func headers() throws {
        let read = try plan(
            #"""
            "url":"https://e.com/","headers":[
              {"name":"X-Region","default":"us","choices":["us","eu"]},{"name":"X-Fixed","value":"v={a}{b}","variables":{"a":{"default":"1"}}},
              {"name":"X-Optional"},{"name":"Authorization","isSecret":true},
              {"name":"X-Key","value":"Bearer {k}","variables":{"k":{"isSecret":true}}}]
            """#
        )
        #expect(read.headers.map(\.name) == ["X-Region", "X-Fixed"])
        #expect(read.headers.map(\.value) == ["us", "v=1{b}"])
        #expect(read.kind == .streamableHTTP)
    }

    @Test("A header that needs a secret is exit 12")
    func secretHeader() {
        let error = #expect(throws: ModelError.self) {
            try plan(
                #""url":"https://e.com/","headers":[{"name":"X-Key","isSecret":true,"isRequired":true}]"#
            )
        }
        #expect(error?.category.exitStatus == 12)
        #expect(error?.reason.contains("secret `X-Key`") == true)
    }

    @Test(
        "A header cannot smuggle another one",
        arguments: [
            #"{"name":"X\r\nY","value":"v"}"#, #"{"name":"X Y","value":"v"}"#,
            #"{"name":"X:","value":"v"}"#,
            #"{"name":"X","value":"a\r\nHost: evil"}"#, #"{"name":"X","value":"a\u0001"}"#,
        ]
    )
    func smuggling(_ header: String) {
        #expect(throws: ModelError.self) {
            try plan(#""url":"https://e.com/","headers":[\#(header)]"#)
        }
    }
}
