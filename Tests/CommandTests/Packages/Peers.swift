import Foundation
import TestSupport

/// Programs of others that these tests need and that may be absent.
enum Peers {
    /// A Python with the `mcp` client and with `uv` beside it.
    static let python = existing(
        named("MCPPKG_TEST_PYTHON") ?? checkout + "/.build/test-venv/bin/python"
    )

    /// A folder with real wheels.
    static let wheels = existing(named("MCPPKG_TEST_WHEELS") ?? checkout + "/.build/test-wheels")

    /// The resolver for Python packages.
    static let uv = python.flatMap { existing(directory(of: $0) + "/uv") }

    /// Whether servers of Python can be locked and installed here.
    static var canInstallPython: Bool { uv != nil }
    /// Whether there are real ones.
    static var hasRealServers: Bool { uv != nil && wheels != nil }
    /// Whether servers of npm can be.
    static var canInstallNode: Bool { NPMFolder.program != nil }

    /// Where the peers' programs are found, after those of this package.
    static var path: String {
        let places = [python, NPMFolder.program?.node].compactMap(\.self).map(directory)
        return (places + ["/usr/local/bin", "/usr/bin", "/bin"]).joined(separator: ":")
    }

    /// Whether a program can be started where there is no network at all.
    static let canRemoveNetwork: Bool = {
        let run = try? ProgramRun.run(ProgramCall("/usr/bin/unshare", ["-rn", "/bin/true"]))
        return run?.status == 0
    }()

    /// The platform on which the tests run.
    static let platform: String = {
        #if arch(arm64)
        let machine = "aarch64"
        #else
        let machine = "x86_64"
        #endif
        #if os(macOS)
        return "macos-" + machine
        #else
        return "linux-" + machine + "-gnu"
        #endif
    }()

    /// A script that lies among these tests.
    static func script(_ name: String) -> String { checkout + "/Tests/" + name }

    private static let checkout = URL(filePath: #filePath).appending(path: "../../../..")
        .standardized
        .path(percentEncoded: false).trimmingSuffix("/")

    private static func named(_ variable: String) -> String? {
        ProcessInfo.processInfo.environment[variable]
    }

    private static func existing(_ path: String) -> String? {
        FileManager.default.fileExists(atPath: path) ? path : nil
    }

    private static func directory(of file: String) -> String {
        URL(filePath: file).deletingLastPathComponent().path(percentEncoded: false)
            .trimmingSuffix("/")
    }
}

extension String {
    /// Without an ending, where it has that one.
    fileprivate func trimmingSuffix(_ ending: String) -> String {
        hasSuffix(ending) ? String(dropLast(ending.count)) : self
    }
}

/// The folder of real wheels as an index on this machine, served by a program of its own until nobody needs it.
final class PeerIndex: Sendable {
    /// How its pages are written.
    enum Form: String { case json, html }

    /// The base URL, with its slash.
    let url: String
    // Its standard input; the program ends with it.
    private let input: FileHandle

    init(_ form: Form) throws {
        guard let python = Peers.python, let wheels = Peers.wheels else {
            throw CocoaError(.fileNoSuchFile)
        }
        let process = Process()
        let (standardInput, output) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: python)
        process.arguments = [
            Peers.script("Benchmarks/pypi_index.py"), wheels, "--form", form.rawValue,
        ]
        process.standardInput = standardInput
        process.standardOutput = output
        try process.run()
        input = standardInput.fileHandleForWriting
        let line = output.fileHandleForReading.availableData
        url = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    deinit { try? input.close() }
}
