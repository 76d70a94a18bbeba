import Foundation
import PackageModel
import Paths
import TestSupport
import Testing

@testable import MCPPackageKit

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct BytecodeKillTests {
    private let ground: BytecodeGround

    init() throws { ground = try BytecodeGround() }

    private var home: String { ground.runtime.tree.path + "/home" }

    /// The hidden command of the full program, for the ground's launch record.
    private func command() throws -> Process {
        let path = home + "/record.json"
        try writeFile(path, ground.record.json.text())
        let process = Process()
        process.executableURL = URL(filePath: try Programs.front() + "-full")
        process.arguments = ["compile-bytecode", "--home", home, path]
        process.environment = ["HOME": ground.runtime.tree.path, "PATH": "/usr/bin:/bin"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    /// Files of byte code in the staging directories, which the command works in.
    private func isAtWork() -> Bool {
        let files = FileManager.default.enumerator(atPath: home + "/data/staging")
        while let name = files?.nextObject() as? String {
            if name.hasSuffix(".pyc") { return true }
        }
        return false
    }

    @Test("An end half-way leaves nothing, and the next attempt makes it")
    func survivesKill() throws {
        let process = try command()
        try process.run()
        let deadline = Date(timeIntervalSinceNow: 60)
        while !isAtWork(), process.isRunning, Date() < deadline { usleep(200) }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try #require(process.terminationReason == .uncaughtSignal)
        #expect(try !FileManager.default.fileExists(atPath: ground.bytecode.description))
        #expect(try !ground.check.isUsable)
        #expect(try ground.check.findings().isEmpty)
        #expect(try ground.compile() == .made)
        #expect(try ground.check.isUsable)
    }

    @Test("The command makes the byte code of a launch record")
    func makes() throws {
        let process = try command()
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try ground.check.isUsable)
    }
}
