import Cryptography
import Foundation
import Paths
import TestSupport
import Testing
import Transport

@Suite("Downloads that go on where they stopped")
struct ResumeTests {
    private let client = HTTPClient(configuration: quickConfiguration())
    private let body = sampleBytes(200_000)

    private func request(_ server: LoopbackServer, to file: AbsolutePath, known: Bool = false)
        -> DownloadRequest
    {
        var request = DownloadRequest(
            url: server.baseURL + "/file",
            destination: file,
            limit: .mebibytes(1)
        )
        if known { request.digest = Digest(of: body) }
        return request
    }

    private func download(_ request: DownloadRequest) throws -> DownloadResult {
        try #require(client.download([request]).first).get()
    }

    /// The first half with the right length, then a broken connection.
    private func half(_ headers: String = "") -> LoopbackServer.Response {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\(headers)\r\n"
        // The pause lets the half arrive: a reset discards what is still on its way.
        return .init(steps: [.text(head), .bytes(Array(body[..<100_000])), .pause(200), .reset])
    }

    @Test("A broken download asks for the rest, and only if it is still the same file")
    func resumed() throws {
        let (turns, files, body) = (Turns(), StaticFiles(["/file": body]), body)
        let broken = half("ETag: \(StaticFiles.tag(of: body))\r\n")
        let server = try LoopbackServer { turns.next() == 1 ? broken : files.respond($0) }
        let scratch = try Scratch()
        let result = try download(request(server, to: scratch.path.appending("a")))
        #expect(result.digest == Digest(of: body))
        #expect(try scratch.read("a") == body)
        #expect(server.requests.last?["range"] == "bytes=100000-")
        #expect(server.requests.last?["if-range"] == StaticFiles.tag(of: body))
    }

    @Test("A file that changed meanwhile is fetched from the beginning")
    func changed() throws {
        let (turns, files, body) = (Turns(), StaticFiles(["/file": body]), body)
        let broken = half("ETag: \"another\"\r\n")
        let server = try LoopbackServer { turns.next() == 1 ? broken : files.respond($0) }
        let scratch = try Scratch()
        let result = try download(request(server, to: scratch.path.appending("a")))
        #expect(result.digest == Digest(of: body))
        #expect(try scratch.read("a") == body)
    }

    @Test("Without anything to prove that it is the same file, no part is kept")
    func unproven() throws {
        let (turns, files, broken) = (Turns(), StaticFiles(["/file": body]), half())
        let server = try LoopbackServer { turns.next() == 1 ? broken : files.respond($0) }
        let scratch = try Scratch()
        let result = try download(request(server, to: scratch.path.appending("a")))
        #expect(result.digest == Digest(of: body))
        #expect(server.requests.last?["range"] == nil)
    }

    @Test("A server that ignores ranges sends the whole file again")
    func noRanges() throws {
        let (turns, body) = (Turns(), body)
        let broken = half("ETag: \"a\"\r\n")
        let server = try LoopbackServer { _ in turns.next() == 1 ? broken : .init(body: body) }
        let scratch = try Scratch()
        #expect(try download(request(server, to: scratch.path.appending("a"))).size == body.count)
        #expect(try scratch.read("a") == body)
    }

    @Test("A part of an earlier process is hashed and continued")
    func earlierPart() throws {
        let files = StaticFiles(["/file": body])
        let server = try LoopbackServer { files.respond($0) }
        let scratch = try Scratch()
        let file = try scratch.write("a", Array(body[..<70_000]))
        let result = try download(request(server, to: file, known: true))
        #expect(result.digest == Digest(of: body))
        #expect(try scratch.read("a") == body)
        #expect(server.requests.map { $0["range"] } == ["bytes=70000-"])
    }

    @Test("A part that belongs to another file is noticed and thrown away")
    func foreignPart() throws {
        let files = StaticFiles(["/file": body])
        let server = try LoopbackServer { files.respond($0) }
        let scratch = try Scratch()
        let file = try scratch.write("a", sampleBytes(70_000, seed: 9))
        let result = try download(request(server, to: file, known: true))
        #expect(result.digest == Digest(of: body))
        #expect(try scratch.read("a") == body)
        #expect(server.requests.map { $0["range"] } == ["bytes=70000-", nil])
    }

    @Test("A part of unknown origin without a digest to expect is thrown away")
    func unknownPart() throws {
        let files = StaticFiles(["/file": body])
        let server = try LoopbackServer { files.respond($0) }
        let scratch = try Scratch()
        let file = try scratch.write("a", Array(body[..<70_000]))
        #expect(try download(request(server, to: file)).digest == Digest(of: body))
        #expect(server.requests.map { $0["range"] } == [nil])
    }

    @Test("A file that is already whole is not fetched")
    func complete() throws {
        let server = try LoopbackServer { _ in .notFound }
        let scratch = try Scratch()
        let file = try scratch.write("a", body)
        #expect(try download(request(server, to: file, known: true)).size == body.count)
        #expect(server.requests.isEmpty)
    }

    @Test("A part longer than the file is thrown away when the server says so")
    func tooLongPart() throws {
        let files = StaticFiles(["/file": body])
        let server = try LoopbackServer { files.respond($0) }
        let scratch = try Scratch()
        let file = try scratch.write("a", body + [1])
        #expect(try download(request(server, to: file, known: true)).digest == Digest(of: body))
        #expect(try scratch.read("a") == body)
    }

    @Test("A part that does not begin where it was asked for is not joined")
    func wrongPart() throws {
        let (turns, files, body) = (Turns(), StaticFiles(["/file": body]), body)
        let server = try LoopbackServer { request in
            guard turns.next() == 1 else { return files.respond(request) }
            let range = (name: "Content-Range", value: "bytes 0-199999/200000")
            return .init(status: 206, headers: [range], body: body)
        }
        let scratch = try Scratch()
        let file = try scratch.write("a", Array(body[..<70_000]))
        #expect(try download(request(server, to: file, known: true)).digest == Digest(of: body))
        #expect(try scratch.read("a") == body)
    }
}
