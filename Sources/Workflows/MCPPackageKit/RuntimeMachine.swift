internal import Diagnostics
internal import Filesystem
internal import PackageFormats
internal import PackageModel
internal import Paths

/// The Pythons and Nodes of this machine, with what compiled packages and a sandbox need to know of each.
struct MachineRuntimes {
    let environment: Environment

    private var finder: RuntimeFinder {
        RuntimeFinder(search: environment.runtimeSearch) { [environment] executable, arguments in
            let run = CapturedRun(
                program: executable,
                arguments: arguments,
                directory: nil,
                environment: environment
            )
            // An interpreter that cannot answer is passed over like one that is not there.
            guard let answer = try? run.run(patience: .seconds(10)), answer.status == 0 else {
                return nil
            }
            return String(decoding: answer.bytes, as: UTF8.self)
        }
    }

    /// The first that will do.
    /// - Throws: `ModelError.unsupported` naming what was looked for; `RuntimeError.mute`.
    func find(_ wish: RuntimeWish) throws -> InstalledRuntime {
        let runtime: LaunchRuntime = wish.kind == .node ? .node : .python
        let found = try finder.find(runtime, wanting: wish)
        guard let traits = finder.traits(of: found), traits.is64Bit else {
            throw RuntimeError.mute(what: found.executable.description)
        }
        return InstalledRuntime(
            kind: wish.kind,
            identity: try identity(found, traits),
            abi: traits.abi,
            library: traits.library,
            roots: traits.roots,
            managed: nil
        )
    }

    private func identity(_ found: FoundRuntime, _ traits: RuntimeTraits) throws -> RuntimeIdentity
    {
        let digests = RuntimeDigest(layout: environment.layout)
        return RuntimeIdentity(
            path: found.executable,
            version: found.version,
            digest: try digests.digest(of: found.executable, library: traits.sharedLibrary),
            library: traits.sharedLibrary
        )
    }
}
