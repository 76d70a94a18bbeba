import Cryptography
import Diagnostics
import Foundation
import PackageModel
import Paths
import Registries
import Resolution
import Resolvers
import TestSupport
import Transport

/// A wheel of a few files, as real as a resolver needs.
struct TinyWheel {
    var name: String
    var version: String
    var tag = "py3-none-any"
    var requires: [String] = []
    var python: String?
    var extras: [String] = []

    var filename: String { "\(name)-\(version)-\(tag).whl" }

    var metadata: String {
        "Metadata-Version: 2.1\nName: \(name)\nVersion: \(version)\n"
            + (python.map { "Requires-Python: \($0)\n" } ?? "")
            + extras.map { "Provides-Extra: \($0)\n" }.joined()
            + requires.map { "Requires-Dist: \($0)\n" }.joined() + "\n"
    }

    var bytes: [UInt8] {
        let place = "\(name)-\(version).dist-info"
        return ZipWriter(files: [
            ("\(name).py", Array("answer = 42\n".utf8), 0o644),
            ("\(place)/METADATA", Array(metadata.utf8), 0o644),
            ("\(place)/WHEEL", Array("Wheel-Version: 1.0\nTag: \(tag)\n".utf8), 0o644),
            ("\(place)/RECORD", [], 0o644),
        ]).bytes()
    }
}

/// One file of the index and what its page says of it.
struct Listed {
    var wheel: TinyWheel
    var time: String? = "2026-01-01T00:00:00Z"
    var yanked: String?
    var hasMetadata = true
    var isSource = false
    var sha256: String?
    var metadataSHA256: String?
    var hasSize = true

    var filename: String { isSource ? "\(wheel.name)-\(wheel.version).tar.gz" : wheel.filename }
    var content: [UInt8] { isSource ? Array("source".utf8) : wheel.bytes }
    var digest: String { sha256 ?? Digest(of: content).hex }
    var metadataDigest: String {
        metadataSHA256 ?? Digest(of: Array(wheel.metadata.utf8)).hex
    }
}

/// An index on this machine, in JSON or HTML.
final class TestIndex: Sendable {
    enum Form { case json, html }

    let server: LoopbackServer

    init(_ files: [Listed], form: Form = .json, status: [String: String] = [:]) throws {
        var answers: [String: LoopbackServer.Response] = [:]
        for (name, listed) in Dictionary(grouping: files, by: \.wheel.name) {
            let plain = name.replacingOccurrences(of: "_", with: "-")
            answers["/simple/\(plain)/"] =
                form == .json ? Self.json(plain, listed, status[name]) : Self.html(listed)
            for file in listed {
                answers["/files/\(file.filename)"] = .init(body: file.content)
                guard file.hasMetadata, !file.isSource else { continue }
                answers["/files/\(file.filename).metadata"] = .text(file.wheel.metadata)
            }
        }
        let all = answers
        server = try LoopbackServer { all[$0.path] ?? .text("", status: 404) }
    }

    private static func json(_ name: String, _ files: [Listed], _ status: String?)
        -> LoopbackServer.Response
    {
        let entries = files.map { file -> [String: Any] in
            var entry: [String: Any] = [
                "filename": file.filename, "url": "../../files/\(file.filename)",
                "hashes": file.digest.isEmpty ? [:] : ["sha256": file.digest],
            ]
            if file.hasSize { entry["size"] = file.content.count }
            if let time = file.time { entry["upload-time"] = time }
            if let python = file.wheel.python { entry["requires-python"] = python }
            if let yanked = file.yanked { entry["yanked"] = yanked.isEmpty ? true : yanked }
            if file.hasMetadata, !file.isSource {
                entry["core-metadata"] = ["sha256": file.metadataDigest]
            }
            return entry
        }
        let page: [String: Any] = [
            "meta": ["api-version": "1.4"], "name": name, "files": entries,
            "project-status": ["status": status ?? "active", "reason": "looks like malware"],
        ]
        // Plain JSON values are always written.
        let body = (try? JSONSerialization.data(withJSONObject: page)) ?? Data()
        let type = (name: "Content-Type", value: "application/vnd.pypi.simple.v1+json")
        return .init(headers: [type], body: Array(body))
    }

    private static func html(_ files: [Listed]) -> LoopbackServer.Response {
        let lines = files.map { file in
            let python = file.wheel.python.map { " data-requires-python=\"\(escaped($0))\"" } ?? ""
            let yanked = file.yanked.map { " data-yanked=\"\(escaped($0))\"" } ?? ""
            let metadata =
                file.hasMetadata && !file.isSource
                ? " data-core-metadata=\"sha256=\(file.metadataDigest)\"" : ""
            let digest = file.digest.isEmpty ? "" : "#sha256=\(file.digest)"
            return
                "<a href=\"/files/\(file.filename)\(digest)\"\(python)\(yanked)\(metadata)>x</a><br/>"
        }
        let body = "<!DOCTYPE html><html><body>\n\(lines.joined(separator: "\n"))\n</body></html>"
        return .init(
            headers: [(name: "Content-Type", value: "text/html")],
            body: Array(body.utf8)
        )
    }

    private static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(
            of: "<",
            with: "&lt;"
        )
        .replacingOccurrences(of: ">", with: "&gt;")
    }
}

/// A directory that goes with the test.
final class Scratch: Sendable {
    let path: AbsolutePath

    init() throws {
        let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
        path = try AbsolutePath(parsing: base + "/mcppkg-resolver-" + UUID().uuidString)
        try FileManager.default.createDirectory(
            atPath: path.description,
            withIntermediateDirectories: true
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: path.description) }

    func write(_ name: String, _ bytes: [UInt8]) throws -> AbsolutePath {
        let file = path.appending(name)
        try Data(bytes).write(to: URL(fileURLWithPath: file.description))
        return file
    }
}

/// What the workflow does: the functions of a real index for a resolver.
func access(_ index: PyPIIndex, _ scratch: AbsolutePath) -> PythonIndexAccess {
    PythonIndexAccess(
        location: index.location,
        project: { name throws(PythonResolutionError) in
            do throws(PyPIError) {
                return try index.project(name)
            } catch .unknownProject {
                return nil
            } catch {
                throw .index(error)
            }
        },
        metadata: { file throws(PythonResolutionError) in
            do throws(PyPIError) { return try index.metadata(of: file) } catch {
                throw .index(error)
            }
        },
        wheel: { file throws(PythonResolutionError) in
            do throws(PyPIError) {
                return try index.wheel(file, into: scratch)
            } catch {
                throw .index(error)
            }
        }
    )
}

/// Programs that the tests need and that may be absent.
enum Tools {
    static let uv = found("uv", "MCPPKG_TEST_UV")
    /// The Python behind a shim or an environment, with the directory that it lives in.
    static let python = found("python3", "MCPPKG_TEST_PYTHON").flatMap(interpreter)
    static let wheels = ProcessInfo.processInfo.environment["MCPPKG_TEST_WHEELS"]

    static var areThere: Bool { uv != nil && python != nil }

    private static func interpreter(_ program: AbsolutePath) -> PythonInterpreter? {
        let code = "import os, sys; print(os.path.realpath(sys.executable)); print(sys.base_prefix)"
        var call = TestSupport.ProgramCall(program.description, ["-I", "-c", code])
        // A shim needs to know whose it is.
        call.environment = ProcessInfo.processInfo.environment
        guard let lines = try? ProgramRun.run(call).output.split(separator: "\n"), lines.count == 2,
            let executable = try? AbsolutePath(parsing: String(lines[0])),
            let prefix = try? AbsolutePath(parsing: String(lines[1])),
            let version = try? PythonVersion(parsing: "3.12")
        else { return nil }
        return PythonInterpreter(executable: executable, version: version, readable: [prefix])
    }

    private static func found(_ name: String, _ variable: String) -> AbsolutePath? {
        let environment = ProcessInfo.processInfo.environment
        let places = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
        let candidates = [environment[variable]].compactMap(\.self) + places
        let first = candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
        return first.flatMap { try? AbsolutePath(parsing: $0) }
    }
}

/// A resolution with what the machine has.
struct Resolution {
    let scratch: Scratch
    var request: PythonRequest
    /// The program that resolves.
    var uv = Tools.uv

    init(_ roots: [String], platforms: [String] = ["linux-x86_64-gnu"]) throws {
        scratch = try Scratch()
        guard let python = Tools.python else { throw Missing() }
        request = PythonRequest(
            roots: try roots.map { try PythonRequirement(parsing: $0) },
            python: python,
            platforms: try platforms.map { try PlatformName(parsing: $0) }
        )
    }

    struct Missing: Error {}

    /// Resolves on a fresh part of the scratch directory.
    func closure(_ index: TestIndex) throws -> PythonClosure {
        guard let uv else { throw Missing() }
        let place = scratch.path.appending(UUID().uuidString)
        try FileManager.default.createDirectory(
            atPath: place.description,
            withIntermediateDirectories: true
        )
        var configuration = TransportConfiguration()
        configuration.usesNetrc = false
        configuration.retryPauses = [.milliseconds(5)]
        let client = HTTPClient(configuration: configuration)
        let real = try PyPIIndex(location: index.server.baseURL + "/simple/", client: client)
        let resolver = UvResolver(uv: uv, index: access(real, place), scratch: place)
        return try resolver.closure(of: request)
    }

    /// The error that a resolution ends with.
    func failure(_ index: TestIndex) throws -> PythonResolutionError? {
        do {
            _ = try closure(index)
            return nil
        } catch let error as PythonResolutionError { return error }
    }
}
