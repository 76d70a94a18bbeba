internal import Diagnostics
internal import Filesystem
public import Paths

/// One file of one host, by its real path.
public struct HostFile: Sendable {
    /// The host that reads it.
    public let host: any HostIntegration
    /// Where it is, or will be made; links are followed already.
    public let path: AbsolutePath

    /// Takes a path in which links are followed already.
    public init(host: any HostIntegration, path: AbsolutePath) {
        self.host = host
        self.path = path
    }

    /// The file of a person's servers; links are followed.
    public static func user(_ host: any HostIntegration, in places: HostPlaces) throws(HostError)
        -> HostFile
    {
        let path = try resolveUserFile(host.userPlace(in: places).file)
        return HostFile(host: host, path: path)
    }

    /// The file of a project's servers; links out of the project are refused.
    /// - Throws: `HostError.noProjectFile`, `HostError.linkOutOfProject`.
    public static func project(_ host: any HostIntegration, in project: AbsolutePath)
        throws(HostError) -> HostFile
    {
        guard let relative = host.format.projectFile else {
            throw .noProjectFile(host: host.displayName)
        }
        let path = try resolveProjectFile(relative, project: project)
        return HostFile(host: host, path: path)
    }

    /// Reads what an edit starts from.
    ///
    /// The caller holds the lock that guards host files, and reads again for each edit: hosts write too.
    /// - Parameter record: What was noted of earlier edits, or nil.
    /// - Returns: The bytes with the record, or the directories that are missing.
    /// - Throws: `HostError.wrongKind`, `.tooLarge`, `.filesystem`.
    public func state(record: HostFileRecord?) throws(HostError) -> HostFileState {
        let found = try mapped { () throws(FilesystemError) in try Files.status(path) }
        guard let found else {
            return HostFileState(
                content: nil,
                record: record,
                missingDirectories: try missingDirectories()
            )
        }
        // A pipe or device would be waited for, or never end.
        guard found.kind == .file else { throw .wrongKind(path, expected: "file") }
        guard found.size <= UInt64(HostsLimits.file.bytes) else {
            throw .tooLarge(file: path, limit: HostsLimits.file)
        }
        let content = try mapped { () throws(FilesystemError) in
            try Files.read(path, limit: HostsLimits.file)
        }
        return HostFileState(content: content, record: record, permissions: found.permissions)
    }

    /// The directories above the file that are not there, deepest first.
    private func missingDirectories() throws(HostError) -> [AbsolutePath] {
        var missing: [AbsolutePath] = []
        var directory = path.parent
        while true {
            let found = try mapped { () throws(FilesystemError) in try Files.status(directory) }
            if let found {
                guard found.kind == .directory else {
                    throw .wrongKind(directory, expected: "directory")
                }
                return missing
            }
            missing.append(directory)
            directory = directory.parent
        }
    }
}

/// What an edit starts from: the file as it is, and what was noted of earlier edits.
public struct HostFileState: Sendable {
    /// The bytes; nil when there is no such file.
    public let content: [UInt8]?
    /// What `HostEdit` returned last for this file; nil when nothing of ours was there.
    public let record: HostFileRecord?
    /// Directories that have to be made before the file can be, deepest first.
    public let missingDirectories: [AbsolutePath]
    /// The permission bits to keep; nil when there is no such file.
    public let permissions: UInt32?

    /// Takes every fact.
    public init(
        content: [UInt8]?,
        record: HostFileRecord? = nil,
        missingDirectories: [AbsolutePath] = [],
        permissions: UInt32? = nil
    ) {
        self.content = content
        self.record = record
        self.missingDirectories = missingDirectories
        self.permissions = permissions
    }
}

/// What a file is to become.
public struct HostChange: Sendable, Equatable {
    /// The bytes to write; nil when the file is to go, or never was.
    public let bytes: [UInt8]?
    /// What to note for later edits; nil when nothing of ours is left.
    public let record: HostFileRecord?
    /// Whether the bytes differ from what is there.
    public let isChanged: Bool
    /// Directories we made, deepest first: each goes if it is empty by now.
    public let removableDirectories: [AbsolutePath]
    /// What a person had changed in an entry that is gone now, for the person to read.
    public let notice: String?
}
