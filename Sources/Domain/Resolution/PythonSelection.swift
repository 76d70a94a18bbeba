public import Diagnostics
public import PackageModel

/// One release of a Python package that could be chosen.
public struct PythonRelease: Hashable, Sendable {
    /// Its version.
    public let version: PythonVersion
    /// When its last file was uploaded; nil where the index does not tell.
    public let publishedAt: Instant?
    /// Why it was yanked, empty where no reason was given; nil for one that is offered.
    public let yanked: String?

    /// Takes the facts.
    public init(version: PythonVersion, publishedAt: Instant?, yanked: String?) {
        self.version = version
        self.publishedAt = publishedAt
        self.yanked = yanked
    }
}

/// Chooses one version of a Python package by the rules of `Resolver`, with the ordering of PEP 440.
///
/// A prerelease is chosen only when the request names one, or nothing else was ever released. A yanked release is
/// chosen only when it is named exactly (PEP 592).
public struct PythonSelection: Sendable {
    private let now: Instant
    private let cooldown: Cooldown
    private let notAfter: Instant?
    private let undatedIsOld: Bool

    /// Takes the policy of one resolution, as `Resolver` does.
    public init(now: Instant, cooldown: Cooldown, notAfter: Instant?, undatedIsOld: Bool) {
        self.now = now
        self.cooldown = cooldown
        self.notAfter = notAfter
        self.undatedIsOld = undatedIsOld
    }

    /// What was chosen.
    public struct Choice: Hashable, Sendable {
        /// The release.
        public let release: PythonRelease
        /// What a person should know, each one sentence.
        public let notes: [String]
        /// Whether it was named exactly and is younger than the cooldown or of unknown age: the caller asks.
        public let isYoungerThanCooldown: Bool
    }

    /// Chooses by the rule above; `locked` is the version that the lock names, nil when it may move.
    /// - Throws: `PythonSelectionError`.
    public func select(
        _ name: PythonPackageName,
        from releases: [PythonRelease],
        request: PythonVersionRequest,
        locked: PythonVersion? = nil
    ) throws(PythonSelectionError) -> Choice {
        let range = request.range
        let sorted = releases.sorted { $0.version > $1.version }
        let fitting = sorted.filter { range.contains($0.version) }
        if let locked, let kept = fitting.first(where: { $0.version == locked }) {
            return Choice(release: kept, notes: warnings(kept), isYoungerThanCooldown: false)
        }
        if let exact = range.exact {
            guard let named = fitting.first(where: { $0.version == exact }) ?? fitting.first else {
                throw .notFound(name: name, request: request, nearest: nearest(sorted))
            }
            if let notAfter, !isWithinBound(named) {
                throw .afterBound(name: name, version: named.version, bound: notAfter)
            }
            return Choice(
                release: named,
                notes: warnings(named),
                isYoungerThanCooldown: !isOldEnough(named)
            )
        }
        return try choose(name, fitting, request, sorted)
    }

    /// The newest that is offered, and the newest that range and policy allow.
    public func outlook(on releases: [PythonRelease], within range: PythonVersionRange)
        -> (newest: PythonVersion?, allowed: PythonVersion?)
    {
        let offered = stable(releases.sorted { $0.version > $1.version }.filter(isOffered))
        let fitting = offered.filter { range.contains($0.version) && isWithinBound($0) }
        let allowed = range.isExact ? fitting.first : fitting.first(where: isOldEnough)
        return (offered.first?.version, allowed?.version)
    }

    private func choose(
        _ name: PythonPackageName,
        _ fitting: [PythonRelease],
        _ request: PythonVersionRequest,
        _ all: [PythonRelease]
    ) throws(PythonSelectionError) -> Choice {
        let offered = stable(fitting.filter(isOffered))
        guard let newest = offered.first else {
            if let gone = fitting.first {
                throw .yanked(name: name, version: gone.version, reason: gone.yanked ?? "")
            }
            throw .notFound(name: name, request: request, nearest: nearest(all))
        }
        let bounded = offered.filter(isWithinBound)
        if bounded.isEmpty, let notAfter {
            throw .afterBound(name: name, version: newest.version, bound: notAfter)
        }
        guard let chosen = bounded.first(where: isOldEnough) else {
            throw .tooYoung(name: name, newest: newest.version, cooldown: cooldown)
        }
        let passed = bounded.first.map { $0 != chosen } ?? false
        let notes =
            passed
            ? ["`\(bounded[0].version)` is newer but younger than the cooldown of \(cooldown)"] : []
        return Choice(release: chosen, notes: notes, isYoungerThanCooldown: false)
    }

    /// Without prereleases, unless there is nothing else.
    private func stable(_ releases: [PythonRelease]) -> [PythonRelease] {
        let stable = releases.filter { !$0.version.isPrerelease }
        return stable.isEmpty ? releases : stable
    }

    private func isOffered(_ release: PythonRelease) -> Bool {
        isMutated("resolution.yanked") || release.yanked == nil
    }

    private func isWithinBound(_ release: PythonRelease) -> Bool {
        guard let notAfter, !isMutated("resolution.python-bound") else { return true }
        return release.publishedAt.map { $0 <= notAfter } ?? undatedIsOld
    }

    private func isOldEnough(_ release: PythonRelease) -> Bool {
        if isMutated("resolution.python-cooldown") || cooldown == .none { return true }
        guard let publishedAt = release.publishedAt else { return undatedIsOld }
        return publishedAt.advanced(bySeconds: cooldown.seconds) <= now
    }

    private func warnings(_ release: PythonRelease) -> [String] {
        guard let reason = release.yanked else { return [] }
        return ["`\(release.version)` was yanked" + quoted(reason)]
    }

    private func nearest(_ sorted: [PythonRelease]) -> [PythonVersion] {
        Array(stable(sorted.filter(isOffered)).prefix(3).map(\.version))
    }
}

/// Why no version of a Python package can be chosen.
public enum PythonSelectionError: UserFacingError {
    /// Nothing fits what was asked.
    case notFound(name: PythonPackageName, request: PythonVersionRequest, nearest: [PythonVersion])
    /// Everything that fits was yanked.
    case yanked(name: PythonPackageName, version: PythonVersion, reason: String)
    /// Everything that fits came after the bound.
    case afterBound(name: PythonPackageName, version: PythonVersion, bound: Instant)
    /// Everything that fits is younger than the cooldown, or of unknown age.
    case tooYoung(name: PythonPackageName, newest: PythonVersion, cooldown: Cooldown)

    /// The slugs of the same refusals of registry servers.
    public var code: ErrorCode {
        switch self {
        case .notFound: "resolution.not-found"
        case .yanked: "resolution.deleted"
        case .afterBound: "resolution.after-bound"
        case .tooYoung: "resolution.too-young"
        }
    }

    /// Not there, or refused by policy.
    public var category: ErrorCategory {
        switch self {
        case .notFound, .afterBound: .notFound
        case .yanked, .tooYoung: .consent
        }
    }

    /// Names package, version and obstacle.
    public var reason: String {
        switch self {
        case .notFound(let name, let request, let nearest):
            "no version of `\(name)` fits `\(printable(request.range.description))`"
                + (nearest.isEmpty
                    ? "" : "; there is " + nearest.map { "`\($0)`" }.joined(separator: ", "))
        case .yanked(let name, let version, let reason):
            "`\(name)` \(version) was yanked" + quoted(reason)
        case .afterBound(let name, let version, let bound):
            "`\(name)` \(version) is not known to be older than \(bound)"
        case .tooYoung(let name, let newest, let cooldown):
            "every version of `\(name)` that fits is younger than the cooldown of \(cooldown),"
                + " or its index does not say how old it is; the newest is \(newest)"
        }
    }

    /// What to do.
    public var remedy: String? {
        switch self {
        case .notFound: "name another version"
        case .yanked(let name, let version, _):
            "choose another version, or name this one exactly: `pypi:\(name)@=\(version)`"
        case .afterBound: "choose a later day"
        case .tooYoung(let name, let newest, _):
            "wait, name it exactly (`pypi:\(name)@\(newest)`), or list the index under `undated`"
                + " in config.json"
        }
    }
}
