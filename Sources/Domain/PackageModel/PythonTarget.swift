/// A CPython on one platform, and which wheels it can run, best first.
///
/// Source: PEP 425, 513, 571, 599, 600 and 656; the order is that of `packaging.tags`.
public struct PythonTarget: Hashable, Sendable {
    /// The oldest system that has to run it: version of the C library on Linux, of macOS there.
    public struct SystemLevel: Hashable, Comparable, Sendable, CustomStringConvertible {
        /// The first number.
        public let major: Int
        /// The second number.
        public let minor: Int

        /// Takes both; a number beyond 99 counts as 99.
        public init(_ major: Int, _ minor: Int) {
            self.major = min(max(major, 0), 99)
            self.minor = min(max(minor, 0), 99)
        }

        /// What a lock for a platform counts on, where nothing else was said.
        public static func forLocks(of platform: PlatformName) -> SystemLevel {
            switch (platform.system, platform.library) {
            case (.macos, _): SystemLevel(14, 0)
            case (.linux, .musl): SystemLevel(1, 2)
            case (.linux, _): SystemLevel(2, 28)
            }
        }

        /// The newest that a lock takes where nothing is published for the usual one.
        public static func newest(of platform: PlatformName) -> SystemLevel {
            switch (platform.system, platform.library) {
            case (.linux, .gnu): SystemLevel(2, 39)
            default: forLocks(of: platform)
            }
        }

        /// `2.28`.
        public var description: String { "\(major).\(minor)" }

        /// Orders by the first number, then by the second.
        public static func < (left: SystemLevel, right: SystemLevel) -> Bool {
            (left.major, left.minor) < (right.major, right.minor)
        }
    }

    /// The platform.
    public let platform: PlatformName
    /// The second number of the version; the first is 3.
    public let minor: Int
    /// The oldest system that has to run it.
    public let level: SystemLevel

    private let platforms: [String]
    private let platformRanks: [String: Int]
    /// Interpreter and binary interface, each with a platform.
    private let nativePairs: [String: Int]
    /// Interpreter and binary interface of what runs on any platform.
    private let universalPairs: [String: Int]

    /// A CPython of `major.minor` with the global lock; without a level, for the systems that locks count on.
    ///
    /// - Throws: `ModelError.unsupported` for a Python that is not 3.2 or later.
    public init(platform: PlatformName, major: Int, minor: Int, level: SystemLevel? = nil)
        throws(ModelError)
    {
        guard major == 3, (2...99).contains(minor) else {
            throw .unsupported(what: "Python \(major).\(minor) cannot be used", remedy: nil)
        }
        self.platform = platform
        self.minor = minor
        self.level = level ?? .forLocks(of: platform)
        platforms = platformTags(of: platform, self.level)
        platformRanks = ranks(platforms)
        nativePairs = ranks(Self.nativePairs(minor))
        universalPairs = ranks(Self.universalPairs(minor))
    }

    /// `3.12`.
    public var version: String { "3.\(minor)" }

    /// Every tag that runs, best first.
    public var tags: [String] {
        Self.nativePairs(minor).flatMap { pair in platforms.map { "\(pair)-\($0)" } }
            + Self.universalPairs(minor).map { $0 + "-any" }
    }

    /// The place of a wheel's best tag among `tags`, lower is better; nil when it cannot run.
    ///
    /// Of two wheels with one rank, the one with the higher build is to be taken.
    public func rank(of wheel: WheelFileName) -> Int? {
        var best: Int?
        for python in wheel.pythonTags {
            for abi in wheel.abiTags {
                guard let rank = rank("\(python)-\(abi)", wheel.platformTags) else { continue }
                best = min(rank, best ?? rank)
            }
        }
        return best
    }

    /// The place of the wheel to take, of several of one version; nil when none runs.
    public func best(of wheels: [WheelFileName]) -> Int? {
        var best: (place: Int, rank: Int)?
        for (place, wheel) in wheels.enumerated() {
            guard let rank = rank(of: wheel) else { continue }
            guard let known = best else {
                best = (place, rank)
                continue
            }
            let isLaterBuild =
                rank == known.rank && isHigher(wheel.build, than: wheels[known.place].build)
            if rank < known.rank || isLaterBuild { best = (place, rank) }
        }
        return best?.place
    }

    private func rank(_ pair: String, _ tags: [String]) -> Int? {
        if let place = nativePairs[pair], let rank = tags.compactMap({ platformRanks[$0] }).min() {
            return place * platforms.count + rank
        }
        guard tags.contains("any"), let place = universalPairs[pair] else { return nil }
        return nativePairs.count * platforms.count + place
    }

    private static func nativePairs(_ minor: Int) -> [String] {
        let own = "cp3\(minor)"
        return ["\(own)-\(own)", "\(own)-abi3", "\(own)-none"]
            + (2..<minor).reversed().map { "cp3\($0)-abi3" }
            + interpreters(minor).map { $0 + "-none" }
    }

    private static func universalPairs(_ minor: Int) -> [String] {
        ["cp3\(minor)-none"] + interpreters(minor).map { $0 + "-none" }
    }

    private static func interpreters(_ minor: Int) -> [String] {
        ["py3\(minor)", "py3"] + (0..<minor).reversed().map { "py3\($0)" }
    }
}

private func ranks(_ tags: [String]) -> [String: Int] {
    Dictionary(tags.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
}

private func isHigher(_ left: WheelFileName.Build?, than right: WheelFileName.Build?) -> Bool {
    guard let left else { return false }
    return right.map { $0 < left } ?? true
}
