internal import Cryptography
internal import Diagnostics
internal import PackageModel
internal import Registries
internal import Resolution
internal import Store

/// Finds the wheels that a build is pinned to: in the store, else in the index by their digests.
struct BuildInputSearch {
    let environment: Environment

    /// The wheels as a lock would name them, one for each project.
    func packages(_ inputs: [BuildInputs.Input], target: PythonTarget) throws -> [LockedPackage] {
        try BuildInputs(inputs).chosen(for: target).map { input in
            var package = LockedPackage(
                type: "pypi",
                platforms: [],
                sha256: input.sha256,
                evidence: "registry-digest"
            )
            package.name = input.name.distribution.description
            package.version = input.name.version.description
            package.url = try isHere(input.sha256) ? input.name.description : address(of: input)
            return package
        }
    }

    private func isHere(_ digest: Digest) throws -> Bool {
        let layout = environment.layout
        return try UnpackedStore(layout: layout).contains(digest, as: .wheel)
            || ContentStore(layout: layout).contains(digest)
    }

    private func address(of input: BuildInputs.Input) throws -> String {
        let index = try PyPIIndex(
            location: environment.settings.pypiIndex,
            client: environment.http
        )
        let project = try index.project(input.name.distribution)
        guard let file = project.files.first(where: { $0.sha256 == input.sha256 }) else {
            throw StoreError.missing(what: "the wheel `\(input.name)` of the lock")
        }
        return file.url
    }
}
