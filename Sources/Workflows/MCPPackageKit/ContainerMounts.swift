internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths

/// The directories and files of the person that a container sees: those that were granted, and nothing else.
///
/// A granted path lies at the same place inside, so that arguments which name it mean the same there. Where a registry
/// document wants it at another place, it gets it there; what it wants and was not granted it does not get.
struct ContainerMounts {
    /// What was granted.
    let confinement: Confinement
    /// What `${workspace}` stands for; nil where that is known only when the server starts.
    let project: AbsolutePath?
    /// The person's home directory, for a document's `~/`.
    let home: AbsolutePath
    /// What mcppkg keeps, which no server sees.
    let data: AbsolutePath

    /// One mount.
    struct Mount: Equatable {
        let source: AbsolutePath
        let destination: AbsolutePath
        let isReadOnly: Bool

        /// The value of `--mount`.
        var argument: String {
            "type=bind,src=\(source),dst=\(destination)" + (isReadOnly ? ",ro" : "")
        }
    }

    /// What a document wants, its values filled in.
    struct Wish {
        let flag: String
        let text: String
        let isRequired: Bool
    }

    /// All mounts in order of their places, and what a person should know.
    /// - Throws: `ContainerError.mountRefused` for a required mount that was not granted, and for a path that an engine
    ///   would misread.
    func mounts(for wishes: [Wish]) throws -> (mounts: [Mount], notes: [String]) {
        let granted = try grants()
        var made: [Mount] = []
        var notes: [String] = []
        for wish in wishes {
            do {
                made.append(try mount(for: wish, granted))
            } catch let error as ContainerError {
                guard !wish.isRequired else { throw error }
                notes.append(error.reason)
            }
        }
        let claimed = Set(made.map(\.source))
        for (path, isWritable) in granted where !claimed.contains(path) {
            made.append(Mount(source: path, destination: path, isReadOnly: !isWritable))
        }
        for mount in made { try check(mount) }
        return (made.sorted { $0.destination < $1.destination }, notes)
    }

    private func grants() throws -> [(path: AbsolutePath, isWritable: Bool)] {
        for path in try (confinement.readable + confinement.writable).map(literal) {
            try refuseTooWide(path)
        }
        let writable = Set(try confinement.writable.map(literal))
        let readable = Set(try confinement.readable.map(literal)).subtracting(writable)
        return writable.sorted().map { ($0, true) } + readable.sorted().map { ($0, false) }
    }

    /// The same border as for servers without a container: not the whole home, and nothing that mcppkg keeps.
    private func refuseTooWide(_ path: AbsolutePath) throws {
        // What is not there yet leads nowhere else.
        for place in [path, (try? Files.realPath(path)) ?? path] {
            let isWide = place.contains(home) || place.contains(data) || data.contains(place)
            guard isMutated("oci.mount-border") || !isWide else {
                throw ContainerError.mountRefused(
                    what: path.description,
                    why: "it would open your whole home or what mcppkg keeps"
                )
            }
        }
    }

    /// Containers are given their mounts once, so that a place known only at a start cannot be one.
    private func literal(_ value: LaunchRecord.Value) throws -> AbsolutePath {
        var text = ""
        for piece in value {
            switch piece {
            case .text(let part): text += part
            case .workspace:
                guard let project else {
                    throw ContainerError.mountRefused(
                        what: "${workspace}",
                        why: "it is known only in a project; name the directory itself"
                    )
                }
                text += project.description
            }
        }
        return try AbsolutePath(parsing: text)
    }

    /// Exactly a granted path: below one, a server that may write there could put a link in its place.
    private func mount(for wish: Wish, _ granted: [(path: AbsolutePath, isWritable: Bool)]) throws
        -> Mount
    {
        let wanted = try MountText(wish).read(home: home)
        let grant = granted.first { $0.path == wanted.source }
        guard let grant else {
            guard isMutated("oci.mount-granted") else {
                throw ContainerError.mountRefused(
                    what: wish.text,
                    why: "`\(wanted.source)` is neither under `read` nor under `write`"
                )
            }
            return wanted
        }
        return Mount(
            source: wanted.source,
            destination: wanted.destination,
            isReadOnly: wanted.isReadOnly || !grant.isWritable
        )
    }

    /// The value is a list with commas, which some engines unquote and some do not.
    private func check(_ mount: Mount) throws {
        for path in [mount.source, mount.destination] {
            let isPlain = path.description.utf8.allSatisfy { byte in
                byte > 0x1F && byte != 0x7F && byte != UInt8(ascii: ",")
                    && byte != UInt8(ascii: "\"")
            }
            guard isMutated("oci.mount-text") || isPlain else {
                throw ContainerError.mountRefused(
                    what: path.description,
                    why:
                        "a container engine would misread the comma, quote or control character in it"
                )
            }
        }
        guard mount.destination.description != "/" else {
            throw ContainerError.mountRefused(what: "/", why: "it would hide the image itself")
        }
    }
}

/// The text of `-v` or `--mount`, taken apart.
private struct MountText {
    let wish: ContainerMounts.Wish

    init(_ wish: ContainerMounts.Wish) { self.wish = wish }

    func read(home: AbsolutePath) throws -> ContainerMounts.Mount {
        let parts = wish.flag == "--mount" ? try listed() : try colons()
        guard let source = parts.source, let destination = parts.destination else {
            throw refusal("it does not say what is mounted where")
        }
        return ContainerMounts.Mount(
            source: try path(source, home),
            destination: try path(destination, home),
            isReadOnly: parts.isReadOnly
        )
    }

    private typealias Parts = (source: String?, destination: String?, isReadOnly: Bool)

    /// Reads `HOST:CONTAINER[:ro]`.
    private func colons() throws -> Parts {
        let parts = wish.text.split(separator: ":", omittingEmptySubsequences: false).map(
            String.init
        )
        guard (2...3).contains(parts.count), parts.count == 2 || ["ro", "rw"].contains(parts[2])
        else {
            throw refusal("it is not `HOST:CONTAINER` with `:ro` or `:rw`")
        }
        return (parts[0], parts[1], parts.last == "ro")
    }

    /// Reads `type=bind,src=HOST,dst=CONTAINER[,ro]`.
    private func listed() throws -> Parts {
        var values: [String: String] = [:]
        for field in wish.text.split(separator: ",", omittingEmptySubsequences: false) {
            let equals = field.firstIndex(of: "=") ?? field.endIndex
            let key = names[String(field[..<equals])]
            guard let key, values[key] == nil else {
                throw refusal("`\(printable(String(field)))` is not understood, or there twice")
            }
            values[key] = String(field[equals...].dropFirst())
        }
        guard values["type"] == "bind" else { throw refusal("only `type=bind` can be granted") }
        let readOnly = values["ro"]
        guard readOnly.map({ ["", "true", "1", "false", "0"].contains($0) }) ?? true else {
            throw refusal("`ro` is true or false")
        }
        let isReadOnly = readOnly.map { !["false", "0"].contains($0) } ?? false
        return (values["src"], values["dst"], isReadOnly)
    }

    private func path(_ text: String, _ home: AbsolutePath) throws -> AbsolutePath {
        if text.hasPrefix("~/") { return try AbsolutePath(String(text.dropFirst(2)), below: home) }
        guard text.hasPrefix("/"), let path = try? AbsolutePath(parsing: text) else {
            throw refusal("`\(printable(text))` is not an absolute path")
        }
        return path
    }

    private func refusal(_ why: String) -> ContainerError {
        .mountRefused(what: wish.text, why: why)
    }
}

private let names = [
    "type": "type", "src": "src", "source": "src", "dst": "dst", "destination": "dst",
    "target": "dst", "ro": "ro", "readonly": "ro",
]
