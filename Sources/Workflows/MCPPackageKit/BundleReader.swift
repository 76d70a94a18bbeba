internal import Archives
internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Store
internal import Trust

/// Reads a verified bundle's own manifest without unpacking the bundle.
struct BundleReader {
    let environment: Environment

    /// - Throws: `ArchiveError` for a broken rule, `ModelError` for a broken manifest.
    func manifest(of artifact: VerifiedArtifact) throws -> BundleManifest {
        try content(of: artifact).manifest
    }

    /// The manifest with the paths of all files, as the structural check of the archive found them.
    func content(of artifact: VerifiedArtifact) throws -> (manifest: BundleManifest, file: OpenFile)
    {
        let store = ContentStore(layout: environment.layout)
        let file = try store.openAdmitted(artifact)
        let bytes: [UInt8]?
        do throws(ArchiveError) {
            bytes = try ZipExtraction.readEntry(
                BundleManifest.fileName,
                of: file,
                as: .mcpb,
                limit: KitLimits.bundleManifest
            )
        } catch {
            store.forget(artifact, refusedFor: error)
            throw error
        }
        guard let bytes else {
            throw ModelError.document(
                kind: "bundle",
                path: BundleManifest.fileName,
                why: "it is missing"
            )
        }
        return (try BundleManifest(parsing: bytes), file)
    }
}
