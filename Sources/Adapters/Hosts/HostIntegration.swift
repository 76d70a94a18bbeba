public import Documents
internal import Filesystem
public import Paths

/// An application that launches MCP servers, described as data; it never opens a file itself.
///
/// `HostEdit` does the editing, once, for all hosts. A conforming type guarantees that its file is JSON
/// (in the dialect it names) in which the servers are the members of one object, and that `spelling` is
/// what the host itself documents.
public protocol HostIntegration: Sendable {
    /// The name on the command line and in manifests.
    var id: String { get }
    /// The name that people know.
    var displayName: String { get }
    /// Where in its files the servers stand, and what its project file is.
    var format: HostFormat { get }
    /// Where this host keeps a person's servers on this machine.
    func userPlace(in places: HostPlaces) -> HostUserPlace
    /// How the host spells an entry; nil when it has no form for this kind.
    func spelling(of entry: HostEntry) -> JSON?
}

extension HostIntegration {
    /// Whether anything shows that the host is used on this machine.
    /// - Throws: `HostError.filesystem` when a directory on the way cannot be searched.
    public func isPresent(in places: HostPlaces) throws(HostError) -> Bool {
        do throws(FilesystemError) {
            for path in userPlace(in: places).evidence where try Files.status(path) != nil {
                return true
            }
        } catch {
            throw .filesystem(error)
        }
        return false
    }
}

/// How a host's file is made.
public struct HostFormat: Sendable {
    /// Plain JSON, or JSON with comments and trailing commas.
    public let dialect: JSONDialect
    /// The keys that lead from the root to the object whose members are the servers.
    public let keyPath: [String]
    /// The file inside a project, or nil when the host has none.
    public let projectFile: RelativePath?
    /// What the host replaces by the project's directory, where it starts servers somewhere else.
    public let workspaceVariable: String?

    /// Takes the host's facts; `projectFile` is a constant and has to be a relative path.
    public init(
        dialect: JSONDialect,
        keyPath: [String],
        projectFile: String? = nil,
        workspaceVariable: String? = nil
    ) {
        self.dialect = dialect
        self.keyPath = keyPath
        self.workspaceVariable = workspaceVariable
        do throws(PathError) {
            self.projectFile = try projectFile.map { (text) throws(PathError) in
                try RelativePath(parsing: text)
            }
        } catch {
            preconditionFailure("the project file of a host is a relative path")
        }
    }
}

/// The operating systems that place host files differently.
public enum HostPlatform: Sendable {
    case linux
    case macOS

    /// The one this program was built for.
    public static var current: HostPlatform {
        #if os(macOS)
        .macOS
        #else
        .linux
        #endif
    }
}

/// The directories of a person from which hosts derive the places of their files.
public struct HostPlaces: Sendable {
    /// The home directory.
    public let home: AbsolutePath
    /// `XDG_CONFIG_HOME`, or `.config` in the home directory.
    public let configHome: AbsolutePath
    /// `CLAUDE_CONFIG_DIR` where it is set.
    public let claudeConfig: AbsolutePath?
    /// The system whose conventions hold.
    public let platform: HostPlatform

    /// Takes every place.
    public init(
        home: AbsolutePath,
        configHome: AbsolutePath,
        claudeConfig: AbsolutePath? = nil,
        platform: HostPlatform = .current
    ) {
        self.home = home
        self.configHome = configHome
        self.claudeConfig = claudeConfig
        self.platform = platform
    }

    /// Where desktop applications keep their configuration.
    var applicationSupport: AbsolutePath {
        switch platform {
        case .linux: configHome
        case .macOS: home.appending("Library").appending("Application Support")
        }
    }
}

/// The file of a person's servers, and what shows that the host is there at all.
public struct HostUserPlace: Sendable, Equatable {
    /// The file, links not yet followed.
    public let file: AbsolutePath
    /// Paths of which any one shows that the host is used here.
    public let evidence: [AbsolutePath]

    /// Takes both.
    public init(file: AbsolutePath, evidence: [AbsolutePath]) {
        self.file = file
        self.evidence = evidence
    }
}
