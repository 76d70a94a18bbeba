import Diagnostics
import Foundation
import Paths
import Testing
import Transport

@testable import struct Transport.LoopbackExchange
@testable import enum Transport.LoopbackRange

@Suite struct LoopbackServiceTests {
    private func echo(_ request: LoopbackService.Request) -> LoopbackService.Response {
        .text("\(request.method.rawValue) \(request.path) \(request.query ?? "-")", status: 200)
    }

    @Test("A request reaches the handler without the secret, with its query")
    func getsAnAnswer() throws {
        let service = try LoopbackService(handler: echo)
        let client = HTTPClient(configuration: quickConfiguration())
        let url = service.baseURL + "/simple/a%2Fb/?x=1"
        let answer = try client.get(HTTPRequest(url: url, limit: .kibibytes(1)))
        #expect(String(decoding: answer.body, as: UTF8.self) == "GET /simple/a%2Fb/ x=1")
    }

    @Test("Without the secret nothing is answered and the handler is not asked")
    func needsTheSecret() throws {
        let service = try LoopbackService { _ in .text("leaked", status: 200) }
        let client = HTTPClient(configuration: quickConfiguration(tries: 1))
        let root = "http://127.0.0.1:\(service.port)"
        let wrong =
            String(service.baseURL.dropLast()) + (service.baseURL.hasSuffix("0") ? "1" : "0")
        let statuses = try [root + "/", root + "/simple/", wrong + "/simple/"].map { url in
            try client.get(HTTPRequest(url: url, limit: .kibibytes(1))).status
        }
        #expect(statuses == [404, 404, 404])
    }

    @Test("Many requests share one connection")
    func keepsConnections() throws {
        let service = try LoopbackService(handler: echo)
        let path = try secretPath(service)
        let talk = "GET \(path)/a HTTP/1.1\r\nHost: x\r\n\r\n"
        let last = "GET \(path)/b HTTP/1.1\r\nConnection: close\r\n\r\n"
        let text = try exchange(talk + talk + last, port: service.port)
        #expect(text.components(separatedBy: "HTTP/1.1 200 OK").count == 4)
        #expect(text.hasSuffix("GET /b -"))
        #expect(service.requestCount == 3)
    }

    @Test("HEAD tells the length and sends no body")
    func answersHead() throws {
        let service = try LoopbackService { _ in .text("twelve bytes", status: 200) }
        let path = try secretPath(service)
        let request = "HEAD \(path)/x HTTP/1.1\r\nConnection: close\r\n\r\n"
        let text = try exchange(request, port: service.port)
        #expect(text.contains("Content-Length: 12\r\n"))
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    @Test(
        "A range of a file is sent as a part",
        arguments: [
            ("bytes=2-4", "206", "cde"), ("bytes=-2", "206", "ij"), ("bytes=8-", "206", "ij"),
            ("bytes=0-999", "206", "abcdefghij"), ("bytes=10-", "416", ""),
            ("items=0-1", "200", "abcdefghij"),
            ("bytes=0-1,3-4", "200", "abcdefghij"),
        ]
    )
    func sendsRanges(range: String, status: String, content: String) throws {
        let scratch = try Scratch()
        let file = try scratch.write("letters", Array("abcdefghij".utf8))
        let service = try LoopbackService { _ in .init(body: .file(file)) }
        let path = try secretPath(service)
        let request = "GET \(path)/f HTTP/1.1\r\nRange: \(range)\r\nConnection: close\r\n\r\n"
        let text = try exchange(request, port: service.port)
        #expect(text.hasPrefix("HTTP/1.1 \(status) "))
        #expect(text.hasSuffix("\r\n\r\n" + content))
    }

    @Test(
        "What breaks the rules of HTTP is refused and ends the connection",
        arguments: [
            ("POST SECRET/x HTTP/1.1\r\n\r\n", "405"),
            ("GET SECRET/x HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", "400"),
            ("GET SECRET/x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "400"),
            ("GET http://127.0.0.1/x HTTP/1.1\r\n\r\n", "400"),
            ("GET SECRET/x\r\n\r\n", "400"),
            ("GET SECRET/x HTTP/2\r\n\r\n", "400"),
            ("GET SECRET/x HTTP/1.1\r\n folded: x\r\n\r\n", "400"),
            ("GET SECRET/\u{e9} HTTP/1.1\r\n\r\n", "400"),
            ("\r\n\r\n", "400"),
        ]
    )
    func refusesOddRequests(request: String, status: String) throws {
        let service = try LoopbackService { _ in .text("leaked", status: 200) }
        let sent = request.replacingOccurrences(of: "SECRET", with: try secretPath(service))
        let text = try exchange(sent, port: service.port)
        #expect(text.hasPrefix("HTTP/1.1 \(status) "))
        #expect(!text.contains("leaked"))
    }

    @Test("A head without end is cut off")
    func boundsTheHead() throws {
        let service = try LoopbackService(handler: echo)
        let endless = "GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 40_000)
        #expect(try exchange(endless, port: service.port) == "")
    }

    @Test("A header that the handler passes on cannot begin another line")
    func keepsHeadersApart() throws {
        let service = try LoopbackService { _ in
            .init(headers: [("X-A", "1\r\nX-Evil: 1"), ("X-B", "2")])
        }
        let path = try secretPath(service)
        let request = "GET \(path)/ HTTP/1.1\r\nConnection: close\r\n\r\n"
        let text = try exchange(request, port: service.port)
        #expect(!text.contains("Evil"))
        #expect(text.contains("X-B: 2"))
    }

    @Test("More requests than allowed are refused")
    func boundsRequests() {
        let head = Array("GET /s/x HTTP/1.1".utf8)
        var exchange = LoopbackExchange(head[...], secret: Array("s".utf8), isLast: false)
        let response = exchange.answer(
            { _ in .text("", status: 200) },
            request: LoopbackLimits.requests + 1
        )
        #expect(response.status == 429)
        #expect(exchange.isLast)
    }

    @Test("After its end the port is closed, also for connections that were open")
    func stops() throws {
        let service = try LoopbackService(handler: echo)
        let connection = try RawConnection(port: service.port)
        connection.send("GET \(try secretPath(service))/a HTTP/1.1\r\n\r\n")
        #expect(connection.receive(until: "GET /a -").hasSuffix("GET /a -"))
        service.stop()
        #expect(connection.receiveAll() == "")
    }

    @Test("Many clients at once are all answered")
    func servesManyAtOnce() throws {
        let service = try LoopbackService(handler: echo)
        let path = try secretPath(service)
        let connections = try (0..<100).map { _ in try RawConnection(port: service.port) }
        for (index, connection) in connections.enumerated() {
            connection.send("GET \(path)/\(index) HTTP/1.1\r\nConnection: close\r\n\r\n")
        }
        let answers = connections.map { $0.receiveAll() }
        #expect(answers.indices.allSatisfy { answers[$0].hasSuffix("GET /\($0) -") })
    }

    private func secretPath(_ service: LoopbackService) throws -> String {
        try #require(URL(string: service.baseURL)).path
    }

    private func exchange(_ request: String, port: Int) throws -> String {
        let connection = try RawConnection(port: port)
        connection.send(request)
        return connection.receiveAll()
    }
}
