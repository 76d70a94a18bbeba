internal import Filesystem
internal import PackageModel
internal import Paths
internal import Store

/// What the launch records of a scope say of how its servers start.
struct RecordedStart {
    let environment: Environment
    let scope: Scope

    /// The program that a version starts; nil for a remote server and where there is no record.
    func executable(_ id: InstanceID, _ version: InstalledVersion) throws -> AbsolutePath? {
        try record(id, version)?.executable
    }

    /// How a version starts; nil for a remote server and where there is no record.
    func record(_ id: InstanceID, _ version: InstalledVersion) throws -> LaunchRecord? {
        let path = environment.layout.launchRecord(id, in: scope, prefixName: version.prefix.name)
        guard let json = try Instances(layout: environment.layout).json(path) else { return nil }
        return try LaunchRecord(json: json)
    }

    /// Whether a version can be started: there is a record, and the program in it is there.
    ///
    /// A runtime that was moved or removed is found again by making the record anew.
    func isUsable(_ id: InstanceID, _ version: InstalledVersion) -> Bool {
        if version.isRemote { return true }
        // A record that cannot be read is as good as none.
        guard let program = (try? executable(id, version)) ?? nil else { return false }
        return Files.isExecutable(program)
    }
}
