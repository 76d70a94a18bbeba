import Filesystem
import Foundation
import Paths

/// A directory of one test's own, gone with it.
final class ScratchDirectory: Sendable {
    let path: AbsolutePath

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("mcppkg-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = try Files.realPath(AbsolutePath(parsing: url.path))
    }

    deinit { try? FileManager.default.removeItem(atPath: path.description) }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path.appending(name).description))
    }

    func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: path.appending(name).description)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
