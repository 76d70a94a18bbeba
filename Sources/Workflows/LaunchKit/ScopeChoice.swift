internal import Filesystem
public import PackageModel
public import Paths

/// What a command line says of the scope.
public enum ScopeChoice: Hashable, Sendable {
    /// Nothing: the nearest project if there is one, else the user's.
    case unsaid
    /// `--user`.
    case user
    /// `--project`: the nearest project upward.
    case project
    /// `--project-dir DIR`: exactly that directory.
    case projectDirectory(String)

    /// The scope that is meant, for a process that was started in `directory`.
    ///
    /// A project is known by the real path of its directory. The directory of the user scope's own
    /// manifest is never a project.
    /// - Throws: `LaunchError.noProject` or `.noDirectory`.
    public func scope(from directory: AbsolutePath, layout: StoreLayout) throws(LaunchError)
        -> Scope
    {
        switch self {
        case .user: return .user
        case .projectDirectory(let text): return .project(try named(text, from: directory))
        case .unsaid:
            return nearestProject(from: directory, layout: layout).map { .project($0) } ?? .user
        case .project:
            guard let found = nearestProject(from: directory, layout: layout) else {
                throw .noProject(from: directory)
            }
            return .project(found)
        }
    }

    private func named(_ text: String, from directory: AbsolutePath) throws(LaunchError)
        -> AbsolutePath
    {
        guard let path = try? AbsolutePath(text, below: directory), !text.isEmpty,
            let real = try? Files.realPath(path),
            let status = try? Files.status(real), status.kind == .directory
        else { throw .noDirectory(text) }
        return real
    }
}

/// The real path of the nearest directory upward that holds a manifest of a project.
private func nearestProject(from start: AbsolutePath, layout: StoreLayout) -> AbsolutePath? {
    guard var directory = try? Files.realPath(start) else { return nil }
    let userDirectory = try? Files.realPath(layout.config)
    while true {
        if directory != userDirectory, holdsManifest(directory) { return directory }
        if directory.description == "/" { return nil }
        directory = directory.parent
    }
}

private func holdsManifest(_ directory: AbsolutePath) -> Bool {
    // What cannot be looked at is not there for this person.
    guard let found = try? Files.status(directory.appending("mcppkg.json")) else { return false }
    return found.kind == .file
}
