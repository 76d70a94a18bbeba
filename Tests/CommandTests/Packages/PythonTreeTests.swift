import Documents
import Foundation
import TestSupport
import Testing

@Suite(
    "The files of an installed Python server",
    .enabled(if: Peers.hasRealServers, "MCPPKG_TEST_PYTHON or MCPPKG_TEST_WHEELS names nothing")
)
struct PythonTreeTests {
    private let index: PeerIndex
    private let ground: PackageGround
    private let place: TemporaryTree

    init() throws {
        let servers = try RealServers.shared.get()
        try #require(servers.installation.status == 0, "\(servers.installation.errors)")
        (index, ground) = (servers.index, servers.ground)
        place = try TemporaryTree()
    }

    @Test(
        "are those that `uv pip sync` makes, apart from what installers note of themselves",
        arguments: RealServers.tools.keys.sorted()
    )
    func equal(_ id: String) throws {
        let prefix = try ground.prefix(id)
        let interpreter = try FileManager.default.destinationOfSymbolicLink(
            atPath: prefix + "/bin/python"
        )
        try uv(["venv", "--python", interpreter, place.path + "/venv"])
        let own = try names("bin")
        try uv([
            "pip", "sync", "--python", place.path + "/venv/bin/python", "--index-url", index.url,
            "--require-hashes", try requirements(id),
        ])
        let site = try #require(sitePackages(prefix))
        let theirs = try FileTree.facts(place.path + "/venv/" + site, isKept: Self.isContent)
        let ours = try FileTree.facts(prefix + "/" + site, isKept: Self.isContent)
        #expect(FileTree.difference(ours, theirs) == [])
        let commands = Set(try FileManager.default.contentsOfDirectory(atPath: prefix + "/bin"))
        #expect(commands.filter { !$0.hasPrefix("python") } == (try names("bin")).subtracting(own))
    }

    /// What a package brings, in contrast to what an installer or an environment writes beside it.
    @Sendable private static func isContent(_ path: String) -> Bool {
        let name = URL(filePath: path).lastPathComponent
        return !["INSTALLER", "REQUESTED", "RECORD", "direct_url.json"].contains(name)
            && !path.contains("__pycache__") && !name.hasPrefix("_virtualenv")
    }

    private func sitePackages(_ prefix: String) -> String? {
        FileManager.default.subpaths(atPath: prefix)?.first {
            $0.hasPrefix("lib/") && $0.hasSuffix("/site-packages")
        }
    }

    private func names(_ directory: String) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: place.path + "/venv/" + directory))
    }

    /// The closure in the lock, as uv reads it.
    private func requirements(_ id: String) throws -> String {
        let artifacts = try ground.json("info \(id)")["artifacts"]?.array ?? []
        let lines = artifacts.compactMap { artifact -> String? in
            guard let url = artifact["url"]?.string, let digest = artifact["sha256"]?.string else {
                return nil
            }
            let parts = URL(filePath: url).lastPathComponent.split(separator: "-")
            return "\(parts[0])==\(parts[1]) --hash=sha256:\(digest)\n"
        }
        #expect(lines.count == artifacts.count)
        let file = place.path + "/requirements.txt"
        try writeFile(file, Array(lines.joined().utf8))
        return file
    }

    private func uv(_ arguments: [String]) throws {
        var call = ProgramCall(
            try #require(Peers.uv),
            arguments + ["--cache-dir", place.path + "/cache", "--no-config", "--quiet"]
        )
        call.environment = ["HOME": place.path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
        let run = try ProgramRun.run(call, seconds: 120)
        #expect(run.status == 0, "\(run.errors)")
    }
}
