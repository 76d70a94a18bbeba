import Foundation
import PackageFormats
import PackageModel
import Paths
import Testing

/// A home directory in which programs are small files that hold their version.
final class RuntimeFixture {
    let root: URL
    let home: AbsolutePath
    private(set) var asked: [String] = []

    init() throws {
        let name = "mcppkg-runtime-\(UUID().uuidString)"
        root = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        // The real path, because what is found is one too.
        home = try AbsolutePath(parsing: root.resolvingSymlinksInPath().path)
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    /// A program: anything executable that is no script, as far as the search can tell.
    func program(_ path: String, version: String) throws {
        try file(path, "\u{7F}ELF \(version)")
        try makeExecutable(path)
    }

    func script(_ path: String, _ text: String) throws {
        try file(path, text)
        try makeExecutable(path)
    }

    func file(_ path: String, _ text: String) throws {
        let url = root.appending(path: path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try text.write(to: url, atomically: true, encoding: .utf8)
    }

    func link(_ path: String, to target: String) throws {
        let url = root.appending(path: path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try FileManager.default.createSymbolicLink(
            atPath: url.path,
            withDestinationPath: target.hasPrefix("/") ? target : root.appending(path: target).path
        )
    }

    private func makeExecutable(_ path: String) throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: root.appending(path: path).path
        )
    }

    func find(
        _ runtime: LaunchRuntime = .python,
        _ range: String? = nil,
        path: [String],
        overrides: RuntimeSearch.Overrides = .init()
    ) throws -> String {
        let search = RuntimeSearch(
            path: path.map { $0.hasPrefix("/") || $0.hasPrefix(".") ? $0 : "\(home)/\($0)" }
                .joined(separator: ":"),
            home: home,
            overrides: overrides,
            wellKnown: []
        )
        let finder = RuntimeFinder(search: search) { executable, _ in
            self.asked.append(executable.description)
            let text = try? String(contentsOfFile: executable.description, encoding: .utf8)
            return text.map { String($0.dropFirst("\u{7F}ELF ".count)) + "\n" }
        }
        let found = try finder.find(
            runtime,
            allowing: range.map { try VersionConstraint(parsing: $0) }
        )
        return String(found.executable.description.dropFirst(home.description.count + 1))
    }
}
