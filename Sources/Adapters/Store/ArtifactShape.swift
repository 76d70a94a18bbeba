internal import Archives
internal import Filesystem

/// What an artifact is, and so by which rules it is unpacked.
///
/// A tree remembers its shape: bytes that were unpacked by looser rules never stand for another shape.
public enum ArtifactShape: Hashable, Sendable {
    /// A bundle: zip with at most one signature block after it.
    case bundle
    /// A Python wheel: zip and nothing else.
    case wheel
    /// A package of npm: a tarball of which the first name of each path is left out, without links.
    case npm
    /// A runtime: a tarball of which so many names are left out, with links that stay inside.
    case runtime(stripComponents: Int)

    /// The directory of the files, beside their seal.
    var directoryName: String {
        switch self {
        case .bundle: "tree"
        case .wheel: "wheel"
        case .npm: "package"
        case .runtime(let count): "runtime-\(count)"
        }
    }

    /// Unpacks an open artifact into an empty directory.
    func extract(
        _ file: OpenFile,
        into directory: Directory,
        workers: Int,
        keepGoing: @escaping @Sendable () -> Bool
    ) throws(ArchiveError) -> ExtractedFiles {
        let tar: TarFlavour
        switch self {
        case .bundle, .wheel:
            let archive = try ZipArchive(checking: file, as: self == .bundle ? .mcpb : .zip)
            return try archive.extract(into: directory, workers: workers, keepGoing: keepGoing)
        case .npm: tar = .npm
        case .runtime(let count): tar = .runtime(stripComponents: count)
        }
        return try TarExtraction.extract(file, as: tar, into: directory, keepGoing: keepGoing)
    }
}
