import Cryptography
import Foundation
import Paths
import TestSupport
import Testing
import Transport

@Suite("Downloads")
struct DownloadTests {
    private let client = HTTPClient(configuration: quickConfiguration())
    private let body = sampleBytes(300_000)

    private func request(_ server: LoopbackServer, _ path: String = "/file", to file: AbsolutePath)
        -> DownloadRequest
    {
        DownloadRequest(url: server.baseURL + path, destination: file, limit: .mebibytes(1))
    }

    private func download(_ request: DownloadRequest) throws -> DownloadResult {
        try #require(client.download([request]).first).get()
    }

    @Test("A file arrives with its digest and size, uncompressed")
    func usual() throws {
        let files = StaticFiles(["/file": body])
        let server = try LoopbackServer { files.respond($0) }
        let scratch = try Scratch()
        let result = try download(request(server, to: scratch.path.appending("a")))
        #expect(result.digest == Digest(of: body))
        #expect(result.size == body.count)
        #expect(result.path == scratch.path.appending("a"))
        #expect(try scratch.read("a") == body)
        #expect(server.requests.first?["accept-encoding"] == nil)
    }

    @Test("An empty file is a file")
    func empty() throws {
        let server = try LoopbackServer { _ in .init() }
        let scratch = try Scratch()
        let result = try download(request(server, to: scratch.path.appending("a")))
        #expect(result.size == 0)
        #expect(result.digest == Digest(of: []))
    }

    @Test("Many files arrive, and the results are in the order of the requests")
    func many() throws {
        let bodies = Dictionary(
            uniqueKeysWithValues: (0..<40).map {
                ("/\($0)", sampleBytes($0 * 1000, seed: UInt32($0)))
            }
        )
        let files = StaticFiles(bodies)
        let server = try LoopbackServer { files.respond($0) }
        let scratch = try Scratch()
        let requests = (0..<40).map { index in
            request(server, "/\(index)", to: scratch.path.appending("\(index)"))
        }
        let digests = try client.download(requests).map { try $0.get().digest }
        #expect(digests == (0..<40).map { Digest(of: bodies["/\($0)"] ?? []) })
    }

    @Test("One file that is missing does not stop the others")
    func oneMissing() throws {
        let files = StaticFiles(["/file": body])
        let server = try LoopbackServer { files.respond($0) }
        let scratch = try Scratch()
        let results = client.download([
            request(server, "/none", to: scratch.path.appending("a")),
            request(server, to: scratch.path.appending("b")),
        ])
        let missing = TransportError.status(url: server.baseURL + "/none", code: 404)
        #expect(results[0] == .failure(missing))
        #expect(try results[1].get().size == body.count)
    }

    @Test("At most eight at a time are asked of one host, the largest first")
    func largestFirst() throws {
        let gate = Gate(opensAt: 8)
        let server = try LoopbackServer { request in
            gate.pass(request.path)
            return .text("x")
        }
        let scratch = try Scratch()
        let requests = (1...20).map { size in
            var request = request(server, "/\(size)", to: scratch.path.appending("\(size)"))
            request.limit = .init(size)
            return request
        }
        _ = client.download(requests)
        #expect(Set(gate.waited) == Set((13...20).map { "/\($0)" }))
        #expect(gate.peak == 8)
        #expect(server.requests.count == 20)
    }

    @Test("Requests for one digest share one fetch")
    func shared() throws {
        let files = StaticFiles(["/file": body, "/copy": body])
        let server = try LoopbackServer { files.respond($0) }
        let scratch = try Scratch()
        var first = request(server, to: scratch.path.appending("a"))
        var second = request(server, "/copy", to: scratch.path.appending("b"))
        first.digest = Digest(of: body)
        second.digest = Digest(of: body)
        let results = client.download([first, second])
        #expect(results[0] == results[1])
        #expect(try results[1].get().path == scratch.path.appending("a"))
        #expect(server.requests.count == 1)
    }

    @Test("The last report says that everything is there")
    func progress() throws {
        let files = StaticFiles(["/file": body])
        let server = try LoopbackServer { files.respond($0) }
        let scratch = try Scratch()
        var reports: [DownloadProgress] = []
        _ = client.download([request(server, to: scratch.path.appending("a"))]) {
            reports.append($0)
        }
        let last = try #require(reports.last)
        #expect(last.done == body.count)
        #expect(last.total == body.count)
        #expect(last.finished == 1)
        #expect(last.count == 1)
    }

    @Test("No requests are no results")
    func nothing() {
        #expect(client.download([]).isEmpty)
    }

    @Test("A directory that is not there is the file system's failure")
    func noDirectory() throws {
        let server = try LoopbackServer { _ in .text("x") }
        let scratch = try Scratch()
        let file = scratch.path.appending("none").appending("a")
        #expect { try download(request(server, to: file)) } throws: { error in
            guard case .file = error as? TransportError else { return false }
            return true
        }
        #expect(server.requests.isEmpty)
    }

    @Test("A link in the place of the file is not written through")
    func link() throws {
        let server = try LoopbackServer { _ in .text("x") }
        let scratch = try Scratch()
        let victim = try scratch.write("victim", Array("kept".utf8))
        let link = scratch.path.appending("link")
        try FileManager.default.createSymbolicLink(
            atPath: link.description,
            withDestinationPath: victim.description
        )
        #expect(throws: TransportError.self) { try download(request(server, to: link)) }
        #expect(try scratch.read("victim") == Array("kept".utf8))
    }

    @Test("Offline every download fails with its own address")
    func offline() throws {
        var configuration = quickConfiguration()
        configuration.isOffline = true
        let scratch = try Scratch()
        let requests = ["https://a.example/1", "https://a.example/2"].map {
            DownloadRequest(url: $0, destination: scratch.path.appending("a"), limit: .init(1))
        }
        let results = HTTPClient(configuration: configuration).download(requests)
        #expect(results == requests.map { .failure(.offline(url: $0.url)) })
    }

    @Test("Somebody who gives up gets every file back as cancelled")
    func cancelled() throws {
        let server = try LoopbackServer { _ in .init(steps: [.hang]) }
        var configuration = quickConfiguration()
        configuration.stallTimeout = .seconds(60)
        configuration.isCancelled = { server.requests.count >= 8 }
        let scratch = try Scratch()
        let requests = (0..<12).map {
            request(server, "/\($0)", to: scratch.path.appending("\($0)"))
        }
        let results = HTTPClient(configuration: configuration).download(requests)
        #expect(results == requests.map { _ in .failure(.cancelled) })
    }

    @Test("The SHA-512 is computed where it is asked for, also over an earlier part")
    func secondDigest() throws {
        let files = StaticFiles(["/file": body])
        let server = try LoopbackServer { files.respond($0) }
        let scratch = try Scratch()
        var one = request(server, to: scratch.path.appending("a"))
        #expect(try download(one).sha512 == nil)
        one.computesSHA512 = true
        one.destination = try scratch.write("b", Array(body.prefix(1000)))
        one.digest = Digest(of: body)
        #expect(try download(one).sha512 == LongDigest(of: body))
        #expect(server.requests.last?["range"] == "bytes=1000-")
    }

    @Test("Each request is told of once, when it has ended, those that share a fetch as well")
    func toldOf() throws {
        let files = StaticFiles(["/file": body])
        let server = try LoopbackServer { files.respond($0) }
        let scratch = try Scratch()
        let requests = ["/file", "/none", "/file"].enumerated().map { index, path in
            var one = request(server, path, to: scratch.path.appending("\(index)"))
            one.digest = path == "/file" ? Digest(of: body) : nil
            return one
        }
        var ended: [Int: Bool] = [:]
        let results = client.download(
            requests,
            ended: { index, result in
                #expect(ended[index] == nil)
                ended[index] = (try? result.get()) != nil
            }
        )
        #expect(ended == [0: true, 1: false, 2: true])
        #expect(results.map { (try? $0.get()) != nil } == [true, false, true])
    }

    @Test("What nobody wants any more is given up")
    func unwanted() throws {
        let server = try LoopbackServer { request in
            .init(steps: [.text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"), .hang])
        }
        let scratch = try Scratch()
        let results = client.download(
            [request(server, to: scratch.path.appending("a"))],
            isUnwanted: { !server.requests.isEmpty }
        )
        #expect(throws: TransportError.cancelled) { try results[0].get() }
    }
}

/// Holds requests back until enough of them have come, and counts how many are in at once.
private final class Gate: @unchecked Sendable {
    // Guarded by `condition`.
    private var inside = 0
    private(set) var peak = 0
    private(set) var waited: [String] = []
    private let opensAt: Int
    private let condition = NSCondition()

    init(opensAt: Int) { self.opensAt = opensAt }

    func pass(_ path: String) {
        condition.lock()
        inside += 1
        peak = max(peak, inside)
        if waited.count < opensAt { waited.append(path) }
        condition.broadcast()
        let end = Date(timeIntervalSinceNow: 10)
        while waited.count < opensAt, condition.wait(until: end) {}
        condition.unlock()
        // Held for a moment, so that a ninth would be seen beside the eight.
        Thread.sleep(forTimeInterval: 0.05)
        condition.withLock { inside -= 1 }
    }
}
