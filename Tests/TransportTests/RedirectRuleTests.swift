import Testing

@testable import Transport

@Suite("Redirect rules")
struct RedirectRuleTests {
    @Test(
        "https to https is followed across hosts, http only within its own host and port",
        arguments: [
            ("https://a.example/", "https://b.example/x"),
            ("https://a.example/", "https://a.example:444/"),
            ("https://127.0.0.1/", "https://b.example/"),
            ("http://127.0.0.1:8/", "http://127.0.0.1:8/y"),
            ("http://127.0.0.1:8/", "https://localhost/y"),
        ]
    )
    func followed(_ from: String, _ to: String) throws {
        let next = try RedirectRule.next(from: WebAddress(parsing: from), to: to)
        #expect(next.description == to)
    }

    @Test(
        "A way out of https, into this machine or to another scheme is refused",
        arguments: [
            ("https://a.example/", "http://a.example/"),
            ("https://a.example/", "http://127.0.0.1/"),
            ("https://a.example/", "https://127.0.0.1/"),
            ("https://a.example/", "https://localhost/"),
            ("https://a.example/", "https://[::ffff:127.0.0.1]/"),
            ("https://127.0.0.1/", "http://127.0.0.1/"),
            ("http://127.0.0.1:8/", "http://127.0.0.1:9/"),
            ("http://127.0.0.1:8/", "http://localhost:8/"),
            ("http://127.0.0.1:8/", "http://b.example/"),
            ("http://127.0.0.1:8/", "https://b.example/"),
            ("https://a.example/", "file:///etc/passwd"),
            ("https://a.example/", "ftp://a.example/"),
            ("https://a.example/", "https://user@b.example/"),
        ]
    )
    func refused(_ from: String, _ to: String) throws {
        let address = try WebAddress(parsing: from)
        #expect(throws: TransportError.refusedRedirect(from: from, to: to)) {
            try RedirectRule.next(from: address, to: to)
        }
    }

    @Test("A redirect to another host takes no credentials and no header that says who asks")
    func credentialsStay() throws {
        var course = Course(
            try WebAddress(parsing: "https://a.example/"),
            within: .seconds(5),
            TransportConfiguration()
        )
        let headers = [(name: "Authorization", value: "Bearer x"), (name: "Accept", value: "a/b")]
        #expect(course.plan(headers, isDecoded: true).mayAuthenticate)
        let answer = Exchange.Answer(head: head(302), redirect: "https://b.example/")
        _ = course.next(after: .success(answer))
        let plan = course.plan(headers, isDecoded: true)
        #expect(!plan.mayAuthenticate)
        #expect(plan.headers.map(\.name) == ["Accept"])
        #expect(plan.address.host == "b.example")
    }
}

/// A head with nothing but a status.
func head(_ status: Int, _ lines: String...) -> ResponseHead {
    var head = ResponseHead()
    for line in ["HTTP/1.1 \(status) Status"] + lines + [""] {
        _ = unsafe Array((line + "\r\n").utf8).withUnsafeBytes { unsafe head.take($0) }
    }
    return head
}
