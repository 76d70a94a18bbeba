import Foundation
import Paths
import TestSupport

/// Removes what is read-only, as a person with a shell would.
enum TemporaryRemoval {
    static func remove(_ path: AbsolutePath) throws { try TemporaryTree.remove(path.description) }
}

extension RelativePath {
    /// A path that is known to be one.
    static func parsed(_ text: String) -> RelativePath {
        guard let path = try? RelativePath(parsing: text) else {
            preconditionFailure("`\(text)` is no path")
        }
        return path
    }
}
