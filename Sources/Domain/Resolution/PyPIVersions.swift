public import Diagnostics
public import PackageModel

/// One version of a project as a whole.
public struct PyPIRelease: Sendable, Equatable {
    /// The version.
    public let version: PythonVersion
    /// When the first of its files was uploaded, where the index dates any.
    public let publishedAt: Instant?
    /// Why it was taken back, when all of its files were.
    public let yanked: String?
    /// The versions of Python that it is for, as written.
    public let requiresPython: String?
    /// Whether it has a wheel for anybody; else it would have to be built.
    public let hasWheel: Bool
}

/// Chooses one version of a project under the rules of a resolution, as a person asks for a server.
///
/// The rule, in this order: a locked version stays while it fits and is offered; one that is named exactly is taken,
/// whatever its age; of what fits a range, what the policy withholds is left out; of the rest, what has wheels and is
/// for this Python comes first, then final releases, then the higher version.
public struct PyPIVersions: Sendable {
    /// What was chosen.
    public struct Choice: Sendable, Equatable {
        /// The release.
        public let release: PyPIRelease
        /// Sentences on what was passed over, and on what speaks against this one.
        public let notes: [String]
        /// Whether it was named exactly and is younger than the cooldown, or of unknown age: the caller asks.
        public let isYoungerThanCooldown: Bool
    }

    /// Every release, the highest version first.
    public let releases: [PyPIRelease]

    private let project: PyPIProject
    private let policy: PyPIPolicy
    private let python: PythonVersion?
    private let offered: [PyPIRelease]

    /// Takes a page and the rules; `python` is the one that will run it, where that is known.
    ///
    /// `policy.exact` need not name this project: a range that is exact does.
    /// - Throws: `PyPIChoiceError.quarantined`.
    public init(_ project: PyPIProject, under policy: PyPIPolicy, python: PythonVersion? = nil)
        throws(PyPIChoiceError)
    {
        self.project = project
        self.policy = policy
        self.python = python
        releases = PyPIRelease.all(of: project.files)
        let offer = try project.offer(under: policy)
        offered = PyPIRelease.all(of: offer.files)
    }

    /// Chooses by the rule above; `locked` is the version that the lock names, nil when it may move.
    /// - Throws: `PyPIChoiceError.noVersion`, `.yanked`, `.tooYoung`, `.afterBound` or `.unusable`.
    public func select(_ range: PythonVersionRange, locked: PythonVersion? = nil)
        throws(PyPIChoiceError)
        -> Choice
    {
        let fitting = releases.filter { range.contains($0.version) }
        if let locked, let kept = fitting.first(where: { $0.version == locked && $0.yanked == nil })
        {
            return Choice(release: kept, notes: warnings(of: kept), isYoungerThanCooldown: false)
        }
        guard !fitting.isEmpty else {
            let nearest = releases.filter { $0.yanked == nil }.prefix(3).map(\.version)
            throw .noVersion(project.name, range: range, nearest: Array(nearest))
        }
        if let wanted = range.exact { return try take(wanted, among: fitting) }
        let allowed = sorted(offered.filter { range.contains($0.version) })
        guard let chosen = allowed.first else { throw refusal(of: fitting) }
        let notes = passedOver(fitting, for: chosen) + warnings(of: chosen)
        return Choice(release: chosen, notes: notes, isYoungerThanCooldown: false)
    }

    /// The newest version that is not taken back, and the newest that range and policy allow.
    public func outlook(within range: PythonVersionRange) -> (
        newest: PythonVersion?, allowed: PythonVersion?
    ) {
        let newest = sorted(releases.filter { $0.yanked == nil }).first?.version
        let allowed = sorted(offered.filter { range.contains($0.version) }).first?.version
        return (newest, allowed)
    }

    private func take(_ wanted: PythonVersion, among fitting: [PyPIRelease]) throws(PyPIChoiceError)
        -> Choice
    {
        let release = fitting.first { $0.version == wanted } ?? fitting[0]
        var named = policy
        named.exact[project.name] = release.version
        let offer = try project.offer(under: named)
        guard offer.files.contains(where: { $0.version == release.version }) else {
            throw refusal(of: [release])
        }
        let isOffered = offered.contains { $0.version == release.version }
        let isYoung = !isOffered && withheld(release).contains(where: \.isYoung)
        var notes = warnings(of: release)
        if let words = release.yanked {
            notes.append(
                "`\(project.name)` \(release.version) was taken back by its publisher"
                    + (words.isEmpty ? "" : ": " + words)
            )
        }
        return Choice(release: release, notes: notes, isYoungerThanCooldown: isYoung)
    }

    /// Why none of these can be taken; the highest version decides.
    private func refusal(of fitting: [PyPIRelease]) -> PyPIChoiceError {
        let reasons = fitting.flatMap { release in withheld(release).map { (release, $0) } }
        let young = reasons.filter { $0.1.isYoung }
        if let newest = young.first?.0 {
            let times = young.compactMap { $0.0.publishedAt }
            return .tooYoung(project.name, newest: newest.version, published: times.min())
        }
        let first = fitting[0].version
        switch reasons.first?.1.reason {
        case .yanked(let words):
            return .yanked(project.name, first, reason: words)
        case .afterBound:
            return .afterBound(
                project.name,
                first,
                bound: policy.notAfter ?? Instant(nanoseconds: 0)
            )
        default:
            let file = reasons.first?.1.file.filename ?? first.description
            return .unusable(project.name, filename: file, why: "it is listed without a SHA-256")
        }
    }

    private func withheld(_ release: PyPIRelease) -> [Withheld] {
        project.files.filter { $0.version == release.version }.compactMap { file in
            policy.objection(to: file, of: project.name).map { Withheld(file: file, reason: $0) }
        }
    }

    private func sorted(_ releases: [PyPIRelease]) -> [PyPIRelease] {
        releases.enumerated().sorted { left, right in
            let (mine, theirs) = (rank(left.element), rank(right.element))
            return mine == theirs ? left.offset < right.offset : mine < theirs
        }.map(\.element)
    }

    private func rank(_ release: PyPIRelease) -> Int {
        let runs = python.map { release.admits(python: $0) } ?? true
        return (release.hasWheel && runs ? 0 : 2) + (release.version.isPrerelease ? 1 : 0)
    }

    private func passedOver(_ fitting: [PyPIRelease], for chosen: PyPIRelease) -> [String] {
        let better = fitting.prefix { $0.version != chosen.version }
            .filter { !$0.version.isPrerelease || chosen.version.isPrerelease }
        var notes: [String] = []
        for release in better {
            guard let reason = withheld(release).first else { continue }
            notes.append(reason.sentence(of: project.name))
            break
        }
        if let other = better.first(where: { withheld($0).isEmpty }) {
            let why = other.hasWheel ? "is not for this Python" : "would have to be built"
            notes.append("`\(project.name)` \(other.version) \(why)")
        }
        return notes
    }

    private func warnings(of release: PyPIRelease) -> [String] {
        let words = project.statusReason.map { ": " + $0 } ?? ""
        switch project.status {
        case .archived: return ["`\(project.name)` is archived" + words]
        case .deprecated: return ["`\(project.name)` is deprecated" + words]
        case .active, .quarantined: return []
        }
    }
}

extension Withheld {
    fileprivate var isYoung: Bool {
        if case .tooYoung = reason { return true }
        return false
    }
}

extension PyPIRelease {
    /// Every version that has a file, the highest first.
    static func all(of files: [PyPIFile]) -> [PyPIRelease] {
        Dictionary(grouping: files, by: \.version)
            .map { PyPIRelease(version: $0, files: $1) }
            .sorted { $0.version > $1.version }
    }

    private init(version: PythonVersion, files: [PyPIFile]) {
        self.version = version
        publishedAt = files.compactMap(\.uploadTime).min()
        yanked = files.allSatisfy { $0.yanked != nil } ? files.first?.yanked : nil
        requiresPython = files.lazy.compactMap(\.requiresPython).first
        hasWheel = files.contains { $0.wheel != nil }
    }

    /// Whether it is for this Python; a condition that cannot be read is none.
    func admits(python: PythonVersion) -> Bool {
        guard let requiresPython, let range = try? PythonSpecifierSet(parsing: requiresPython)
        else { return true }
        return range.contains(python, prereleases: true)
    }
}
