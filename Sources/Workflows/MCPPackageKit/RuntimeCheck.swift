internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import Launcher
internal import PackageFormats
internal import PackageModel
internal import Paths

/// Whether the runtime of an installed server is the one that it was installed on.
struct RuntimeCheck {
    let layout: StoreLayout

    /// What `doctor` says of a runtime that changed under its server; nil when it is as it was, or gone.
    ///
    /// One that is gone is a finding of its own, with another remedy.
    func change(_ record: LaunchRecord, server: InstanceID) -> Diagnose.Finding? {
        guard let runtime = record.runtime,
            ((try? Files.status(runtime.path)) ?? nil) != nil
        else { return nil }
        // What cannot be read is not what it was installed on.
        let digests = RuntimeDigest(layout: layout)
        let found = try? digests.digest(of: runtime.path, library: runtime.library)
        if isMutated("runtime.changed") || found == runtime.digest { return nil }
        return Diagnose.Finding(
            code: "runtime.changed",
            category: .drift,
            reason: "`\(server)` was installed on \(runtime.version) at `\(runtime.path)`,"
                + " which is another program now",
            remedy: "run `mcppkg sync`"
        )
    }

    /// What `verify` says of a managed runtime, all bytes hashed.
    func findings(_ record: LaunchRecord) -> [VerifyInstalled.Difference] {
        guard let runtime = record.runtime, layout.runtimes.contains(runtime.path),
            let root = root(of: runtime.path)
        else { return [] }
        let seal = root.appending(Seal.directoryName).appending(Seal.fileName)
        do {
            let bytes = try Files.read(seal, limit: KitLimits.record) ?? []
            let digest = Digest(of: bytes)
            guard root.name.hasSuffix("-" + digest.short) else { return [broken(root)] }
            return try SealCheck.fullVerify(prefix: root, digest: digest).map {
                .init(code: $0.code.description, path: $0.path, reason: $0.reason)
            }
        } catch {
            return [broken(root)]
        }
    }

    /// `data/runtimes/<name>/<version>-<digest12>`.
    private func root(of program: AbsolutePath) -> AbsolutePath? {
        var root = program
        while root.parent.parent != layout.runtimes {
            guard root.parent != root, layout.runtimes.contains(root.parent) else { return nil }
            root = root.parent
        }
        return root
    }

    private func broken(_ root: AbsolutePath) -> VerifyInstalled.Difference {
        .init(
            code: "store.seal-broken",
            path: root.description,
            reason: "has no seal, or another one than its name says"
        )
    }
}
