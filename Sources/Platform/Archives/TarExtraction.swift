internal import Diagnostics
public import Filesystem

/// What a tar archive is the distribution of, which decides what it may hold.
public enum TarFlavour: Hashable, Sendable {
    /// A package of npm: the first name of each path is left out, whatever it is, and links are refused.
    case npm
    /// A runtime: so many names are left out, and links may lead to other places of the same tree.
    ///
    /// Names that differ in case alone are two files; a volume that cannot hold both ends the extraction.
    case runtime(stripComponents: Int)

    var strippedComponents: Int {
        switch self {
        case .npm: 1
        case .runtime(let count): max(0, count)
        }
    }

    var allowsLinks: Bool { self != .npm }
}

/// Unpacks tar archives, plain or compressed by gzip, into an open directory.
public enum TarExtraction {
    /// Unpacks every file; when it throws, nothing remains in the directory of what was written.
    ///
    /// The archive is read once, and each rule is applied before what it speaks of is written; what was written
    /// before a later entry broke a rule must not have been used. Nothing is synced: the caller does that once.
    /// Owners, times and the bits for set-user, set-group and sticky are passed over.
    /// - Parameters:
    ///   - file: The archive, whose digest has been compared; must not change meanwhile.
    ///   - flavour: What it may hold.
    ///   - directory: A staging directory in which no name of the archive exists.
    ///   - limits: How much the archive may ask for.
    ///   - reserved: Names that no entry may have at the top, in any case.
    ///   - keepGoing: Asked between blocks; false stops with `interrupted`.
    /// - Returns: Every file and link, sorted by path.
    /// - Throws: `ArchiveError.rule` with the first broken rule, `ArchiveError.file` when the disk refuses.
    public static func extract(
        _ file: OpenFile,
        as flavour: TarFlavour,
        into directory: Directory,
        limits: ExtractionLimits = .standard,
        reserved: Set<String> = [".mcppkg"],
        keepGoing: @escaping @Sendable () -> Bool = { true }
    ) throws(ArchiveError) -> ExtractedFiles {
        let slice = try FileSlice(file)
        // Headers and padding are unpacked as well: the bound is on everything that comes out.
        let (allowed, isTooLarge) = slice.count.multipliedReportingOverflow(by: limits.ratio)
        let most = limits.total.bytes + limits.entries * ArchiveSizes.tarOverhead
        let bound = min(most, isTooLarge ? .max : max(allowed, limits.ratioFloor.bytes))
        var reader = TarReader(TarInput(try source(slice), limit: bound))
        var unpacking = TarUnpacking(flavour, into: directory, limits, reserved, keepGoing)
        do throws(ArchiveError) {
            return try unpacking.run(&reader)
        } catch {
            unpacking.removeAll()
            throw error
        }
    }

    private static func source(_ slice: FileSlice) throws(ArchiveError) -> any BlockSource {
        guard try slice.bytes(0..<min(2, slice.count)) == GzipSource.magic else {
            return PlainSource(slice)
        }
        if let whole = try WholeSource(slice) { return whole }
        return try GzipSource(slice)
    }
}
