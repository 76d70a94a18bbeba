internal import Filesystem
internal import PackageFormats
internal import PackageModel
internal import Paths
internal import Store
internal import Trust

/// Fetches, verifies and unpacks wheels of a lock.
struct WheelReader {
    let environment: Environment
    let staging: Staging

    /// The wheels in the order asked; each agrees with its RECORD and its name.
    func wheels(_ packages: [LockedPackage]) throws -> [VerifiedWheel] {
        try unpacked(packages).map(\.wheel)
    }

    /// The same with the trees that their files are linked from.
    ///
    /// A wheel that does not agree with its RECORD is refused before anybody can find its tree.
    func unpacked(_ packages: [LockedPackage]) throws -> [(
        wheel: VerifiedWheel, tree: UnpackedTree
    )] {
        let wanted = packages.map { package in
            WantedTree(artifact: package.artifact(environment), shape: .wheel) { tree in
                _ = try Self.verified(package, tree)
            }
        }
        let trees = try ClosureFetcher(environment: environment, staging: staging).trees(
            for: wanted
        )
        return try zip(packages, trees).map { package, tree in
            (try Self.verified(package, tree), tree)
        }
    }

    private static func verified(_ package: LockedPackage, _ tree: UnpackedTree) throws
        -> VerifiedWheel
    {
        let name = try WheelFileName(parsing: package.fileName)
        let root = tree.directory
        return try VerifiedWheel(
            verifying: UnpackedWheel(name: name, entries: tree.seal.entries) {
                (path, limit) throws(WheelError) in
                do throws(FilesystemError) {
                    return try Files.readStart(root.appending(path), limit: limit)
                } catch {
                    throw .unreadable(path: path, because: error)
                }
            }
        )
    }
}
