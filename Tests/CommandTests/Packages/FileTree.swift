import Cryptography
import Foundation
import TestSupport

/// What lies below a directory, to be compared with what another program made.
enum FileTree {
    /// Each file with its content, each link with its target, by relative path; `isKept` decides by the path.
    static func facts(_ root: String, isKept: (String) -> Bool = { _ in true }) throws
        -> [String: String]
    {
        var found: [String: String] = [:]
        for path in FileManager.default.subpaths(atPath: root) ?? [] where isKept(path) {
            let file = root + "/" + path
            let kind = try FileManager.default.attributesOfItem(atPath: file)[.type]
            switch kind as? FileAttributeType {
            case .typeDirectory?: continue
            case .typeSymbolicLink?:
                found[path] =
                    "-> " + (try FileManager.default.destinationOfSymbolicLink(atPath: file))
            default:
                let isProgram = FileManager.default.isExecutableFile(atPath: file)
                found[path] = (isProgram ? "x " : "- ") + Digest(of: try readFile(file)).hex
            }
        }
        return found
    }

    /// Paths whose facts differ, or that only one of them has.
    static func difference(_ left: [String: String], _ right: [String: String]) -> [String] {
        Set(left.keys).union(right.keys).filter { left[$0] != right[$0] }.sorted()
    }
}
