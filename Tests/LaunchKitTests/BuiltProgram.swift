import Foundation
import Paths

/// A program of this package as the build left it, beside the tests.
enum BuiltProgram {
    static func path(_ name: String) throws -> AbsolutePath {
        let places = [CommandLine.arguments[0]] + Bundle.allBundles.map(\.bundlePath)
        for place in places {
            var directory = URL(filePath: place).resolvingSymlinksInPath()
            for _ in 0..<5 {
                directory.deleteLastPathComponent()
                let candidate = directory.appending(path: name).path(percentEncoded: false)
                if FileManager.default.isExecutableFile(atPath: candidate) {
                    return try AbsolutePath(parsing: candidate)
                }
            }
        }
        throw CocoaError(.fileNoSuchFile)
    }
}
