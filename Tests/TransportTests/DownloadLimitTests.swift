import Cryptography
import Foundation
import Paths
import TestSupport
import Testing
import Transport

@Suite("Limits of downloads")
struct DownloadLimitTests {
    private let client = HTTPClient(configuration: quickConfiguration())

    private func download(
        _ server: LoopbackServer,
        _ scratch: Scratch,
        size: Int? = nil,
        limit: Int = 1000
    ) throws -> DownloadResult {
        let request = DownloadRequest(
            url: server.baseURL + "/",
            destination: scratch.path.appending("a"),
            expectedSize: size,
            limit: .init(limit)
        )
        return try #require(client.download([request]).first).get()
    }

    @Test("A file without an end is cut off at the limit, also on the disk")
    func endless() throws {
        let server = try LoopbackServer { _ in
            let block = [UInt8](repeating: 1, count: 700)
            return .init(steps: [.text("HTTP/1.1 200 OK\r\n\r\n"), .endless(block)])
        }
        let scratch = try Scratch()
        let error = TransportError.tooLarge(url: server.baseURL + "/", limit: .init(1000))
        #expect(throws: error) { try download(server, scratch) }
        #expect(try scratch.read("a").count <= 1000)
        #expect(server.requests.count == 1)
    }

    @Test("A length above the limit is refused before the body")
    func announced() throws {
        let server = try LoopbackServer { _ in
            .init(steps: [.text("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"), .hang])
        }
        let error = TransportError.tooLarge(url: server.baseURL + "/", limit: .init(1000))
        #expect(throws: error) { try download(server, Scratch()) }
    }

    @Test("A length other than the known size is refused before the body")
    func otherSize() throws {
        let server = try LoopbackServer { _ in
            .init(steps: [.text("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n"), .hang])
        }
        let url = server.baseURL + "/"
        let error = TransportError.wrongSize(url: url, expected: 10, received: 11)
        #expect(throws: error) { try download(server, Scratch(), size: 10) }
        #expect(server.requests.count == 1)
    }

    @Test("More bytes than the known size are refused as they come")
    func tooMany() throws {
        let server = try LoopbackServer { _ in
            .init(steps: [.text("HTTP/1.1 200 OK\r\n\r\n12345678901")])
        }
        let url = server.baseURL + "/"
        let error = TransportError.wrongSize(url: url, expected: 10, received: 11)
        #expect(throws: error) { try download(server, Scratch(), size: 10) }
    }

    @Test("Fewer bytes than the known size are an error after the last try")
    func tooFew() throws {
        let server = try LoopbackServer { _ in .init(steps: [.text("HTTP/1.1 200 OK\r\n\r\n123")]) }
        let url = server.baseURL + "/"
        let error = TransportError.wrongSize(url: url, expected: 10, received: 3)
        #expect(throws: error) { try download(server, Scratch(), size: 10) }
        #expect(server.requests.count == 3)
    }

    @Test("A server that stops in the middle is left after the stall time, each time it is tried")
    func stalled() throws {
        let server = try LoopbackServer { _ in
            .init(steps: [.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123"), .hang])
        }
        let error = TransportError.timedOut(url: server.baseURL + "/")
        #expect(throws: error) { try download(server, Scratch()) }
        #expect(server.requests.count == 3)
    }

    @Test("A redirect to another server is refused and leaves no bytes")
    func redirect() throws {
        let server = try LoopbackServer { _ in .redirect(to: "http://example.com/") }
        let scratch = try Scratch()
        #expect(throws: TransportError.self) { try download(server, scratch) }
        #expect(try scratch.read("a").isEmpty)
    }

    @Test("A page that explains an error does not become the file")
    func errorPage() throws {
        let server = try LoopbackServer { _ in .text("<html>", status: 403) }
        let scratch = try Scratch()
        let error = TransportError.status(url: server.baseURL + "/", code: 403)
        #expect(throws: error) { try download(server, scratch) }
        #expect(try scratch.read("a").isEmpty)
    }

    @Test("A plain URL to another machine is never asked")
    func plainHTTP() throws {
        let scratch = try Scratch()
        let request = DownloadRequest(
            url: "http://example.com/x",
            destination: scratch.path.appending("a"),
            limit: .init(10)
        )
        let results = client.download([request])
        #expect(results == [.failure(.refusedScheme(url: "http://example.com/x"))])
    }
}
