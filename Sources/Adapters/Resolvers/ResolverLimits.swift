internal import Diagnostics

/// Bounds of what a resolver of an ecosystem may take and write.
public enum ResolverLimits {
    /// One run; a cold resolution of a hundred packages takes seconds.
    public static let run = Duration.seconds(600)
    /// What it writes as its answer.
    static let answer = ByteCount.mebibytes(8)
    /// Packages of one closure; the greatest real ones have a few hundred.
    static let packages = 10_000
    /// Metadata of one package.
    static let metadata = ByteCount.mebibytes(8)
    /// Characters of its own explanation that are shown.
    static let explanation = 2000
    /// Runs at a time: they share one cache and two processors.
    static let runsAtOnce = 2
    /// Rounds in which packages that would have to be built are looked for.
    static let buildRounds = 24
    /// How often a person's wish to stop is looked at.
    static let glance = Duration.milliseconds(100)
}
