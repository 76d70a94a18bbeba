public import Diagnostics
public import PackageModel

/// One release of a server that could be chosen.
public struct Candidate: Hashable, Sendable {
    /// What the registry says of a release.
    ///
    /// Source: registry `pkg/api/v0/types.go`, `Status`.
    public enum Status: String, Sendable {
        /// Offered.
        case active
        /// Offered, and its publisher advises against it.
        case deprecated
        /// Taken down: yanked, or removed by the registry.
        case deleted
    }

    /// The version as its publisher wrote it.
    public let version: VersionText
    /// What the registry says of it.
    public let status: Status
    /// Why it has that status, in the registry's words.
    public let statusMessage: String?
    /// When it was published, where that is known.
    public let publishedAt: Instant?

    /// Takes the facts.
    public init(
        version: VersionText,
        status: Status = .active,
        statusMessage: String? = nil,
        publishedAt: Instant? = nil
    ) {
        self.version = version
        self.status = status
        self.statusMessage = statusMessage
        self.publishedAt = publishedAt
    }

    /// Whether this one comes first when a version is chosen from the same offer.
    ///
    /// Releases by semantic version come first, then prereleases, then every other text; within the
    /// first two the higher version, within the last the one published later. What is still equal
    /// is ordered by time and by text, so that the order in which a registry lists its versions
    /// never matters.
    public func outranks(_ other: Candidate) -> Bool {
        if tier != other.tier { return tier < other.tier }
        if let mine = version.semantic, let theirs = other.version.semantic, mine != theirs {
            return mine > theirs
        }
        if publishedAt != other.publishedAt { return isLater(publishedAt, other.publishedAt) }
        return other.version.description.utf8
            .lexicographicallyPrecedes(version.description.utf8)
    }

    private var tier: Int {
        guard let semantic = version.semantic else { return 2 }
        return semantic.isPrerelease ? 1 : 0
    }
}

/// An unknown time counts as the earliest.
private func isLater(_ left: Instant?, _ right: Instant?) -> Bool {
    guard let left else { return false }
    return right.map { left > $0 } ?? true
}
