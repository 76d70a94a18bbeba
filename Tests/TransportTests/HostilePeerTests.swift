import Foundation
import TestSupport
import Testing
import Transport

@Suite("Hostile peers")
struct HostilePeerTests {
    private let client = HTTPClient(configuration: quickConfiguration())

    private func get(_ url: String, limit: Int = 1 << 20, deadline: Duration = .seconds(20))
        throws(TransportError) -> HTTPResponse
    {
        try client.get(HTTPRequest(url: url, limit: .init(limit), deadline: deadline))
    }

    @Test("A body without an end is cut off at the limit")
    func endlessBody() throws {
        let server = try LoopbackServer { _ in
            let block = [UInt8](repeating: 120, count: 1 << 16)
            return .init(steps: [.text("HTTP/1.1 200 OK\r\n\r\n"), .endless(block)])
        }
        let url = server.baseURL + "/"
        #expect(throws: TransportError.tooLarge(url: url, limit: .mebibytes(1))) { try get(url) }
        #expect(server.requests.count == 1)
    }

    @Test("A length above the limit is refused before the body")
    func announcedTooMuch() throws {
        let server = try LoopbackServer { _ in
            .init(steps: [.text("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n"), .hang])
        }
        let url = server.baseURL + "/"
        #expect(throws: TransportError.tooLarge(url: url, limit: .init(100))) {
            try get(url, limit: 100)
        }
    }

    @Test("A body of exactly the limit is taken")
    func exactly() throws {
        let server = try LoopbackServer { _ in .text("12345") }
        #expect(try get(server.baseURL + "/", limit: 5).body.count == 5)
        #expect(throws: TransportError.self) { try get(server.baseURL + "/", limit: 4) }
    }

    @Test("A compressed document is decoded")
    func compressed() throws {
        let packed = try run(["gzip", "-c"], input: Array("hello".utf8))
        let server = try LoopbackServer { _ in
            .init(headers: [("Content-Encoding", "gzip")], body: packed)
        }
        #expect(try get(server.baseURL + "/").body == Array("hello".utf8))
        #expect(server.requests.first?["accept-encoding"] == "gzip, deflate")
    }

    @Test("The limit counts decoded bytes, so that a small bomb stays small")
    func bomb() throws {
        let packed = try run(["gzip", "-9c"], input: [UInt8](repeating: 0, count: 8 << 20))
        let server = try LoopbackServer { _ in
            .init(headers: [("Content-Encoding", "gzip")], body: packed)
        }
        #expect(packed.count < 1 << 16)
        let url = server.baseURL + "/"
        #expect(throws: TransportError.tooLarge(url: url, limit: .mebibytes(1))) { try get(url) }
    }

    @Test("Headers without an end are cut off")
    func endlessHeaders() throws {
        let server = try LoopbackServer { _ in
            let line = "X-Filler: " + String(repeating: "x", count: 1000) + "\r\n"
            return .init(steps: [.text("HTTP/1.1 200 OK\r\n"), .endless(Array(line.utf8))])
        }
        #expect(throws: TransportError.self) { try get(server.baseURL + "/") }
        #expect(server.requests.count == 1)
    }

    @Test("A server that says nothing runs into the deadline of the request")
    func hang() throws {
        let server = try LoopbackServer { _ in .init(steps: [.hang]) }
        let url = server.baseURL + "/"
        #expect(throws: TransportError.timedOut(url: url)) {
            try get(url, deadline: .milliseconds(300))
        }
    }

    @Test("A server that stops in the middle counts as stalled, and is asked again")
    func stall() throws {
        let turns = Turns()
        let server = try LoopbackServer { _ in
            guard turns.next() == 1 else { return .text("whole") }
            return .init(steps: [.text("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwh"), .hang])
        }
        #expect(try get(server.baseURL + "/").body == Array("whole".utf8))
    }

    @Test("A server that sends a byte now and then runs into the deadline")
    func drip() throws {
        let server = try LoopbackServer { _ in
            let drops = (0..<200).flatMap { _ -> [LoopbackServer.Response.Step] in
                [.bytes([120]), .pause(20)]
            }
            return .init(steps: [.text("HTTP/1.1 200 OK\r\n\r\n")] + drops)
        }
        let url = server.baseURL + "/"
        #expect(throws: TransportError.timedOut(url: url)) {
            try get(url, deadline: .milliseconds(400))
        }
    }

    @Test("Somebody who gives up does not wait for the server")
    func cancelled() throws {
        let server = try LoopbackServer { _ in .init(steps: [.hang]) }
        var configuration = quickConfiguration()
        configuration.stallTimeout = .seconds(60)
        configuration.isCancelled = { !server.requests.isEmpty }
        let impatient = HTTPClient(configuration: configuration)
        #expect(throws: TransportError.cancelled) {
            try impatient.get(HTTPRequest(url: server.baseURL + "/", limit: .init(10)))
        }
    }

    @Test("A redirect on the same server is followed, and the answer says where it came from")
    func redirect() throws {
        let server = try LoopbackServer { request in
            request.path == "/a" ? .redirect(to: "b?x=%2F") : .text(request.target)
        }
        let response = try get(server.baseURL + "/a")
        #expect(response.body == Array("/b?x=%2F".utf8))
        #expect(response.url == server.baseURL + "/b?x=%2F")
    }

    @Test("Redirects in a circle end after ten")
    func circle() throws {
        let server = try LoopbackServer { _ in .redirect(to: "/again") }
        let url = server.baseURL + "/"
        #expect(throws: TransportError.tooManyRedirects(url: url)) { try get(url) }
        #expect(server.requests.count == 11)
    }

    @Test(
        "A redirect to plain http elsewhere, or to another scheme, is refused",
        arguments: [
            "http://example.com/", "http://localhost:1/", "file:///etc/passwd", "ftp://127.0.0.1/",
            "https://example.com/", "//example.com/",
        ]
    )
    func refusedRedirect(_ target: String) throws {
        let server = try LoopbackServer { _ in .redirect(to: target) }
        #expect { try get(server.baseURL + "/") } throws: { error in
            guard case .refusedRedirect = error as? TransportError else { return false }
            return true
        }
        #expect(server.requests.count == 1)
    }

    @Test("A redirect to another server on this machine is refused")
    func refusedNeighbour() throws {
        let neighbour = try LoopbackServer { _ in .text("secret") }
        let server = try LoopbackServer { _ in .redirect(to: neighbour.baseURL + "/") }
        #expect(throws: TransportError.self) { try get(server.baseURL + "/") }
        #expect(neighbour.requests.isEmpty)
    }
}
