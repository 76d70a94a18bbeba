import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A temporary directory that goes with its owner, read-only directories in it included.
public final class TemporaryTree: Sendable {
    /// Its real path, because scopes are made of real paths and /tmp is a link on macOS.
    public let path: String

    /// Makes an empty directory; with `inMemory` on a file system in memory, where there is one.
    public init(inMemory: Bool = false) throws {
        let place = inMemory && Self.isUsable("/dev/shm") ? "/dev/shm" : "/tmp"
        var template = Array("\(place)/mcppkg-test-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        guard let real = unsafe realpath(template, nil) else {
            throw CocoaError(.fileNoSuchFile)
        }
        defer { unsafe free(real) }
        path = unsafe String(cString: real)
    }

    deinit { try? Self.remove(path) }

    /// Removes a tree; directories may be read-only.
    public static func remove(_ path: String) throws {
        let manager = FileManager.default
        for directory in try directories(below: path) {
            try manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: directory)
        }
        try manager.removeItem(atPath: path)
    }

    /// A copy of a tree beside it, links as links, times and modes kept.
    public static func copy(_ source: String, to target: String) throws {
        var call = ProgramCall("/bin/cp", ["-a", source, target])
        #if os(macOS)
        call.arguments[0] = "-Rp"
        #endif
        let run = try ProgramRun.run(call)
        guard run.status == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    /// Every directory of a tree, outer ones first; links are not followed.
    private static func directories(below path: String) throws -> [String] {
        guard isDirectory(path) else { return [] }
        let found = try FileManager.default.contentsOfDirectory(atPath: path).map {
            path + "/" + $0
        }
        return try [path] + found.flatMap(directories)
    }

    private static func isUsable(_ path: String) -> Bool { unsafe access(path, W_OK | X_OK) == 0 }

    private static func isDirectory(_ path: String) -> Bool {
        var found = stat()
        return unsafe lstat(path, &found) == 0 && found.st_mode & S_IFMT == S_IFDIR
    }
}
