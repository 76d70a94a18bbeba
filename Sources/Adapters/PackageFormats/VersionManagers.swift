internal import PackageModel
internal import Paths

/// Knows how pyenv, asdf, mise and nvm keep their versions, and what the person's own settings choose.
///
/// A file of a project (`.python-version`, `.tool-versions`, `.nvmrc` in it) never counts: a server belongs to the
/// person, and a stranger's repository must not choose what runs it.
/// Source: the managers' own documentation of their directories and version files.
struct VersionManagers {
    let search: RuntimeSearch

    /// Everything installed by a manager, the newest first; the choice of nvm before all.
    func installed(_ runtime: LaunchRuntime) -> [AbsolutePath] {
        let roots: [AbsolutePath]
        switch runtime {
        case .python:
            roots = [
                search.pyenv.appending("versions"), asdfInstalls(runtime), miseInstalls(runtime),
            ]
        case .node:
            roots = [nvmVersions, asdfInstalls(runtime), miseInstalls(runtime)]
        }
        let chosen = runtime == .node ? [nvmChoice].compactMap(\.self) : []
        return chosen + roots.flatMap { root in versions(in: root).map { program(runtime, $0) } }
    }

    /// What the shims of pyenv stand for; nil for `system`, which means to go on along PATH.
    func pyenvChoice(_ runtime: LaunchRuntime) -> AbsolutePath? {
        let named =
            search.pyenvVersion ?? smallFile(search.home.appending(".python-version"))
            ?? smallFile(search.pyenv.appending("version")) ?? "system"
        let root = search.pyenv.appending("versions")
        for name in named.split(whereSeparator: { $0 == ":" || $0.isWhitespace }) {
            if name == "system" { return nil }
            if let version = match(String(name), in: root) { return program(runtime, version) }
        }
        return nil
    }

    /// What a shim of asdf stands for: the person's choice, else the version that the shim itself lists first.
    func asdfChoice(_ runtime: LaunchRuntime, shim: String) -> AbsolutePath? {
        let plugin = asdfPlugin(runtime)
        var names = toolVersions(plugin)
        if names.isEmpty {
            names = shim.split(whereSeparator: \.isNewline).compactMap { line in
                let words = line.split(separator: " ")
                guard words.count >= 4, words[1] == "asdf-plugin:", words[2] == plugin else {
                    return nil
                }
                return String(words[3])
            }
        }
        for name in names where name != "system" {
            if let version = match(name, in: asdfInstalls(runtime)) {
                return program(runtime, version)
            }
        }
        return nil
    }

    /// What a shim of mise stands for: the person's choice, else the newest.
    func miseChoice(_ runtime: LaunchRuntime) -> AbsolutePath? {
        let root = miseInstalls(runtime)
        let chosen = miseSetting(runtime) + toolVersions(asdfPlugin(runtime))
        if chosen.first == "system" { return nil }
        for name in chosen {
            if let version = match(name, in: root) { return program(runtime, version) }
        }
        return versions(in: root).first.map { program(runtime, $0) }
    }

    /// What `nvm alias default` says; a chain of aliases is followed a few steps.
    private var nvmChoice: AbsolutePath? {
        var name = "default"
        for _ in 0..<6 {
            let steps = name.split(separator: "/").compactMap { component(String($0)) }
            let file = steps.reduce(search.nvm.appending("alias")) { $0.appending($1) }
            guard let next = smallFile(file)?.split(whereSeparator: \.isWhitespace).first else {
                break
            }
            name = String(next)
        }
        if ["node", "stable"].contains(name) {
            return versions(in: nvmVersions).first.map { program(.node, $0) }
        }
        return match(name, in: nvmVersions).map { program(.node, $0) }
    }

    private var nvmVersions: AbsolutePath {
        search.nvm.appending("versions").appending("node")
    }

    private func asdfPlugin(_ runtime: LaunchRuntime) -> String {
        runtime == .python ? "python" : "nodejs"
    }

    private func asdfInstalls(_ runtime: LaunchRuntime) -> AbsolutePath {
        search.asdf.appending("installs").appending(asdfPlugin(runtime))
    }

    private func miseInstalls(_ runtime: LaunchRuntime) -> AbsolutePath {
        search.mise.appending("installs").appending(runtime.rawValue)
    }

    private func program(_ runtime: LaunchRuntime, _ version: AbsolutePath) -> AbsolutePath {
        version.appending("bin").appending(runtime == .python ? "python3" : "node")
    }

    /// Versions that `~/.tool-versions` lists for a tool, in order of preference.
    private func toolVersions(_ tool: String) -> [String] {
        let lines = smallFile(search.home.appending(".tool-versions"))?.split(
            whereSeparator: \.isNewline
        )
        for line in lines ?? [] {
            let words = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
            if words.first == tool { return Array(words.dropFirst()) }
        }
        return []
    }

    /// The version in `python = "3.12"` of mise's own settings; lists and tables are left to mise.
    private func miseSetting(_ runtime: LaunchRuntime) -> [String] {
        let file = search.home.appending(".config").appending("mise").appending("config.toml")
        for line in smallFile(file)?.split(whereSeparator: \.isNewline) ?? [] {
            let sides = line.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, words(sides[0]) == [runtime.rawValue] else { continue }
            return words(sides[1]).prefix(1).map { $0 }
        }
        return []
    }

    private func words(_ text: Substring) -> [String] {
        text.split { $0 == " " || $0 == "\"" || $0 == "'" || $0 == "\t" }.map(String.init)
    }

    /// The installed version that a name means: itself, or the newest that begins with its numbers.
    private func match(_ name: String, in root: AbsolutePath) -> AbsolutePath? {
        let steps = name.split(separator: "/").compactMap { component(String($0)) }
        guard let first = steps.first else { return nil }
        let exact = steps.reduce(root) { $0.appending($1) }
        if !namesIn(exact).isEmpty { return exact }
        let bare = first.hasPrefix("v") ? String(first.dropFirst()) : first
        return versions(in: root).first { version in
            let name = version.name.hasPrefix("v") ? String(version.name.dropFirst()) : version.name
            return name == bare || name.hasPrefix(bare + ".")
        }
    }

    private func versions(in root: AbsolutePath) -> [AbsolutePath] {
        newestFirst(namesIn(root)) { name in
            onlyVersion(name.hasPrefix("v") ? name.dropFirst() : name[...])
        }
        .map { root.appending($0) }
    }
}
