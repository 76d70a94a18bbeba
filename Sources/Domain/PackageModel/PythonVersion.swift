/// A version of a Python package, which is not a semantic one: `1!2.0rc1.post2.dev3+local.4`.
///
/// Two versions are equal when they are by PEP 440: `1.0` and `1.0.0` are. The text keeps the zeros.
/// Source: PEP 440; Python packaging user guide, version specifiers.
public struct PythonVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Greatest number of bytes of a text.
    public static let limit = 255

    /// How far a version before its release has come.
    public enum Phase: String, Sendable {
        case alpha = "a"
        case beta = "b"
        case candidate = "rc"
    }

    /// The part of a version that says it comes before its release, such as `rc1`.
    public struct Prerelease: Hashable, Comparable, Sendable {
        /// The letter.
        public let phase: Phase
        /// The number after it.
        public let number: UInt64

        /// Orders by letter, which is in the order of the alphabet, then by number.
        public static func < (left: Prerelease, right: Prerelease) -> Bool {
            (left.phase.rawValue, left.number) < (right.phase.rawValue, right.number)
        }
    }

    /// The number before `!`; zero where there is none.
    public let epoch: UInt64
    /// The numbers of the release as they were written; at least one.
    public let release: [UInt64]
    /// `a1`, `b2`, `rc3`.
    public let prerelease: Prerelease?
    /// The number after `.post`.
    public let post: UInt64?
    /// The number after `.dev`.
    public let dev: UInt64?
    /// The words after `+`.
    public let local: [String]

    /// Reads any spelling that PEP 440 accepts.
    /// - Throws: `ModelError.notA`.
    public init(parsing text: String) throws(ModelError) {
        guard text.utf8.count <= Self.limit, let version = PythonVersionParser.version(text) else {
            throw .notA(
                kind: "Python version",
                text: String(text.prefix(Self.limit)),
                why: "such as `1.2.3`, `2.0rc1` or `1.0.post2`, as PEP 440 has it"
            )
        }
        self = version
    }

    init(
        epoch: UInt64 = 0,
        release: [UInt64],
        prerelease: Prerelease? = nil,
        post: UInt64? = nil,
        dev: UInt64? = nil,
        local: [String] = []
    ) {
        self.epoch = epoch
        self.release = release
        self.prerelease = prerelease
        self.post = post
        self.dev = dev
        self.local = local
    }

    /// Whether it comes before its release; one under development does too.
    public var isPrerelease: Bool { prerelease != nil || dev != nil }

    /// The same version without what follows `+`.
    public var withoutLocal: PythonVersion {
        PythonVersion(
            epoch: epoch,
            release: release,
            prerelease: prerelease,
            post: post,
            dev: dev
        )
    }

    /// The same version without `.post`, `.dev` and what follows `+`.
    var withoutPost: PythonVersion {
        PythonVersion(epoch: epoch, release: release, prerelease: prerelease)
    }

    /// The lowest version that counts as one before this.
    var lowestPrerelease: PythonVersion {
        PythonVersion(epoch: epoch, release: release, prerelease: prerelease, post: post, dev: 0)
    }

    /// The normalised text.
    public var description: String {
        (epoch == 0 ? "" : "\(epoch)!") + release.map { "\($0)" }.joined(separator: ".")
            + (prerelease.map { "\($0.phase.rawValue)\($0.number)" } ?? "")
            + (post.map { ".post\($0)" } ?? "") + (dev.map { ".dev\($0)" } ?? "")
            + (local.isEmpty ? "" : "+" + local.joined(separator: "."))
    }

    /// Whether both are one version by PEP 440.
    public static func == (left: PythonVersion, right: PythonVersion) -> Bool {
        left.epoch == right.epoch && left.significant == right.significant
            && left.prerelease == right.prerelease && left.post == right.post
            && left.dev == right.dev && left.local == right.local
    }

    /// Hashes what equality looks at.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(epoch)
        hasher.combine(significant)
        hasher.combine(prerelease)
        hasher.combine(post)
        hasher.combine(dev)
        hasher.combine(local)
    }

    /// Orders as PEP 440 does.
    public static func < (left: PythonVersion, right: PythonVersion) -> Bool {
        if left.epoch != right.epoch { return left.epoch < right.epoch }
        let (mine, theirs) = (left.significant, right.significant)
        if mine != theirs { return mine.lexicographicallyPrecedes(theirs) }
        if left.stage != right.stage { return left.stage < right.stage }
        if left.post != right.post { return isBefore(left.post, right.post) }
        if left.dev != right.dev {
            // Without `.dev` is later than any with it.
            guard let mine = left.dev else { return false }
            return right.dev.map { mine < $0 } ?? true
        }
        return precede(left.local, right.local)
    }

    /// The release without zeros at its end, which mean nothing.
    private var significant: ArraySlice<UInt64> {
        release[...(release.lastIndex { $0 != 0 } ?? 0)]
    }

    /// First development alone, then `a`, `b` and `rc` with their numbers, then the release.
    private var stage: Stage {
        if let prerelease { return .before(prerelease) }
        return dev != nil && post == nil ? .development : .release
    }
}

private enum Stage: Comparable {
    case development
    case before(PythonVersion.Prerelease)
    case release
}

/// Whether one number is lower; none is lower than any.
private func isBefore(_ left: UInt64?, _ right: UInt64?) -> Bool {
    guard let right else { return false }
    return left.map { $0 < right } ?? true
}

/// Words before numbers, numbers by value, a prefix before what continues it.
private func precede(_ left: [String], _ right: [String]) -> Bool {
    for (mine, theirs) in zip(left, right) where mine != theirs {
        switch (isNumber(mine), isNumber(theirs)) {
        case (true, false): return false
        case (false, true): return true
        // Leading zeros are gone, so more digits are a higher number.
        case (true, true) where mine.utf8.count != theirs.utf8.count:
            return mine.utf8.count < theirs.utf8.count
        default: return mine.utf8.lexicographicallyPrecedes(theirs.utf8)
        }
    }
    return left.count < right.count
}

private func isNumber(_ word: String) -> Bool { word.utf8.allSatisfy { (48...57).contains($0) } }
