import Documents
import Foundation
import Hosts
import PackageModel
import Paths

/// The hosts that every suite runs over.
let allHosts: [any HostIntegration] = [ClaudeDesktop(), ClaudeCode(), VSCode()]

func instance(_ text: String) throws -> InstanceID { try InstanceID(parsing: text) }

func path(_ text: String) throws -> AbsolutePath { try AbsolutePath(parsing: text) }

func sampleFile(_ host: any HostIntegration) throws -> HostFile {
    HostFile(host: host, path: try path("/home/ana/\(host.id).json"))
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func string(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

func userEntry(_ id: String, home: String? = nil) throws -> HostEntry {
    let program = try path("/home/ana/.local/bin/mcppkg")
    return .user(try instance(id), program: program, home: try home.map(path))
}

/// A host file that is edited in memory the way the journal edits one on disk.
struct EditedFile {
    let file: HostFile
    var content: [UInt8]?
    var record: HostFileRecord?
    var missing: [AbsolutePath] = []
    var lastChange: HostChange?

    init(_ host: any HostIntegration, _ content: String?) throws {
        file = try sampleFile(host)
        self.content = content.map { bytes($0) }
    }

    var text: String? { string(content) }

    var state: HostFileState {
        HostFileState(content: content, record: record, missingDirectories: missing)
    }

    mutating func link(_ id: String, _ entry: HostEntry? = nil) throws {
        let entry = try entry ?? userEntry(id)
        try apply(HostEdit.link(try instance(id), entry, in: file, from: state))
    }

    mutating func unlink(_ id: String) throws {
        try apply(HostEdit.unlink(try instance(id), in: file, from: state))
    }

    /// Records go through their stored form each time, as they do between two commands.
    private mutating func apply(_ change: HostChange) throws {
        lastChange = change
        content = change.bytes
        record = try change.record.map { record in
            let stored = try JSON(parsing: record.json.bytes())
            return try HostFileRecord(json: stored)
        }
    }
}

/// A directory that goes with the test.
final class TemporaryDirectory {
    let path: AbsolutePath

    init() throws {
        let name = "mcppkg-hosts-" + UUID().uuidString
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = try AbsolutePath(parsing: url.resolvingSymlinksInPath().path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path.description) }

    func place(_ name: String) throws -> AbsolutePath { try AbsolutePath(name, below: path) }

    func write(_ name: String, _ text: String) throws {
        let target = try place(name)
        try makeDirectory(target.parent)
        try Data(text.utf8).write(to: URL(fileURLWithPath: target.description))
    }

    func link(_ name: String, to destination: String) throws {
        let target = try place(name)
        try makeDirectory(target.parent)
        try FileManager.default.createSymbolicLink(
            atPath: target.description,
            withDestinationPath: destination
        )
    }

    func makeDirectory(_ path: AbsolutePath) throws {
        try FileManager.default.createDirectory(
            atPath: path.description,
            withIntermediateDirectories: true
        )
    }
}

/// A small generator with a fixed sequence, so that a failure can be repeated.
struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 2 &+ 1 }

    mutating func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(sides))
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[roll(choices.count)] }
}
