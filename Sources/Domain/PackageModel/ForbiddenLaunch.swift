internal import Diagnostics
internal import Paths

/// Decides what may be the program of a server: a file of its bundle, or a Python or Node.
enum ForbiddenLaunch {
    private static let fetching: Set<String> = [
        "bun", "bunx", "cargo", "conda", "corepack", "deno", "dlx", "dnx", "docker", "dotnet",
        "gem",
        "go", "mamba", "nerdctl", "nix", "nix-shell", "npm", "npx", "pip", "pip3", "pipenv", "pipx",
        "pixi", "pnpm", "pnpx", "podman", "poetry", "tsx", "uv", "uvx", "yarn",
    ]
    private static let shells: Set<String> = [
        "ash", "bash", "busybox", "cmd", "csh", "dash", "fish", "ksh", "powershell", "pwsh", "sh",
        "tcsh", "zsh",
    ]
    private static let relays: Set<String> = [
        "curl", "doas", "env", "exec", "nice", "nohup", "osascript", "perl", "ruby", "setsid",
        "ssh", "stdbuf", "sudo", "timeout", "wget", "xargs",
    ]

    /// Accepts the command of a bundle.
    ///
    /// A relative path is one in the bundle, never one in the directory where a host happens to start. `files` is
    /// what was unpacked.
    /// - Throws: `ModelError.refused` naming the launcher and the reason, `.document` for a file that is not there.
    static func command(_ template: Template, files: Set<RelativePath>) throws(ModelError)
        -> LaunchSpecification.Command
    {
        let shown = template.description
        guard let path = fileText(template) else {
            throw .refused(what: shown, why: "a command may only be a file of the bundle")
        }
        if let runtime = try runtime(named: path) { return runtime }
        try refuseLauncher(path)
        guard let file = pathInBundle(path) else {
            throw .refused(
                what: shown,
                why: "it is outside the bundle, and neither `python` nor `node`"
            )
        }
        guard files.contains(file) else {
            guard path.utf8.contains(UInt8(ascii: "/")) else {
                throw .refused(
                    what: shown,
                    why: "it is neither a file of the bundle nor `python` or `node`"
                )
            }
            throw .document(
                kind: "bundle manifest",
                path: "server.mcp_config.command",
                why: "`\(file)` is not in the bundle"
            )
        }
        return LaunchSpecification.Command(.bundled(file))
    }

    /// `python`, `python3`, `python3.11`, `node`; nil for everything else.
    private static func runtime(named text: String) throws(ModelError)
        -> LaunchSpecification.Command?
    {
        if text == "node" || text == "nodejs" { return .init(.runtime(.node, nil)) }
        guard text.hasPrefix("python") else { return nil }
        let version = text.dropFirst("python".count)
        if version.isEmpty || version == "3" { return .init(.runtime(.python, nil)) }
        let numbers = version.split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count <= 2, numbers.allSatisfy({ (1...3).contains($0.utf8.count) }),
            numbers.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return nil }
        return .init(.runtime(.python, try VersionConstraint(parsing: String(version))))
    }

    /// Refuses by name what fetches, interprets or passes on; a path of the bundle has a slash and may have any name.
    private static func refuseLauncher(_ text: String) throws(ModelError) {
        let isInBundle = text.utf8.contains(UInt8(ascii: "/")) && pathInBundle(text) != nil
        let name = launcherName(text)
        let why: String? =
            if fetching.contains(name) {
                "it fetches code that nobody pinned whenever the server starts"
            } else if shells.contains(name) {
                "a shell runs whatever its arguments say"
            } else if relays.contains(name) {
                "it starts or fetches something else"
            } else {
                nil
            }
        guard let why, !isInBundle else { return }
        guard isMutated("launch.command") else { throw .refused(what: text, why: why) }
    }

    /// `/usr/bin/NPX.cmd` as `npx`.
    private static func launcherName(_ text: String) -> String {
        let last = text.split { $0 == "/" || $0 == "\\" }.last.map { $0.lowercased() } ?? ""
        for ending in [".exe", ".cmd", ".bat", ".ps1"] where last.hasSuffix(ending) {
            return String(last.dropLast(ending.count))
        }
        return last
    }
}

/// A template as text when nothing of it is a person's: `${prefix}` is written as bundles do; otherwise nil.
func fileText(_ template: Template) -> String? {
    var text = ""
    for (index, piece) in template.pieces.enumerated() {
        switch piece {
        case .text(let part): text += part
        case .prefix where index == 0: text += "${__dirname}"
        default: return nil
        }
    }
    return text
}
