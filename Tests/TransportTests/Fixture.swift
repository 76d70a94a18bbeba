import Foundation
import Paths
import TestSupport
import Transport

/// Rules with which a test that waits for a deadline ends soon.
func quickConfiguration(tries: Int = 3) -> TransportConfiguration {
    var configuration = TransportConfiguration()
    configuration.usesNetrc = false
    configuration.connectTimeout = .seconds(5)
    configuration.stallTimeout = .seconds(1)
    configuration.downloadDeadline = .seconds(20)
    configuration.retryPauses = Array(repeating: .milliseconds(5), count: tries - 1)
    configuration.retryAfterLimit = .milliseconds(20)
    return configuration
}

/// A directory that goes with the test.
final class Scratch {
    let path: AbsolutePath

    init() throws {
        let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
        path = try AbsolutePath(parsing: base + "/mcppkg-transport-" + UUID().uuidString)
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

    func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path.appending(name).description)))
    }
}

/// Runs a program to its end and gives what it wrote.
@discardableResult
func run(_ arguments: [String], input: [UInt8] = []) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    let output = Pipe()
    let standardInput = Pipe()
    process.standardOutput = output
    process.standardInput = standardInput
    process.standardError = FileHandle.nullDevice
    try process.run()
    Thread.detachNewThread { [handle = standardInput.fileHandleForWriting] in
        try? handle.write(contentsOf: Data(input))
        try? handle.close()
    }
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Array(bytes)
}

/// Bytes that look like a file and differ from place to place.
func sampleBytes(_ count: Int, seed: UInt32 = 1) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(truncatingIfNeeded: state >> 24)
    }
}

/// The n-th request (from 1) of a test that answers differently each time.
final class Turns: @unchecked Sendable {
    // Guarded by `lock`.
    private var count = 0
    private let lock = NSLock()

    func next() -> Int {
        lock.withLock {
            count += 1
            return count
        }
    }
}
