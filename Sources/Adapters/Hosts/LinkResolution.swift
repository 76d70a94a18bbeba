internal import Diagnostics
internal import Filesystem
public import Paths

extension HostFile {
    /// Follows every link on the way to a person's own file, so that the file behind it is edited.
    ///
    /// Nothing has to exist; a link to nothing leads to where the file will be made.
    /// - Throws: `HostError.filesystem` when a step cannot be looked at, or the links form a circle.
    public static func resolveUserFile(_ path: AbsolutePath) throws(HostError) -> AbsolutePath {
        var resolver = LinkResolver(project: nil)
        return try resolver.resolve(path.description, from: path)
    }

    /// The real path of a file in a project.
    ///
    /// The project exists; the file need not.
    /// - Throws: `HostError.linkOutOfProject` when any component is a link that leaves the project.
    public static func resolveProjectFile(_ relative: RelativePath, project: AbsolutePath)
        throws(HostError) -> AbsolutePath
    {
        let root = try mapped { () throws(FilesystemError) in try Files.realPath(project) }
        var resolver = LinkResolver(project: root)
        return try resolver.resolve(relative.description, from: root)
    }
}

/// Walks a path name by name, because parts of it need not exist yet.
private struct LinkResolver {
    /// The real directory that links inside it must not leave.
    let project: AbsolutePath?
    var linksLeft = HostsLimits.links

    init(project: AbsolutePath?) { self.project = project }

    mutating func resolve(_ path: String, from start: AbsolutePath) throws(HostError)
        -> AbsolutePath
    {
        var place = path.hasPrefix("/") ? root(of: start) : start
        for name in path.split(separator: "/") where name != "." {
            // `place` is real, so its parent by name is its parent.
            place = name == ".." ? place.parent : try step(to: place.appending(String(name)))
        }
        return place
    }

    private mutating func step(to next: AbsolutePath) throws(HostError) -> AbsolutePath {
        let status = try mapped { () throws(FilesystemError) in
            try Files.status(next, followingLinks: false)
        }
        guard status?.kind == .link else { return next }
        guard let project, project.contains(next) else { return try follow(next) }
        let target = try resolve(try destination(of: next), from: next.parent)
        guard isMutated("hosts.link-out-of-project") || project.contains(target) else {
            throw .linkOutOfProject(path: next, target: target)
        }
        return target
    }

    /// Lets the system follow a link where it can: directories on the way need not be readable.
    private mutating func follow(_ link: AbsolutePath) throws(HostError) -> AbsolutePath {
        let exists = try mapped { () throws(FilesystemError) in try Files.status(link) != nil }
        if exists { return try mapped { () throws(FilesystemError) in try Files.realPath(link) } }
        return try resolve(try destination(of: link), from: link.parent)
    }

    private mutating func destination(of link: AbsolutePath) throws(HostError) -> String {
        linksLeft -= 1
        guard linksLeft > 0 else { throw .wrongKind(link, expected: "file") }
        return try mapped { () throws(FilesystemError) in
            try Directory.open(link.parent).readLink(link.name)
        }
    }

    private func root(of path: AbsolutePath) -> AbsolutePath {
        var root = path
        while root.parent != root { root = root.parent }
        return root
    }
}

/// Wraps what the file system refuses.
func mapped<Value>(_ body: () throws(FilesystemError) -> Value) throws(HostError) -> Value {
    do throws(FilesystemError) { return try body() } catch { throw .filesystem(error) }
}
