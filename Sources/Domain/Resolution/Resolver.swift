public import Diagnostics
public import PackageModel

/// Chooses one version of a server from what its registry offers.
///
/// The same input gives the same choice. The rule, in this order:
/// 1. The locked version stays while it fits the request and is still offered.
/// 2. A version that is named exactly is taken, whatever its age; one that was taken down is refused.
/// 3. Of what fits a range, what was taken down, what came after the bound and what is younger than the cooldown is left out.
/// 4. Of the rest, what is not deprecated comes before what is; then `Candidate.outranks(_:)` decides.
///
/// Source: the MCP registry's versioning rules; its own `latest` means two different things and is
/// never asked.
public struct Resolver: Sendable {
    private let now: Instant
    private let cooldown: Cooldown
    private let notAfter: Instant?
    private let undatedIsOld: Bool

    /// Takes the policy of one resolution.
    ///
    /// - Parameters:
    ///   - now: The instant that ages are counted to; a date given by `--as-of` takes its place.
    ///   - cooldown: How long a version must have been out before a range may choose it.
    ///   - notAfter: Nothing published later is there; nil for no bound.
    ///   - undatedIsOld: Whether a release without a date counts as old, as in a registry on this machine.
    public init(
        now: Instant,
        cooldown: Cooldown = .standard,
        notAfter: Instant? = nil,
        undatedIsOld: Bool = false
    ) {
        self.now = now
        self.cooldown = cooldown
        self.notAfter = notAfter
        self.undatedIsOld = undatedIsOld
    }

    /// Chooses by the rule above; `locked` is the version that the lock names, nil when it may
    /// move.
    /// - Throws: `ResolutionError` naming what stood in the way.
    public func select(
        _ server: ServerName,
        from candidates: [Candidate],
        request: VersionRequest,
        locked: VersionText? = nil
    ) throws(ResolutionError) -> Selection {
        let range = request.range
        let fitting = candidates.filter { range.contains($0.version) }.sorted { $0.outranks($1) }
        var notes: [SelectionNote] = []
        if let locked, range.contains(locked) {
            if let kept = keep(locked, among: fitting) { return kept }
            notes.append(.lockedIsGone(version: locked))
        }
        guard let best = fitting.first else {
            let nearest = nearest(to: range, among: candidates)
            throw .notFound(server: server, range: range, nearest: nearest)
        }
        if let wanted = range.exact {
            let candidate = fitting.first { $0.version == wanted } ?? best
            return try take(candidate, of: server, notes)
        }
        return try choose(among: fitting, of: server, notes)
    }

    private func keep(_ locked: VersionText, among fitting: [Candidate]) -> Selection? {
        guard let candidate = fitting.first(where: { $0.version == locked }), isOffered(candidate)
        else { return nil }
        return Selection(candidate, notes: warnings(of: candidate), isLocked: true)
    }

    private func take(_ candidate: Candidate, of server: ServerName, _ notes: [SelectionNote])
        throws(ResolutionError) -> Selection
    {
        guard isOffered(candidate) else { throw deleted(candidate, of: server) }
        if let notAfter, !isWithinBound(candidate) {
            throw .afterBound(server: server, version: candidate.version, bound: notAfter)
        }
        return Selection(
            candidate,
            notes: notes + warnings(of: candidate),
            isYoungerThanCooldown: !isOldEnough(candidate)
        )
    }

    private func choose(among fitting: [Candidate], of server: ServerName, _ notes: [SelectionNote])
        throws(ResolutionError) -> Selection
    {
        let offered = fitting.filter(isOffered)
        guard let best = offered.first else { throw deleted(fitting[0], of: server) }
        let bounded = offered.filter(isWithinBound)
        if bounded.isEmpty, let notAfter {
            throw .afterBound(server: server, version: best.version, bound: notAfter)
        }
        guard let chosen = preferred(among: bounded) else {
            let newest = bounded.first { $0.status == .active } ?? best
            let first = bounded.compactMap(\.publishedAt).min()
            throw .tooYoung(
                server: server,
                newest: newest.version,
                cooldown: cooldown,
                from: first?.advanced(bySeconds: cooldown.seconds)
            )
        }
        return Selection(
            chosen,
            notes: notes + passedOver(fitting, for: chosen) + warnings(of: chosen)
        )
    }

    private func deleted(_ candidate: Candidate, of server: ServerName) -> ResolutionError {
        .deleted(server: server, version: candidate.version, message: candidate.statusMessage)
    }
}

extension Resolver {
    /// What `outdated` shows of one server.
    public struct Outlook: Hashable, Sendable {
        /// The newest version that is offered at all.
        public let newest: VersionText?
        /// The version that an upgrade within the range would take now.
        public let allowed: VersionText?
    }

    /// The newest version there is, and the newest that range and policy allow.
    public func outlook(on candidates: [Candidate], within range: VersionRange) -> Outlook {
        let offered = candidates.filter(isOffered).sorted { $0.outranks($1) }
        let fitting = offered.filter { range.contains($0.version) && isWithinBound($0) }
        let allowed = range.isExact ? fitting.first : preferred(among: fitting)
        return Outlook(newest: offered.first?.version, allowed: allowed?.version)
    }

    /// The first that is old enough, deprecated ones last.
    private func preferred(among sorted: [Candidate]) -> Candidate? {
        let old = sorted.filter(isOldEnough)
        return old.first { $0.status != .deprecated } ?? old.first
    }

    private func isOffered(_ candidate: Candidate) -> Bool {
        isMutated("resolution.deleted") || candidate.status != .deleted
    }

    private func isWithinBound(_ candidate: Candidate) -> Bool {
        guard let notAfter, !isMutated("resolution.bound") else { return true }
        return candidate.publishedAt.map { $0 <= notAfter } ?? undatedIsOld
    }

    private func isOldEnough(_ candidate: Candidate) -> Bool {
        if isMutated("resolution.cooldown") || cooldown == .none { return true }
        guard let publishedAt = candidate.publishedAt else { return undatedIsOld }
        return publishedAt.advanced(bySeconds: cooldown.seconds) <= now
    }

    private func warnings(of candidate: Candidate) -> [SelectionNote] {
        guard candidate.status == .deprecated else { return [] }
        return [.deprecated(version: candidate.version, message: candidate.statusMessage)]
    }

    /// Why the first of all that fit is not the one that was chosen.
    private func passedOver(_ sorted: [Candidate], for chosen: Candidate) -> [SelectionNote] {
        let better = sorted.prefix { $0 != chosen }.filter(isWithinBound)
        var notes: [SelectionNote] = []
        if let young = better.first(where: { isOffered($0) && !isOldEnough($0) }) {
            notes.append(.newerIsTooYoung(version: young.version, age: age(of: young)))
        }
        if let gone = better.first(where: { !isOffered($0) }) {
            notes.append(.newerIsDeleted(version: gone.version, message: gone.statusMessage))
        }
        return notes
    }

    private func age(of candidate: Candidate) -> Int64? {
        guard let publishedAt = candidate.publishedAt else { return nil }
        let (age, overflow) =
            now.nanoseconds.subtractingReportingOverflow(publishedAt.nanoseconds)
        return overflow ? nil : max(0, age / 1_000_000_000)
    }

    /// At most three: the neighbours of an exact version and the best there is, or the best three.
    private func nearest(to range: VersionRange, among candidates: [Candidate]) -> [VersionText] {
        let offered = candidates.filter(isOffered).sorted { $0.outranks($1) }.map(\.version)
        guard let wanted = range.exact?.semantic else { return Array(offered.prefix(3)) }
        let semantic = offered.filter { $0.semantic != nil }
            .sorted { $0.isHigher(than: $1) ?? false }
        let below = semantic.first { $0.semantic.map { $0 < wanted } ?? false }
        let above = semantic.last { $0.semantic.map { $0 > wanted } ?? false }
        var result: [VersionText] = []
        for version in [below, above, offered.first] {
            if let version, !result.contains(version) { result.append(version) }
        }
        return result
    }
}
