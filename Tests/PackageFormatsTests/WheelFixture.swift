import Cryptography
import PackageFormats
import PackageModel
import Paths

/// A small wheel in memory: text files by path, and a RECORD that is right unless a test replaces it.
struct WheelFixture {
    var name = "demo-1.0-py3-none-any.whl"
    var files: [String: String] = [:]
    var executable: Set<String> = []
    /// Lines that stand in RECORD instead of the right ones, by path; an empty text leaves the file out.
    var lines: [String: String] = [:]
    var extraLines: [String] = []
    var hasRecord = true

    init(
        _ name: String = "demo-1.0-py3-none-any.whl",
        info: String = "demo-1.0.dist-info",
        metadata: String = "Name: demo\nVersion: 1.0\n",
        entryPoints: String? = nil,
        files: [String: String] = [:]
    ) {
        self.name = name
        self.files = files
        self.files[info + "/METADATA"] = "Metadata-Version: 2.1\n" + metadata + "\nText\n"
        self.files[info + "/WHEEL"] =
            "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        if let entryPoints { self.files[info + "/entry_points.txt"] = entryPoints }
        self.info = info
    }

    let info: String

    /// A wheel of another package.
    static func other(
        _ name: String,
        entryPoints: String? = nil,
        files: [String: String] = [:]
    ) -> WheelFixture {
        WheelFixture(
            "\(name)-1.0-py3-none-any.whl",
            info: "\(name)-1.0.dist-info",
            metadata: "Name: \(name)\nVersion: 1.0\n",
            entryPoints: entryPoints,
            files: files
        )
    }

    var record: String {
        let lines = files.keys.sorted().compactMap { path -> String? in
            if let line = self.lines[path] { return line.isEmpty ? nil : line }
            let content = files[path] ?? ""
            return "\(path),sha256=\(urlSafe(Digest(of: content.utf8).bytes)),\(content.utf8.count)"
        }
        return (lines + extraLines + ["\(info)/RECORD,,"]).map { $0 + "\n" }.joined()
    }

    func unpacked() throws -> UnpackedWheel {
        var contents = files
        if hasRecord { contents[info + "/RECORD"] = record }
        let bytes = contents.mapValues { Array($0.utf8) }
        let entries = try contents.map { path, content in
            Seal.Entry(
                path: try RelativePath(parsing: path),
                mode: executable.contains(path) ? 0o555 : 0o444,
                digest: Digest(of: content.utf8)
            )
        }
        return UnpackedWheel(
            name: try WheelFileName(parsing: name),
            entries: entries.sorted { $0.path < $1.path },
            size: { path throws(WheelError) in UInt64(bytes[path.description]?.count ?? 0) },
            read: { path, limit throws(WheelError) in
                Array((bytes[path.description] ?? []).prefix(limit))
            }
        )
    }

    func verified() throws -> VerifiedWheel { try VerifiedWheel(verifying: try unpacked()) }
}

/// Independent of the code under test: bit by bit.
func urlSafe(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    var bits = bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
    while bits.count % 6 != 0 { bits.append(0) }
    return String(
        stride(from: 0, to: bits.count, by: 6).map { start in
            alphabet[bits[start..<start + 6].reduce(0) { $0 << 1 | Int($1) }]
        }
    )
}

/// What a call refuses with, as its code; nil when it does not refuse.
func wheelCode(_ body: () throws -> Void) throws -> String? {
    do {
        try body()
        return nil
    } catch let error as WheelError {
        return error.code.description
    }
}

extension PrefixLayout {
    /// Every path that the layout has.
    var paths: Set<String> {
        Set(
            placements.map(\.path.description) + written.map(\.path.description)
                + links.map(\.path.description)
        )
    }

    func writtenText(_ path: String) -> String? {
        written.first { $0.path.description == path }
            .map { String(decoding: $0.bytes, as: UTF8.self) }
    }
}

/// Makes an environment of CPython 3.12.4 on Linux.
func environment(_ wheels: [WheelFixture], platform: String = "linux-x86_64-gnu") throws
    -> PrefixLayout
{
    let runtime = try PythonRuntime(
        executable: AbsolutePath(parsing: "/opt/python/bin/python3.12"),
        version: PythonVersion(parsing: "3.12.4"),
        platform: PlatformName(parsing: platform)
    )
    return try PythonEnvironmentLayout.make(try wheels.map { try $0.verified() }, runtime: runtime)
}
