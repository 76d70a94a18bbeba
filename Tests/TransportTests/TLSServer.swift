import Foundation
import Paths

/// `openssl s_server` on a loopback port, with a certificate for `localhost` of its own making.
final class TLSServer {
    struct Failure: Error { let why: String }

    /// `https://localhost:PORT`.
    let baseURL: String
    /// The certificate to accept.
    let certificate: AbsolutePath
    private let scratch: Scratch
    private let process: Process

    static var isAvailable: Bool { (try? run(["openssl", "version"]).isEmpty) == false }

    /// Serves complete answers, status line and headers included, under their names.
    init(_ answers: [String: String]) throws {
        scratch = try Scratch()
        for (name, answer) in answers { _ = try scratch.write(name, Array(answer.utf8)) }
        certificate = scratch.path.appending("cert.pem")
        let key = scratch.path.appending("key.pem").description
        try run([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate.description,
        ])
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.currentDirectoryURL = URL(fileURLWithPath: scratch.path.description)
        process.arguments = [
            "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificate.description,
            "-key", key, "-HTTP",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        baseURL = "https://localhost:\(try Self.port(output.fileHandleForReading))"
    }

    deinit {
        // Threads of Dispatch block SIGTERM, and a child inherits that.
        kill(process.processIdentifier, SIGKILL)
    }

    /// The program says `ACCEPT 127.0.0.1:PORT` once it listens.
    private static func port(_ output: FileHandle) throws -> Int {
        var text = ""
        while true {
            let block = output.availableData
            guard !block.isEmpty else { throw Failure(why: "s_server ended: \(text)") }
            text += String(decoding: block, as: UTF8.self)
            let line = text.split(separator: "\n").first { $0.hasPrefix("ACCEPT ") }
            let digits = line?.split(separator: ":").last
            if text.hasSuffix("\n"), let digits, let port = Int(digits) { return port }
        }
    }
}
