internal import Filesystem
internal import PackageModel
internal import Paths

/// Follows a name to the program that it stands for, through shims and links.
struct ExecutableResolver {
    let search: RuntimeSearch

    /// The real program; nil where there is none, or only a script of a manager that is not known.
    func resolve(_ candidate: AbsolutePath, for runtime: LaunchRuntime) -> AbsolutePath? {
        guard Files.isExecutable(candidate), let real = realPath(candidate) else { return nil }
        let managers = VersionManagers(search: search)
        if candidate.parent == search.mise.appending("shims") || real.name == "mise" {
            return managers.miseChoice(runtime).flatMap(program)
        }
        guard let script = shebangScript(real) else { return program(candidate) }
        if candidate.parent == search.pyenv.appending("shims") || script.contains("pyenv") {
            return managers.pyenvChoice(runtime).flatMap(program)
        }
        if candidate.parent == search.asdf.appending("shims") || script.contains("# asdf-plugin:") {
            return managers.asdfChoice(runtime, shim: script).flatMap(program)
        }
        return nil
    }

    /// The end of all links, when that is a program named like a runtime.
    ///
    /// Another name is a program with many faces, such as `snap`, `volta-shim` or `busybox`: what it would start
    /// depends on where it is started.
    private func program(_ path: AbsolutePath) -> AbsolutePath? {
        guard Files.isExecutable(path), let real = realPath(path), shebangScript(real) == nil,
            ["python", "node", "pypy"].contains(where: { real.name.lowercased().hasPrefix($0) })
        else { return nil }
        #if os(macOS)
        // The stub of the system asks in a window to install the tools when they are missing.
        let tools = absolute("/Library/Developer/CommandLineTools/usr/bin/python3")
        if real.description == "/usr/bin/python3" { return tools.flatMap(realPath) }
        #endif
        return lasting(real)
    }

    /// Homebrew removes `Cellar/NAME/VERSION` at every upgrade; `opt/NAME` leads to the version of the day.
    private func lasting(_ real: AbsolutePath) -> AbsolutePath {
        let parts = real.description.split(separator: "/").map(String.init)
        guard let cellar = parts.firstIndex(of: "Cellar"), parts.count > cellar + 3 else {
            return real
        }
        let opt = parts[..<cellar] + ["opt", parts[cellar + 1]] + parts[(cellar + 3)...]
        let path = absolute("/" + opt.joined(separator: "/"))
        guard let path, realPath(path) == real else { return real }
        return path
    }

    private func realPath(_ path: AbsolutePath) -> AbsolutePath? {
        do throws(FilesystemError) { return try Files.realPath(path) } catch { return nil }
    }

    /// The text of a script; nil for a program, and for what cannot be read.
    private func shebangScript(_ path: AbsolutePath) -> String? {
        smallFile(path).flatMap { $0.hasPrefix("#!") ? $0 : nil }
    }
}
