internal import Diagnostics
internal import Documents
internal import Filesystem
public import Launcher
public import PackageModel
public import Paths

/// One start of one installed server: finds what was applied, checks it, and is ready to become it.
public struct ServerStart: Sendable {
    private let request: RunRequest
    private let layout: StoreLayout
    private let directory: AbsolutePath

    /// Takes the request and the directory that the process was started in.
    public init(request: RunRequest, layout: StoreLayout, directory: AbsolutePath) {
        self.request = request
        self.layout = layout
        self.directory = directory
    }

    /// Everything about the start, found but not checked: for showing it.
    public func plan() throws(LaunchError) -> LaunchPlan { try found().plan }

    /// Checks the seal, the runtime and the grants, and makes the server's own directories.
    ///
    /// Only what an installation applied is looked at: current link, launch record, prefix. What the
    /// project's files say by now plays no part.
    public func checkedPlan() throws(LaunchError) -> LaunchPlan {
        let (plan, record) = try found()
        do throws(LauncherError) {
            try SealCheck.check(
                prefix: record.prefix,
                digest: record.prefixDigest,
                layout: layout,
                server: record.server
            )
            try plan.checkProgram()
            try plan.prepare()
        } catch {
            throw .launcher(error)
        }
        return plan
    }

    private func found() throws(LaunchError) -> (plan: LaunchPlan, record: LaunchRecord) {
        let scope = try request.choice.scope(from: directory, layout: layout)
        let record = try launchRecord(in: scope)
        let workspace: AbsolutePath =
            switch scope {
            case .user: directory
            case .project(let path): path
            }
        let plan = LaunchPlan(
            record: record,
            workspace: workspace,
            isProject: scope != .user,
            extraArguments: request.extraArguments
        )
        return (plan, record)
    }

    private func launchRecord(in scope: Scope) throws(LaunchError) -> LaunchRecord {
        let prefix = try currentPrefix(in: scope)
        let place = layout.launchRecord(request.id, in: scope, prefixName: prefix.name)
        let bytes: [UInt8]?
        do throws(FilesystemError) {
            bytes = try Files.read(place, limit: .mebibytes(1))
        } catch {
            throw .file(error)
        }
        guard let bytes else {
            if isRemote(prefix, in: scope) { throw .remote(id: request.id.description) }
            throw .damaged(path: place, why: "is missing", scope: scope.kind)
        }
        let record = try parse(bytes, place, scope)
        guard isMutated("launch.prefix") || record.prefix == prefix else {
            throw .damaged(path: place, why: "describes another version", scope: scope.kind)
        }
        return record
    }

    /// Whether the version that is installed has nothing to start; asked only when there is no record.
    private func isRemote(_ prefix: AbsolutePath, in scope: Scope) -> Bool {
        // Whatever cannot be read here is no remote server, and is reported as damaged.
        let bytes =
            (try? Files.read(layout.history(request.id, in: scope), limit: .mebibytes(32))) ?? nil
        guard let bytes, let history = try? JSON(parsing: bytes) else { return false }
        return (history["versions"]?.array ?? []).contains { version in
            version["prefix"]?.string == prefix.description && version["remote"]?.bool == true
        }
    }

    private func parse(_ bytes: [UInt8], _ place: AbsolutePath, _ scope: Scope) throws(LaunchError)
        -> LaunchRecord
    {
        guard let json = try? JSON(parsing: bytes), let record = try? LaunchRecord(json: json)
        else {
            throw .damaged(path: place, why: "is not a launch record", scope: scope.kind)
        }
        return record
    }

    private func currentPrefix(in scope: Scope) throws(LaunchError) -> AbsolutePath {
        let instance = layout.instance(request.id, in: scope)
        let link = layout.current(request.id, in: scope)
        guard let holder = try? Directory.open(instance),
            let target = try? holder.readLink(link.name),
            let prefix = try? AbsolutePath(target, below: instance)
        else { throw unknown(in: scope) }
        return prefix
    }

    /// A project id never falls through to a user id, but the person may have meant it.
    private func unknown(in scope: Scope) -> LaunchError {
        let id = request.id.description
        let place: String
        switch scope {
        case .user: place = "the user scope"
        case .project(let path): place = "the project `\(path)`"
        }
        return .unknownInstance(id: id, scope: place, hint: hint(scope, id))
    }

    private func hint(_ scope: Scope, _ id: String) -> String {
        if scope != .user, names(in: .user).contains(id) {
            return "`\(id)` is a server of the user scope: `mcppkg run --user \(id)`"
        }
        if let near = closest(to: id, among: names(in: scope)) { return "did you mean `\(near)`?" }
        return scope == .user
            ? "run `mcppkg list --user` to see what is installed"
            : "run `mcppkg sync` in the project to install what it names"
    }

    private func names(in scope: Scope) -> [String] {
        guard let directory = try? Directory.open(layout.instances(in: scope)),
            let names = try? directory.names()
        else { return [] }
        return names.filter { name in
            guard let id = try? InstanceID(parsing: name) else { return false }
            return ((try? Files.status(layout.current(id, in: scope))) ?? nil) != nil
        }
    }
}
