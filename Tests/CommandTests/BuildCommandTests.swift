import Documents
import Foundation
import TestSupport
import Testing

/// What the tests of builds need on the machine.
private enum BuildTools {
    static let uv = program("uv", ProcessInfo.processInfo.environment["MCPPKG_TEST_UV"])
    static let npm = NPMFolder.program

    private static func program(_ name: String, _ given: String?) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let places = path.split(separator: ":").map { "\($0)/\(name)" }
        return ([given].compactMap(\.self) + places)
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}

@Suite("Code that builds is refused by name, and runs confined once it is accepted")
struct BuildCommandTests {
    private let harness: CommandHarness

    init() throws { harness = try CommandHarness() }

    private func code(_ run: ProgramRun) -> String? {
        (try? JSON(parsing: Array(run.output.utf8)))?["error"]?["code"]?.string
    }

    private func tokens(_ run: ProgramRun) -> [String] {
        let error = (try? JSON(parsing: Array(run.output.utf8)))?["error"]
        return (error?["accept"]?.array ?? []).compactMap(\.string)
    }

    // MARK: Repositories

    @Test("A repository is refused before anything is fetched, and `--yes` is no answer")
    func refusesRepository() throws {
        let server = try LoopbackServer { _ in .text("", status: 404) }
        let commit = String(repeating: "a", count: 40)
        let spec = "git+\(server.baseURL)/acme/tool.git@\(commit)"
        let run = try harness.run(["install", spec, "--yes", "--json"])
        #expect(run.status == 5)
        #expect(code(run) == "git.needs-build")
        #expect(tokens(run) == ["build:tool"])
        #expect(server.requests.isEmpty)
    }

    @Test("A branch is no pin")
    func refusesBranch() throws {
        let run = try harness.run(["install", "git+https://example.com/tool.git@main", "--json"])
        #expect(run.status == 2)
        #expect(code(run) == "git.not-pinned")
    }

    // MARK: Python

    private func index(_ source: HostileSource) throws -> LoopbackServer {
        let bytes = source.archive()
        let name = source.name.replacing("_", with: "-")
        let digest = try sha256(bytes)
        let page = """
            {"meta":{"api-version":"1.1"},"name":"\(name)","files":[{"filename":"\(source.filename)",
            "url":"../../files/\(source.filename)","hashes":{"sha256":"\(digest)"},"size":\(bytes.count),
            "upload-time":"2026-01-01T00:00:00Z"}]}
            """
        return try LoopbackServer { request in
            switch request.path {
            case "/simple/\(name)/":
                .init(
                    headers: [("Content-Type", "application/vnd.pypi.simple.v1+json")],
                    body: Array(page.utf8)
                )
            case "/files/\(source.filename)": .init(body: bytes)
            default: .text("", status: 404)
            }
        }
    }

    private func sha256(_ bytes: [UInt8]) throws -> String {
        let file = harness.tree.path + "/digest-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(filePath: file))
        let run = try ProgramRun.run(ProgramCall("/usr/bin/sha256sum", [file]))
        return String(run.output.prefix(64))
    }

    /// The Python of the tests comes first, whatever a shim of the same name says.
    private func variables(_ server: LoopbackServer) throws -> [String: String] {
        let uv = try #require(BuildTools.uv)
        let own = (uv as NSString).deletingLastPathComponent
        let python =
            ProcessInfo.processInfo.environment["MCPPKG_TEST_PYTHON"]
            .map { ($0 as NSString).deletingLastPathComponent + ":" } ?? ""
        return [
            "MCPPKG_PYPI_INDEX": server.baseURL + "/simple/",
            "PATH": "\(try Programs.directory()):\(python)\(own):/usr/local/bin:/usr/bin:/bin",
        ]
    }

    @Test(
        "A package without a wheel is refused by name, and nothing of it is fetched",
        .enabled(if: BuildTools.uv != nil, "uv is needed")
    )
    func refusesSource() throws {
        let server = try index(HostileSource())
        let run = try harness.run(
            ["install", "pypi:hostile-demo", "--system-runtime", "--yes", "--json"],
            environment: variables(server)
        )
        #expect(run.status == 5)
        #expect(code(run) == "python.needs-build")
        #expect(tokens(run) == ["build:hostile-demo"])
        #expect(!server.targets.contains { $0.hasPrefix("/files/") })
    }

    @Test(
        "Accepted, it is built and locked with its source, and another home builds it from the lock alone",
        .enabled(if: BuildTools.uv != nil, "uv is needed")
    )
    func buildsSource() throws {
        var source = HostileSource()
        source.mark = harness.tree.path + "/mark"
        let server = try index(source)
        let variables = try variables(server)
        let words = ["--system-runtime", "--yes", "--accept", "build:hostile-demo"]
        let run = try harness.run(
            ["install", "pypi:hostile-demo"] + words,
            environment: variables
        )
        #expect(run.status == 0, "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: source.mark))
        let lock = try String(contentsOfFile: harness.home + "/mcppkg.lock", encoding: .utf8)
        #expect(lock.contains("build = \"sdist built with nothing else\""))
        #expect(lock.contains(source.filename))
        let other = try CommandHarness()
        for name in ["mcppkg.json", "mcppkg.lock"] {
            try FileManager.default.createDirectory(
                atPath: other.home,
                withIntermediateDirectories: true
            )
            try FileManager.default.copyItem(
                atPath: harness.home + "/" + name,
                toPath: other.home + "/" + name
            )
        }
        let again = try other.run(["sync", "--yes"], environment: variables)
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.errors.contains("building hostile-demo 1.0 from its source"))
    }

    @Test(
        "A repository that was accepted is built at its commit and locked with it",
        .enabled(if: BuildTools.uv != nil, "uv is needed")
    )
    func buildsRepository() throws {
        let work = harness.tree.path + "/work"
        for file in HostileSource().files {
            let place = URL(filePath: work + "/" + file.path)
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(file.text.utf8).write(to: place)
        }
        let commit = try git(
            "init -q \(work) && cd \(work) && git add -A && git commit -q -m Begin && git clone -q --bare . ../tool.git"
                + " && git -C ../tool.git update-server-info && git rev-parse HEAD"
        )
        let root = harness.tree.path
        let server = try LoopbackServer { request in
            guard let bytes = FileManager.default.contents(atPath: root + request.path) else {
                return .text("", status: 404)
            }
            return .init(body: [UInt8](bytes))
        }
        let spec = "git+\(server.baseURL)/tool.git@\(commit)"
        let run = try harness.run(
            ["install", spec, "--system-runtime", "--yes", "--accept", "build:tool"],
            environment: variables(server)
        )
        #expect(run.status == 0, "\(run.errors)")
        let lock = try String(contentsOfFile: harness.home + "/mcppkg.lock", encoding: .utf8)
        #expect(lock.contains("url = \"\(spec)\""))
        #expect(lock.contains("package = \"pypi:hostile-demo\""))
    }

    private func git(_ script: String) throws -> String {
        var call = ProgramCall("/bin/sh", ["-c", "git \(script)"])
        call.environment = [
            "HOME": harness.person, "PATH": "/usr/bin:/bin", "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "a@example.com",
        ]
        let run = try ProgramRun.run(call)
        #expect(run.status == 0, "\(run.errors)")
        return run.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    // MARK: npm

    /// A registry with one server that has a script.
    private func registry(_ script: String) throws -> LoopbackServer {
        var tar = TarWriter()
        let manifest = """
            {"name":"scripted","version":"1.0.0","bin":{"scripted":"server.js"},
            "scripts":{"postinstall":"node x.js"}}
            """
        tar.add("package/package.json", manifest)
        tar.add("package/x.js", script)
        tar.add("package/server.js", Self.server)
        let bytes = tar.gzipped()
        let integrity = try sha512(bytes)
        let base = Base()
        let server = try LoopbackServer { request in
            if request.path.hasSuffix(".tgz") { return .init(body: bytes) }
            guard request.path == "/scripted" else { return .text("{}", status: 404) }
            let text = """
                {"name":"scripted","dist-tags":{"latest":"1.0.0"},"time":{"1.0.0":"2024-01-01T00:00:00.000Z"},
                "versions":{"1.0.0":{"name":"scripted","version":"1.0.0","hasInstallScript":true,
                "bin":{"scripted":"server.js"},"scripts":{"postinstall":"node x.js"},
                "dist":{"tarball":"\(base.text)/scripted/-/scripted-1.0.0.tgz","integrity":"\(integrity)"}}}}
                """
            return .init(headers: [("Content-Type", "application/json")], body: Array(text.utf8))
        }
        base.text = server.baseURL
        return server
    }

    private static let server = """
        #!/usr/bin/env node
        const made = require('fs').readFileSync(__dirname + '/made.txt', 'utf8')
        require('readline').createInterface({ input: process.stdin }).on('line', line => {
          const { id, method } = JSON.parse(line)
          if (id === undefined) return
          const result = method === 'initialize'
            ? { protocolVersion: '2025-06-18', capabilities: { tools: {} },
                serverInfo: { name: made, version: '1.0.0' } }
            : { tools: [] }
          console.log(JSON.stringify({ jsonrpc: '2.0', id, result }))
        })
        """

    private func sha512(_ bytes: [UInt8]) throws -> String {
        let file = harness.tree.path + "/digest-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(filePath: file))
        let run = try ProgramRun.run(
            ProgramCall(
                "/usr/bin/openssl",
                ["dgst", "-sha512", "-binary", "-out", file + "-b", file]
            )
        )
        guard run.status == 0 else { throw CocoaError(.executableLoad) }
        return "sha512-" + (try Data(contentsOf: URL(filePath: file + "-b"))).base64EncodedString()
    }

    @Test(
        "A package with an install script is refused by name, and its tarball is not fetched",
        .enabled(if: BuildTools.npm != nil, "npm is needed")
    )
    func refusesScript() throws {
        let server = try registry("")
        let run = try harness.run(
            ["install", "npm:scripted", "--system-runtime", "--yes", "--json"],
            environment: ["MCPPKG_NPM_REGISTRY": server.baseURL]
        )
        #expect(run.status == 5)
        #expect(code(run) == "npm.needs-build")
        #expect(tokens(run) == ["build:scripted"])
        #expect(!server.targets.contains { $0.hasSuffix(".tgz") })
    }

    @Test(
        "Accepted, a script makes what its server needs and leaves no mark elsewhere",
        .enabled(if: BuildTools.npm != nil, "npm is needed")
    )
    func runsScript() throws {
        let mark = harness.tree.path + "/mark"
        let script = """
            const fs = require('fs')
            fs.writeFileSync('made.txt', 'made')
            try { fs.writeFileSync('\(mark)', 'x') } catch {}
            """
        let server = try registry(script)
        let words = ["--system-runtime", "--yes", "--accept", "build:scripted"]
        let run = try harness.run(
            ["install", "npm:scripted"] + words,
            environment: ["MCPPKG_NPM_REGISTRY": server.baseURL]
        )
        #expect(run.status == 0, "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: mark))
        let lock = try String(contentsOfFile: harness.home + "/mcppkg.lock", encoding: .utf8)
        #expect(lock.contains("build = \"postinstall: node x.js\""))
    }
}

/// Known only after the server has started, and asked only then.
private final class Base: @unchecked Sendable {
    private let lock = NSLock()
    private var value = ""
    var text: String {
        get { lock.withLock { value } }
        set { lock.withLock { value = newValue } }
    }
}
