internal import Diagnostics
internal import Documents
internal import Filesystem
internal import Hosts
internal import Paths
internal import Processes
internal import Registries

/// A temporary directory with a home, a person and a registry of its own.
struct DemoGround {
    private let base: Directory
    private let name: String

    /// Everything lies below it.
    let root: AbsolutePath

    static func make(in temporary: AbsolutePath) throws -> DemoGround {
        // The real path, because /tmp is a link on macOS and paths are compared with what mcppkg says.
        let base = try Directory.open(try Files.realPath(temporary))
        let digits = randomBytes(4).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let name = "mcppkg-demo-" + digits
        _ = try base.make(name)
        let ground = DemoGround(base: base, name: name, root: base.path.appending(name))
        _ = try Directory.create(ground.home)
        _ = try Directory.create(ground.hostFile.parent)
        return ground
    }

    /// What `MCPPKG_HOME` says.
    var home: AbsolutePath { root.appending("home") }
    /// The registry directory.
    var registry: AbsolutePath { root.appending("registry") }

    private var person: AbsolutePath { root.appending("person") }

    /// Where Claude Desktop would read its servers, were the person's home here.
    var hostFile: AbsolutePath {
        let places = HostPlaces(home: person, configHome: person.appending(".config"))
        return ClaudeDesktop().userPlace(in: places).file
    }

    /// What a host inherits from a desktop session: next to nothing.
    var hostVariables: [(name: String, value: String)] {
        [("HOME", person.description), ("PATH", "/usr/bin:/bin")] + mutation
    }

    /// What the person's shell gives to `mcppkg`.
    var variables: [(name: String, value: String)] {
        // What is removed in a second need not survive a power cut; without the barriers the disk's
        // other work does not slow the steps down.
        hostVariables + [
            ("MCPPKG_HOME", home.description), ("MCPPKG_REGISTRY", fileURL(registry)),
            ("MCPPKG_DURABILITY", "none"), ("TMPDIR", root.description),
        ]
    }

    /// A test build that replaces a check is meant to replace it in every program.
    private var mutation: [(name: String, value: String)] {
        EnvironmentVariable.mutation.value.map { [(EnvironmentVariable.mutation.rawValue, $0)] }
            ?? []
    }

    /// Takes everything away, read-only prefixes included.
    func remove() throws { try base.removeTree(name) }
}

/// A host file as a person left it: an entry of their own, and a formatting that no program writes.
struct DemoHostFile {
    let path: AbsolutePath

    static let original = Array(
        """
        {
        \t"globalShortcut" : "Ctrl+Space",
            "mcpServers": {"notes": { "command":"/usr/bin/env",   "args": [ "true" ] }
          }
        }
        """.utf8
    )

    func write() throws { try Files.replace(path, with: Self.original) }

    func bytes() throws -> [UInt8] { try Files.read(path, limit: KitLimits.document) ?? [] }

    /// What the host would start for an entry; nil where there is none.
    func command(of entry: String) throws -> (program: AbsolutePath, arguments: [String])? {
        let json = try JSON(parsing: try bytes())
        guard let found = json["mcpServers"]?[entry], let program = found["command"]?.string,
            let arguments = found["args"]?.array
        else { return nil }
        return (try AbsolutePath(parsing: program), arguments.compactMap(\.string))
    }
}
