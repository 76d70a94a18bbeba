import Foundation
import Paths

/// A temporary directory that goes with its owner, read-only trees included.
final class Scratch {
    let path: AbsolutePath

    init() throws {
        var template = Array("/tmp/mcppkg-test-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        let made = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
        // The real path, because scopes are made of real paths and /tmp is a link on macOS.
        guard let real = unsafe realpath(made, nil) else { throw CocoaError(.fileNoSuchFile) }
        defer { unsafe free(real) }
        path = try AbsolutePath(parsing: unsafe String(cString: real))
    }

    deinit {
        let remove = Process()
        remove.executableURL = URL(filePath: "/bin/sh")
        remove.arguments = ["-c", "chmod -R u+rwx \"$0\" && rm -rf \"$0\"", path.description]
        try? remove.run()
        remove.waitUntilExit()
    }

    @discardableResult
    func write(_ name: String, _ text: String, mode: Int = 0o644) throws -> AbsolutePath {
        let file = try AbsolutePath(name, below: path)
        try writeFile(file, text, mode: mode)
        return file
    }

    /// Copies a program by another process.
    ///
    /// A file that this process writes can be open in a child that another test is just starting, and
    /// the kernel executes nothing that is open for writing.
    func copyProgram(_ source: AbsolutePath, to name: String) throws -> AbsolutePath {
        let target = try AbsolutePath(name, below: path)
        let copy = try Finished.run(
            try AbsolutePath(parsing: "/bin/cp"),
            ["-p", source.description, target.description]
        )
        guard copy.status == 0 else { throw CocoaError(.fileWriteUnknown) }
        return target
    }

    func makeDirectory(_ name: String) throws -> AbsolutePath {
        let directory = try AbsolutePath(name, below: path)
        try FileManager.default.createDirectory(
            atPath: directory.description,
            withIntermediateDirectories: true
        )
        return directory
    }
}

func writeFile(_ file: AbsolutePath, _ text: String, mode: Int = 0o644) throws {
    try FileManager.default.createDirectory(
        atPath: file.parent.description,
        withIntermediateDirectories: true
    )
    try Data(text.utf8).write(to: URL(filePath: file.description))
    try setMode(file, mode)
}

func setMode(_ file: AbsolutePath, _ mode: Int) throws {
    try FileManager.default.setAttributes(
        [.posixPermissions: mode],
        ofItemAtPath: file.description
    )
}

func readText(_ file: AbsolutePath) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: file.description)), as: UTF8.self)
}
