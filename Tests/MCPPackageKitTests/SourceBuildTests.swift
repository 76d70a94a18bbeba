import Cryptography
import Diagnostics
import Foundation
import PackageModel
import Paths
import Store
import TestSupport
import Testing

@testable import MCPPackageKit

@Suite(
    "Python sources that were accepted are built, confined",
    .enabled(if: BuildGround.python != nil, "Python 3.11 or later is needed")
)
struct SourceBuildTests {
    private let ground: BuildGround
    private let environment: Environment
    private let staging: Staging
    private let builder: SourceBuild

    init() throws {
        ground = try BuildGround()
        environment = try ground.environment()
        staging = try environment.beginStaging()
        builder = SourceBuild(
            environment: environment,
            staging: staging,
            runtime: try ground.runtime(.cpython, environment)
        )
    }

    private func pinned(_ source: HostileSource) throws -> LockedPackage {
        let bytes = source.archive()
        let server = try serving(bytes)
        return try builder.pinned(ground.locked(source, bytes, at: server.baseURL)) { _ in [] }
    }

    private func hostile() throws -> HostileSource {
        var source = HostileSource()
        source.secret = try ground.personal(".ssh/id_ed25519", "a key")
        source.mark = ground.tree.path + "/person/mark"
        return source
    }

    @Test("A build can neither read the person's files, nor write outside, nor reach anything")
    func isConfined() throws {
        let listener = try LoopbackServer { _ in .text("here") }
        var source = try hostile()
        source.port = Int(listener.baseURL.split(separator: ":").last ?? "") ?? 0
        let wheel = try builder.wheel(of: pinned(source))
        let package = wheel.stands(for: try pinned(source))
        let tree = try #require(
            WheelReader(environment: environment, staging: staging).unpacked([package]).first?.tree
        )
        let attempts = try String(
            contentsOfFile: tree.directory.appending("hostile_demo_attempts.txt").description,
            encoding: .utf8
        )
        #expect(attempts == "read: denied\nwrite: denied\ndial: denied\n")
        #expect(!FileManager.default.fileExists(atPath: source.mark))
        #expect(listener.requests.isEmpty)
    }

    @Test("A build that fails says what it tried and was denied")
    func tells() throws {
        var source = try hostile()
        source.insists = true
        let package = try pinned(source)
        let error = #expect(throws: BuildError.self) { try builder.wheel(of: package) }
        #expect(error?.code == "build.failed")
        #expect(error?.reason.contains("read `\(source.secret)`") == true)
    }

    @Test("What a source is built with is pinned, and it is built once")
    func isRemembered() throws {
        let package = try pinned(try hostile())
        #expect(package.build == "sdist built with nothing else")
        let first = try builder.wheel(of: package)
        let talk = ground.talk.all.count
        let second = try builder.wheel(of: package)
        #expect(first == second)
        #expect(ground.talk.all.count == talk)
    }

    @Test("Two builds of one source have the same bytes")
    func isRepeatable() throws {
        let package = try pinned(try hostile())
        let first = try builder.wheel(of: package)
        try FileManager.default.removeItem(
            atPath: environment.layout.builds.description
        )
        #expect(try builder.wheel(of: package) == first)
    }

    @Test("A wheel of another name than the source's is refused")
    func refusesAnotherName() throws {
        var package = try pinned(try hostile())
        package.name = "another"
        let error = #expect(throws: BuildError.self) { try builder.wheel(of: package) }
        #expect(error?.code == "build.wrong")
    }

    @Test("A source that the lock does not pin the inputs of is not built")
    func needsInputs() throws {
        var package = try pinned(try hostile())
        package.build = "sdist built with setuptools"
        let error = #expect(throws: BuildError.self) { try builder.wheel(of: package) }
        #expect(error?.code == "build.not-pinned")
    }

    @Test("A source that is served with other bytes is not built")
    func checksTheSource() throws {
        let source = try hostile()
        let server = try serving(source.archive() + [0])
        let package = ground.locked(source, source.archive(), at: server.baseURL)
        #expect(throws: (any Error).self) { try builder.pinned(package) { _ in [] } }
        #expect(!ground.talk.all.contains { $0.contains("building") })
    }
}
