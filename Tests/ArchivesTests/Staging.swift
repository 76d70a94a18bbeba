import Archives
import Filesystem
import Foundation
import Paths

/// A staging directory inside a directory of its own, so that an escape would be seen; removed at the end.
final class Staging {
    let outer: URL
    let directory: Directory

    init() throws {
        outer = FileManager.default.temporaryDirectory
            .appendingPathComponent("archives-\(UUID().uuidString)")
        directory = try Directory.create(
            AbsolutePath(parsing: outer.path).appending("work").appending("staging")
        )
    }

    deinit { try? FileManager.default.removeItem(at: outer) }

    /// What is in the staging directory, and outside of it except what this type made itself, sorted.
    var everything: [String] {
        let own: Set = ["work", "work/staging", "archive"]
        let found = FileManager.default.enumerator(atPath: outer.path)?.allObjects as? [String]
        return (found ?? []).filter { !own.contains($0) }.map { path in
            path.hasPrefix("work/staging/")
                ? String(path.dropFirst("work/staging/".count)) : "outside: " + path
        }.sorted()
    }

    /// Writes an archive beside the staging directory and opens it.
    func open(_ bytes: [UInt8]) throws -> OpenFile {
        let file = outer.appendingPathComponent("archive")
        try Data(bytes).write(to: file)
        return try OpenFile.reading(AbsolutePath(parsing: file.path))
    }

    /// Unpacks an archive.
    func extract(
        _ bytes: [UInt8],
        as flavour: ArchiveFlavour = .mcpb,
        limits: ExtractionLimits = .standard
    ) throws -> [ExtractedFile] {
        try ZipExtraction.extract(open(bytes), as: flavour, into: directory, limits: limits)
    }

    /// The content of an unpacked file.
    func content(_ path: String) throws -> [UInt8] {
        try directory.openFile(RelativePath(parsing: path)).readAll(limit: .mebibytes(64))
    }
}

/// What was thrown: the raw value of a rule, `nil` for nothing, the text of another error.
func brokenRule(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch ArchiveError.rule(let rule, _) {
        return rule.rawValue
    } catch {
        return "\(error)"
    }
}

/// The folder of data that lies beside the package; its tests are left out where it is absent.
enum SharedData {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("shared/data/verification")

    static let isPresent = FileManager.default.fileExists(atPath: folder.path)

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(path)))
    }
}
