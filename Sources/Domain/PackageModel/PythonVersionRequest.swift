/// What was asked after the `@` of a Python package: which version now, and what the manifest says afterwards.
public enum PythonVersionRequest: Hashable, Sendable, CustomStringConvertible {
    /// No version was named.
    case newest
    /// `NAME@1.0` on a command line: that one now, compatible later ones by `upgrade`.
    case now(PythonVersion)
    /// A range, or `=1.0`, which holds.
    case range(PythonVersionRange)

    /// Reads what follows the `@`.
    /// - Throws: `ModelError.notA`.
    public init(parsing text: String, in place: VersionRequest.Place) throws(ModelError) {
        let range = try PythonVersionRange(parsing: text)
        if place == .commandLine, let version = range.exact, !trimmingSpaces(text).hasPrefix("=") {
            self = .now(version)
        } else {
            self = .range(range)
        }
    }

    /// What may be chosen now.
    public var range: PythonVersionRange {
        switch self {
        case .newest: .any
        case .now(let version): .exactly(version)
        case .range(let range): range
        }
    }

    /// What the manifest says once `chosen` was locked.
    public func manifestRange(choosing chosen: PythonVersion) -> PythonVersionRange {
        switch self {
        case .newest, .now: .caret(from: chosen)
        case .range(let range): range
        }
    }

    /// The text after the name: empty, or `@` and the request.
    public var description: String {
        switch self {
        case .newest: ""
        case .now(let version): "@" + version.description
        case .range(let range): "@" + range.description
        }
    }
}
