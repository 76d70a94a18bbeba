import Cryptography
import Documents
import Filesystem
import Foundation
import LaunchKit
import Launcher
import PackageModel
import Paths

/// One installed server in a temporary home, put together by hand as an installation leaves it.
struct Installation {
    let scratch: Scratch
    let layout: StoreLayout
    let id: InstanceID
    let scope: Scope
    let prefix: AbsolutePath
    let digest: Digest

    static let files = [
        "server/main.py": "print('main')\n", "server/lib/tool.py": "TOOL = 1\n",
        "bin/serve": "#!\n",
    ]

    /// A program of the system is the server, unless it matters.
    init(
        program: String = "/bin/cat",
        arguments: [LaunchRecord.Value] = [],
        environment: [(name: String, value: LaunchRecord.Value)] = [],
        id: String = "weather",
        project: String? = nil,
        readable: [LaunchRecord.Value] = [],
        hasRecord: Bool = true
    ) throws {
        let scratch = try Scratch()
        self.scratch = scratch
        layout = StoreLayout(home: try scratch.makeDirectory("home"))
        self.id = try InstanceID(parsing: id)
        scope = try project.map { .project(try scratch.makeDirectory($0)) } ?? .user
        let server = try ServerName(parsing: "io.github.acme/weather")
        (prefix, digest) = try sealedPrefix(layout, server)
        if hasRecord { try writeStatRecord() }
        var record = LaunchRecord(
            server: "io.github.acme/weather",
            version: "1.0.0",
            prefix: prefix,
            prefixDigest: digest,
            executable: try AbsolutePath(parsing: program),
            arguments: arguments,
            environment: environment,
            state: layout.state(self.id, in: scope)
        )
        record.confinement.readable = readable
        try activate(record)
    }

    var home: String { layout.config.description }

    func file(_ name: String) throws -> AbsolutePath { try AbsolutePath(name, below: prefix) }

    func writeStatRecord() throws {
        let place = layout.statRecord(of: digest)
        _ = try Directory.create(place.parent)
        try Files.replace(place, with: try SealCheck.record(prefix: prefix).bytes)
    }

    private func activate(_ record: LaunchRecord) throws {
        let place = layout.launchRecord(id, in: scope, prefixName: prefix.name)
        _ = try Directory.create(place.parent)
        try Files.replace(place, with: record.json.bytes())
        let instance = try Directory.open(layout.instance(id, in: scope))
        try instance.makeSymbolicLink("current", to: prefix.description)
    }
}

private func sealedPrefix(_ layout: StoreLayout, _ server: ServerName) throws -> (
    AbsolutePath, Digest
) {
    let entries = try Installation.files.map { name, text in
        Seal.Entry(
            path: try RelativePath(parsing: name),
            mode: name.hasPrefix("bin/") ? 0o555 : 0o444,
            digest: Digest(of: text.utf8)
        )
    }
    let seal = Seal(entries: entries)
    let prefix = layout.prefix(of: server, version: "1.0.0", digest: seal.digest)
    for entry in seal.entries {
        let text = Installation.files[entry.path.description] ?? ""
        try writeFile(prefix.appending(entry.path), text, mode: Int(entry.mode))
    }
    let sealFile = prefix.appending(Seal.directoryName).appending(Seal.fileName)
    try writeFile(sealFile, String(decoding: seal.bytes, as: UTF8.self), mode: 0o444)
    for name in ["server/lib", "server", "bin", Seal.directoryName] {
        try setMode(try AbsolutePath(name, below: prefix), 0o555)
    }
    try setMode(prefix, 0o555)
    return (prefix, seal.digest)
}

/// `mcppkg` as the tests start it: nothing inherited but what is given.
func mcppkg(
    _ arguments: [String],
    input: String = "",
    environment: [(name: String, value: String)] = [],
    directory: AbsolutePath? = nil
) throws -> Finished {
    try Finished.run(
        try BuiltProgram.path("mcppkg"),
        arguments,
        input: input,
        environment: environment,
        directory: directory
    )
}
