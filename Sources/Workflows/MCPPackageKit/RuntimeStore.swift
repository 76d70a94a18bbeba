internal import Cryptography
internal import Diagnostics
internal import Documents
internal import Filesystem
internal import PackageModel
internal import Paths
internal import Processes

/// The sealed directories of managed runtimes and tools, for those who look at the store as a whole.
struct RuntimeStore {
    let layout: StoreLayout

    /// The name of the file in a sealed directory that says what it was made of.
    static let factsName = "facts.json"

    /// The facts that are sealed with a runtime.
    static func facts(of package: LockedPackage) -> [UInt8] {
        let facts: JSON = [
            "factsVersion": 1,
            "artifact": .string(package.sha256.hex),
            "verified": [.string(package.evidence)],
        ]
        return facts.bytes(.pretty(indent: 1)) + [0x0A]
    }

    /// The artifact that a sealed directory was made of; nil where it does not say.
    static func artifact(of root: AbsolutePath) -> Digest? {
        let place = root.appending(Seal.directoryName).appending(factsName)
        guard let bytes = (try? Files.read(place, limit: .kibibytes(64))) ?? nil,
            let facts = try? JSON(parsing: bytes)
        else { return nil }
        return facts["artifact"]?.string.flatMap(Digest.init(hex:))
    }

    /// The directories that must stay: those that a lock or an installed version pins, and those in use.
    ///
    /// With `tools` also those that this mcppkg would install again to resolve.
    func needed(_ all: [AbsolutePath], by artifacts: Set<Digest>, tools: Bool) -> Set<AbsolutePath>
    {
        let own = Set(
            RuntimeKind.allCases.flatMap(RuntimeTable.releases(of:)).flatMap(\.artifacts)
                .map(\.sha256)
        )
        return Set(
            all.filter { root in
                guard let artifact = Self.artifact(of: root) else {
                    return !ProcessScan.using(root).isEmpty
                }
                return artifacts.contains(artifact) || tools && own.contains(artifact)
                    || !ProcessScan.using(root).isEmpty
            }
        )
    }
}
