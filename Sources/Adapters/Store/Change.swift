public import Documents
public import PackageModel
public import Paths

/// One step of a transaction; doing it twice is the same as doing it once.
public enum Change: Sendable {
    /// Replaces (or makes) a file. `old` is what the plan was made from, nil for no file.
    case write(path: AbsolutePath, old: [UInt8]?, new: [UInt8], mode: UInt32, rebase: JSON?)
    /// Removes a file. `rebase` says, as in `write`, what to do again if the file changed meanwhile.
    case remove(path: AbsolutePath, old: [UInt8], mode: UInt32, rebase: JSON?)
    /// Makes a directory with its parents, new ones with this mode.
    case makeDirectory(path: AbsolutePath, mode: UInt32 = 0o700)
    /// Removes a directory if it is empty.
    case removeEmptyDirectory(path: AbsolutePath)
    /// Points a link somewhere, nil for nowhere.
    case link(path: AbsolutePath, old: String?, new: String?)
    /// Moves a directory into the transaction's own, from where `undo` takes it back.
    case discard(path: AbsolutePath)
    /// Moves a discarded directory back to its place.
    case restore(path: AbsolutePath, from: AbsolutePath)

    /// What this step touches.
    public var path: AbsolutePath {
        switch self {
        case .write(let path, _, _, _, _), .remove(let path, _, _, _), .makeDirectory(let path, _),
            .removeEmptyDirectory(let path), .link(let path, _, _), .discard(let path),
            .restore(let path, _):
            path
        }
    }
}

/// A change of what is installed, as a value: everything that will be written, and what was there before.
public struct Transaction: Sendable {
    /// The words for people: "install weather 1.0.0".
    public let title: String
    /// The scope whose things change.
    public let scope: Scope
    /// The steps, in order.
    public let changes: [Change]
    /// What the workflow wants to find again at `undo`.
    public let notes: JSON

    /// Takes the steps in order.
    public init(title: String, scope: Scope, changes: [Change], notes: JSON = [:]) {
        self.title = title
        self.scope = scope
        self.changes = changes
        self.notes = notes
    }
}
