import Foundation
import TestSupport
import Testing
import Transport

@Suite("Documents")
struct GetTests {
    private let client = HTTPClient(configuration: quickConfiguration())

    private func get(_ url: String, limit: Int = 1 << 20, seconds: Int64 = 20)
        throws(TransportError) -> HTTPResponse
    {
        let request = HTTPRequest(url: url, limit: .init(limit), deadline: .seconds(seconds))
        return try client.get(request)
    }

    @Test("A document comes with its status, its headers and its place")
    func usual() throws {
        let server = try LoopbackServer { _ in .json("{}") }
        let response = try get(server.baseURL + "/a%2Fb/../c?x=%20")
        #expect(response.status == 200)
        #expect(response.header("Content-Type") == "application/json")
        #expect(response.body == Array("{}".utf8))
        #expect(response.url == server.baseURL + "/a%2Fb/../c?x=%20")
        #expect(server.targets == ["/a%2Fb/../c?x=%20"])
        #expect(server.requests.first?["user-agent"] == "mcppkg")
    }

    @Test(
        "A refusal of the server is an answer with its body, asked once",
        arguments: [400, 401, 404, 410]
    )
    func refusal(_ status: Int) throws {
        let server = try LoopbackServer { _ in .text("why not", status: status) }
        let response = try get(server.baseURL + "/")
        #expect(response.status == status)
        #expect(response.body == Array("why not".utf8))
        #expect(server.requests.count == 1)
        #expect(throws: TransportError.status(url: response.url, code: status)) {
            try response.successfulBody()
        }
    }

    @Test("A failure that may pass is tried again", arguments: [408, 429, 500, 502, 503, 504])
    func retried(_ status: Int) throws {
        let turns = Turns()
        let server = try LoopbackServer { _ in
            turns.next() < 3
                ? .init(status: status, headers: [("Retry-After", "3600")]) : .text("now")
        }
        #expect(try get(server.baseURL + "/").body == Array("now".utf8))
        #expect(server.requests.count == 3)
    }

    @Test("A failure that stays is given after the last try")
    func staysBroken() throws {
        let server = try LoopbackServer { _ in .text("down", status: 503) }
        #expect(try get(server.baseURL + "/").status == 503)
        #expect(server.requests.count == 3)
    }

    @Test("A connection that breaks midway is tried again")
    func brokenOnce() throws {
        let turns = Turns()
        let server = try LoopbackServer { _ in
            guard turns.next() == 1 else { return .text("whole") }
            let part = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwh"
            return .init(steps: [.text(part), .reset])
        }
        #expect(try get(server.baseURL + "/").body == Array("whole".utf8))
    }

    @Test("A body that ends before its length is not taken for whole")
    func truncated() throws {
        let server = try LoopbackServer { _ in
            .init(steps: [.text("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf")])
        }
        #expect { try get(server.baseURL + "/") } throws: { isUnreachable($0) }
    }

    @Test(
        "What is not HTTP is an error",
        arguments: ["\0\u{1}garbage\r\n\r\n", "SSH-2.0-x\r\n", ""]
    )
    func garbage(_ text: String) throws {
        let server = try LoopbackServer { _ in .init(steps: [.text(text)]) }
        #expect { try get(server.baseURL + "/") } throws: { error in
            if case .malformed = error as? TransportError { return true }
            return isUnreachable(error)
        }
    }

    @Test("A port where nobody listens is unreachable, in libcurl's words")
    func nobody() throws {
        let server = try LoopbackServer { _ in .notFound }
        server.stop()
        let closed = HTTPRequest(url: "http://127.0.0.1:1/", limit: .init(10))
        #expect { try client.get(closed) } throws: { isUnreachable($0) }
    }

    @Test("Offline nothing is asked")
    func offline() throws {
        let server = try LoopbackServer { _ in .text("hello") }
        var configuration = quickConfiguration()
        configuration.isOffline = true
        let offline = HTTPClient(configuration: configuration)
        let url = server.baseURL + "/"
        #expect(throws: TransportError.offline(url: url)) {
            try offline.get(HTTPRequest(url: url, limit: .init(10)))
        }
        #expect(server.requests.isEmpty)
    }

    @Test("A header with a line end is not sent")
    func headerInjection() throws {
        let server = try LoopbackServer { _ in .text("hello") }
        let request = HTTPRequest(
            url: server.baseURL + "/",
            headers: [("X", "a\r\nAuthorization: b")],
            limit: .init(10)
        )
        #expect { try client.get(request) } throws: { error in
            guard case .malformed = error as? TransportError else { return false }
            return true
        }
        #expect(server.requests.isEmpty)
    }

    @Test("The credentials of netrc are sent to their host")
    func netrc() throws {
        let server = try LoopbackServer { _ in .text("hello") }
        let scratch = try Scratch()
        var configuration = quickConfiguration()
        configuration.usesNetrc = true
        let entry = "machine 127.0.0.1 login me password secret\n"
        configuration.netrcFile = try scratch.write("netrc", Array(entry.utf8))
        let named = HTTPClient(configuration: configuration)
        _ = try named.get(HTTPRequest(url: server.baseURL + "/", limit: .init(10)))
        #expect(server.requests.first?["authorization"] == "Basic bWU6c2VjcmV0")
    }

    @Test("Threads share a client")
    func concurrent() throws {
        let server = try LoopbackServer { .text($0.path) }
        let failures = Turns()
        DispatchQueue.concurrentPerform(iterations: 24) { index in
            let body = try? get(server.baseURL + "/\(index)").body
            if body != Array("/\(index)".utf8) { _ = failures.next() }
        }
        #expect(failures.next() == 1)
        #expect(server.requests.count == 24)
    }
}

func isUnreachable(_ error: any Error) -> Bool {
    guard case .unreachable = error as? TransportError else { return false }
    return true
}
