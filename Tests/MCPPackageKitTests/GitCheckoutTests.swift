import Diagnostics
import Foundation
import PackageModel
import Store
import TestSupport
import Testing

@testable import MCPPackageKit

@Suite(
    "Repositories at a commit",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/git"), "git is needed")
)
struct GitCheckoutTests {
    private let ground: BuildGround
    private let repository: String

    init() throws {
        ground = try BuildGround()
        repository = ground.tree.path + "/demo.git"
    }

    @discardableResult
    private func git(_ arguments: [String]) throws -> String {
        var call = ProgramCall("/usr/bin/git", arguments)
        call.environment = [
            "HOME": ground.tree.path, "PATH": "/usr/bin:/bin", "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "a@example.com", "GIT_CONFIG_GLOBAL": "/dev/null",
        ]
        let run = try ProgramRun.run(call)
        guard run.status == 0 else { throw CocoaError(.executableLoad) }
        return run.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A repository of the source's files, as a web server has it; its commit.
    private func commit(_ files: [(path: String, text: String)]) throws -> String {
        let work = ground.tree.path + "/work"
        for file in files { try writeFile(work + "/" + file.path, file.text) }
        try git(["init", "--quiet", "--initial-branch=main", work])
        try git(["-C", work, "add", "-A"])
        try git(["-C", work, "commit", "--quiet", "-m", "Begin"])
        try git(["clone", "--quiet", "--bare", work, repository])
        try git(["-C", repository, "update-server-info"])
        return try git(["-C", work, "rev-parse", "HEAD"])
    }

    private func serve() throws -> LoopbackServer {
        let root = ground.tree.path
        return try LoopbackServer { request in
            guard let bytes = FileManager.default.contents(atPath: root + request.path) else {
                return .text("", status: 404)
            }
            return .init(body: [UInt8](bytes))
        }
    }

    @Test("The files of a commit become one archive, the same at each time")
    func fetches() throws {
        let commit = try commit(HostileSource().files)
        let server = try serve()
        let source = try GitSource(parsing: "\(server.baseURL)/demo.git@\(commit)")
        let environment = try ground.environment()
        let staging = try environment.beginStaging()
        let checkout = GitCheckout(environment: environment, staging: staging)
        let first = try checkout.package(of: source)
        #expect(try checkout.package(of: source) == first)
        #expect(first.evidence == "git-commit")
        #expect(first.url == "git+\(server.baseURL)/demo.git@\(commit)")
        #expect(try ContentStore(layout: environment.layout).contains(first.sha256))
    }

    @Test("A commit that the repository does not have is not replaced by another one")
    func refusesAnotherCommit() throws {
        _ = try commit(HostileSource().files)
        let server = try serve()
        let missing = String(repeating: "ab", count: 20)
        let source = try GitSource(parsing: "\(server.baseURL)/demo.git@\(missing)")
        let environment = try ground.environment()
        let staging = try environment.beginStaging()
        let error = #expect(throws: GitError.self) {
            try GitCheckout(environment: environment, staging: staging).package(of: source)
        }
        #expect(error?.code == "git.failed")
    }

    @Test(
        "Only a whole commit is a pin",
        arguments: ["main", "v1.0", "0123abc", "", "0123456789ABCDEF0123456789ABCDEF01234567"]
    )
    func needsCommit(revision: String) {
        let error = #expect(throws: GitError.self) {
            try GitSource(parsing: "https://example.com/demo.git@\(revision)")
        }
        #expect(error?.code == "git.not-pinned")
        #expect(error?.category == .usage)
    }

    @Test("Only https is asked, and this machine", arguments: ["ssh://", "http://", "file://"])
    func refusesOtherWays(scheme: String) {
        let commit = String(repeating: "a", count: 40)
        #expect(throws: (any Error).self) {
            try GitSource(parsing: "\(scheme)example.com/demo.git@\(commit)")
        }
    }

    @Test(
        "A repository of a Python project is built like a source of an index",
        .enabled(if: BuildGround.python != nil, "Python 3.11 or later is needed")
    )
    func builds() throws {
        let commit = try commit(HostileSource().files)
        let server = try serve()
        let environment = try ground.environment()
        let staging = try environment.beginStaging()
        let source = try GitSource(parsing: "\(server.baseURL)/demo.git@\(commit)")
        let builder = SourceBuild(
            environment: environment,
            staging: staging,
            runtime: try ground.runtime(.cpython, environment)
        )
        var package = try GitCheckout(environment: environment, staging: staging).package(
            of: source
        )
        package.name = source.name
        let wheel = try builder.wheel(of: builder.pinned(package) { _ in [] })
        #expect(wheel.name.description == "hostile_demo-1.0-py3-none-any.whl")
    }
}
