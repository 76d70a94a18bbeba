/// What was asked after the `@` of a source: which version now, and what the manifest says
/// afterwards.
public enum VersionRequest: Hashable, Sendable, CustomStringConvertible {
    /// No version was named.
    case newest
    /// `NAME@1.0.0` on a command line: that one now, compatible later ones by `upgrade`.
    case now(VersionText)
    /// A range, or `=1.0.0`, which holds.
    case range(VersionRange)

    /// Where a source is read; a bare version means another thing in each.
    public enum Place: Sendable {
        /// Typed by a person now: a bare version is taken now, without holding it.
        case commandLine
        /// Written in `mcppkg.json`: a bare version holds.
        case manifest
    }

    /// Reads what follows the `@`.
    /// - Throws: `ModelError.notA`.
    public init(parsing text: String, in place: Place) throws(ModelError) {
        let range = try VersionRange(parsing: text)
        if place == .commandLine, let version = range.exact, !trimmingSpaces(text).hasPrefix("=") {
            self = .now(version)
        } else {
            self = .range(range)
        }
    }

    /// What may be chosen now.
    public var range: VersionRange {
        switch self {
        case .newest: .any
        case .now(let version): .exactly(version)
        case .range(let range): range
        }
    }

    /// What the manifest says once `chosen` was locked.
    public func manifestRange(choosing chosen: VersionText) -> VersionRange {
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
