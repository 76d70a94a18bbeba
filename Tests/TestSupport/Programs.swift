import Foundation

/// The programs of this package as the build left them, beside the tests.
public enum Programs {
    /// `mcppkg`, which hosts and people start.
    public static func front() throws -> String { try path("mcppkg") }
    /// A small MCP server over stdio.
    public static func sampleServer() throws -> String { try path("mcppkg-sample-server") }

    /// The directory of all of them, for PATH.
    public static func directory() throws -> String {
        URL(filePath: try front()).deletingLastPathComponent().path(percentEncoded: false)
    }

    private static func path(_ name: String) throws -> String {
        for place in [CommandLine.arguments[0]] + Bundle.allBundles.map(\.bundlePath) {
            var directory = URL(filePath: place).resolvingSymlinksInPath()
            for _ in 0..<5 {
                directory.deleteLastPathComponent()
                let candidate = directory.appending(path: name).path(percentEncoded: false)
                var isDirectory: ObjCBool = false
                let exists = unsafe FileManager.default.fileExists(
                    atPath: candidate,
                    isDirectory: &isDirectory
                )
                if exists, !isDirectory.boolValue { return candidate }
            }
        }
        throw MissingProgram(name: name)
    }
}

/// A program that the build should have left beside the tests.
public struct MissingProgram: Error, CustomStringConvertible {
    let name: String
    /// Names it.
    public var description: String { "`\(name)` does not lie beside the tests" }
}
