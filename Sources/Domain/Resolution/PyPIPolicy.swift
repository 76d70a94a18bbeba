public import Diagnostics
public import PackageModel

/// Which files of an index count as there.
public struct PyPIPolicy: Sendable, Equatable {
    /// Nothing uploaded later is there, whatever was asked for; nil for no bound.
    public var notAfter: Instant?
    /// What was uploaded later is too young to be chosen: the instant of the resolution less the cooldown.
    public var cutoff: Instant?
    /// Whether a file without a time counts as old: for an index that a person has listed as undated.
    public var undatedIsOld: Bool
    /// Versions that were named exactly: taken although young, or taken back by their publisher.
    public var exact: [PythonPackageName: PythonVersion]

    /// Takes the rules of one resolution; by default everything is there.
    public init(
        notAfter: Instant? = nil,
        cutoff: Instant? = nil,
        undatedIsOld: Bool = false,
        exact: [PythonPackageName: PythonVersion] = [:]
    ) {
        self.notAfter = notAfter
        self.cutoff = cutoff
        self.undatedIsOld = undatedIsOld
        self.exact = exact
    }

    /// The rules for one resolution at an instant: nothing after a bound, nothing younger than a cooldown.
    ///
    /// A bound takes the place of the instant, so that a day can be resolved again later.
    public static func at(
        _ now: Instant,
        cooldown: Cooldown,
        notAfter: Instant? = nil,
        undatedIsOld: Bool = false,
        exact: [PythonPackageName: PythonVersion] = [:]
    ) -> PyPIPolicy {
        let age = cooldown == .none ? nil : cooldown.seconds
        return PyPIPolicy(
            notAfter: notAfter,
            cutoff: age.map { (notAfter ?? now).advanced(bySeconds: -$0) },
            undatedIsOld: undatedIsOld,
            exact: exact
        )
    }

    /// Whether this version of a project was named exactly.
    public func names(_ version: PythonVersion, of project: PythonPackageName) -> Bool {
        guard let wanted = exact[project] else { return false }
        return version == wanted || version.withoutLocal == wanted
    }

    /// Why a file is not offered; nil when it is.
    public func objection(to file: PyPIFile, of project: PythonPackageName) -> Withheld.Reason? {
        guard isMutated("pypi.digest") || file.sha256 != nil else { return .noDigest }
        let isNamed = names(file.version, of: project)
        if let notAfter, !isMutated("pypi.bound"), !isWithin(notAfter, file) {
            return .afterBound(file.uploadTime)
        }
        guard !isNamed else { return nil }
        if let yanked = file.yanked, !isMutated("pypi.yanked") { return .yanked(yanked) }
        if let cutoff, !isMutated("pypi.cooldown"), !isWithin(cutoff, file) {
            return .tooYoung(file.uploadTime)
        }
        return nil
    }

    private func isWithin(_ bound: Instant, _ file: PyPIFile) -> Bool {
        file.uploadTime.map { $0 <= bound } ?? undatedIsOld
    }
}

/// A file that is there and not offered.
public struct Withheld: Sendable, Equatable {
    /// The rule that keeps it back.
    public enum Reason: Sendable, Equatable {
        /// Younger than the cooldown, or of unknown age.
        case tooYoung(Instant?)
        /// Uploaded after the bound, or at an unknown time.
        case afterBound(Instant?)
        /// Taken back by its publisher, perhaps with words.
        case yanked(String)
        /// Listed without a SHA-256.
        case noDigest
    }

    /// The file.
    public let file: PyPIFile
    /// Why.
    public let reason: Reason

    /// Takes both.
    public init(file: PyPIFile, reason: Reason) {
        self.file = file
        self.reason = reason
    }

    /// One clause for people: which version, and why.
    public func sentence(of project: PythonPackageName) -> String {
        let what = "`\(project)` \(file.version)"
        switch reason {
        case .tooYoung(let time?): return "\(what) is younger than the cooldown (published \(time))"
        case .tooYoung(nil):
            return "\(what) counts as younger than the cooldown, because its index does not date it"
        case .afterBound(let time?): return "\(what) came after the bound (published \(time))"
        case .afterBound(nil):
            return "\(what) counts as later than the bound, because its index does not date it"
        case .yanked(let words):
            return "\(what) was taken back by its publisher" + (words.isEmpty ? "" : ": " + words)
        case .noDigest: return "`\(file.filename)` is listed without a SHA-256"
        }
    }
}

/// The files of a project that a resolution may choose from, and those that are kept from it.
public struct PyPIOffer: Sendable, Equatable {
    /// What may be chosen.
    public let files: [PyPIFile]
    /// What may not, with the rule.
    public let withheld: [Withheld]

    /// Takes both.
    public init(files: [PyPIFile], withheld: [Withheld]) {
        self.files = files
        self.withheld = withheld
    }
}

extension PyPIProject {
    /// The files under the rules of one resolution.
    /// - Throws: `PyPIChoiceError.quarantined`.
    public func offer(under policy: PyPIPolicy) throws(PyPIChoiceError) -> PyPIOffer {
        guard isMutated("pypi.quarantine") || status != .quarantined else {
            throw .quarantined(name, reason: statusReason)
        }
        var offered: [PyPIFile] = []
        var withheld: [Withheld] = []
        for file in files {
            if let reason = policy.objection(to: file, of: name) {
                withheld.append(Withheld(file: file, reason: reason))
            } else {
                offered.append(file)
            }
        }
        return PyPIOffer(files: offered, withheld: withheld)
    }
}
