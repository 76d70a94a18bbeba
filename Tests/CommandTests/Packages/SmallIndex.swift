import Cryptography
import Documents
import Foundation
import TestSupport

/// A file on the pages of an index, and what they say of it.
struct IndexFile: Sendable {
    var wheel: SmallWheel
    /// When it came; nil where the index does not say.
    var uploaded: String? = "2026-01-01T00:00:00Z"
    /// Why its publisher took it back.
    var yanked: String?
    /// A source archive instead of the wheel.
    var isSource = false

    var filename: String {
        isSource ? "\(wheel.name)-\(wheel.version).tar.gz" : wheel.filename
    }
    var bytes: [UInt8] { isSource ? Array("a source archive".utf8) : wheel.bytes }
}

/// A Python package index on this machine whose answers a test decides, also later.
final class SmallIndex: Sendable {
    private let server: LoopbackServer
    private let replaced: Replacements

    /// The base URL, with its slash.
    var url: String { server.baseURL + "/simple/" }

    init(_ files: [IndexFile], status: String? = nil) throws {
        var answers: [String: LoopbackServer.Response] = [:]
        for (project, listed) in Dictionary(grouping: files, by: \.wheel.project) {
            answers["/simple/\(project)/"] = Self.page(project, listed, status)
            for file in listed {
                answers["/files/\(file.filename)"] = .init(body: file.bytes)
                answers["/files/\(file.filename).metadata"] = .text(file.wheel.metadata)
            }
        }
        let (all, replaced) = (answers, Replacements())
        self.replaced = replaced
        server = try LoopbackServer { request in
            replaced[request.path] ?? all[request.path] ?? .notFound
        }
    }

    convenience init(_ wheels: [SmallWheel]) throws {
        try self.init(wheels.map { IndexFile(wheel: $0) })
    }

    deinit { server.stop() }

    /// From now on the file of a wheel has these bytes, and its page says what it said.
    func serve(_ bytes: [UInt8], instead wheel: SmallWheel) {
        replaced["/files/" + wheel.filename] = .init(body: bytes)
    }

    private static func page(_ project: String, _ files: [IndexFile], _ status: String?)
        -> LoopbackServer.Response
    {
        let page: JSON = [
            "meta": ["api-version": "1.4"], "name": .string(project),
            "files": .array(files.map(entry)),
            "project-status": [
                "status": .string(status ?? "active"), "reason": "looks like malware",
            ],
        ]
        let type = (name: "Content-Type", value: "application/vnd.pypi.simple.v1+json")
        return .init(headers: [type], body: Array(page.text().utf8))
    }

    private static func entry(_ file: IndexFile) -> JSON {
        var members: [(String, JSON)] = [
            ("filename", .string(file.filename)), ("url", .string("/files/" + file.filename)),
            ("hashes", ["sha256": .string(Digest(of: file.bytes).hex)]),
            ("size", JSON(file.bytes.count)),
        ]
        if let time = file.uploaded { members.append(("upload-time", .string(time))) }
        if let reason = file.yanked { members.append(("yanked", .string(reason))) }
        if !file.isSource {
            let digest = Digest(of: file.wheel.metadata.utf8).hex
            members.append(("core-metadata", ["sha256": .string(digest)]))
        }
        return .object(JSONObject(members))
    }
}

/// Answers that are given instead of others.
///
/// Unchecked, because a lock guards the table.
final class Replacements: @unchecked Sendable {
    private let lock = NSLock()
    private var answers: [String: LoopbackServer.Response] = [:]

    subscript(path: String) -> LoopbackServer.Response? {
        get { lock.withLock { answers[path] } }
        set { lock.withLock { answers[path] = newValue } }
    }
}
