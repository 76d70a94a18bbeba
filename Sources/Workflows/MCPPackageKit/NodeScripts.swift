internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageFormats
internal import PackageModel
internal import Paths
internal import Store

/// Runs the install scripts of accepted packages in a writable copy of the tree, confined and without network.
///
/// What they make or change in the directory of their own package becomes a part of the sealed directory; everything
/// else that they do is thrown away with the copy.
struct NodeScripts {
    let environment: Environment
    let staging: Staging
    let node: RuntimeFacts

    /// One package whose scripts run.
    struct Job {
        /// Where the package lies.
        let place: RelativePath
        /// Its name and version.
        let title: String
        /// Its scripts, in the order in which npm runs them.
        let scripts: [NPMScript]
    }

    /// The layout with what the scripts left.
    /// - Throws: `BuildError.failed` for a script that ended badly.
    func applied(_ jobs: [Job], to layout: PrefixLayout, of trees: [UnpackedTree]) throws
        -> PrefixLayout
    {
        guard !jobs.isEmpty else { return layout }
        let scratch = try staging.directory.make("scripts-" + hexadecimal(randomBytes(8)))
        let tree = try scratch.make("tree")
        try fill(tree, layout, trees)
        var result = layout
        // What lies deeper is needed by what lies above it, and npm runs it first.
        for job in jobs.sorted(by: { isBefore($0, $1) }) {
            for script in job.scripts { try run(script, job, scratch.path, tree.path) }
            try BuiltFiles(job: job, tree: tree).apply(to: &result)
        }
        return result
    }

    private func isBefore(_ left: Job, _ right: Job) -> Bool {
        let depths = (left.place.components.count, right.place.components.count)
        return depths.0 == depths.1 ? left.place < right.place : depths.0 > depths.1
    }

    /// Writes the whole tree where scripts may change it.
    private func fill(_ root: Directory, _ layout: PrefixLayout, _ trees: [UnpackedTree]) throws {
        for placement in layout.placements {
            try SourceCopy.write(
                placement.path,
                from: trees[placement.package].directory.appending(placement.entry.path),
                placement.mode == 0o555 ? 0o755 : 0o644,
                in: root
            )
        }
        for file in layout.written {
            let directory = try Self.directory(of: file.path, in: root)
            try directory.replaceFile(file.path.name, mode: file.mode == 0o555 ? 0o755 : 0o644)
                .write(file.bytes)
        }
        for link in layout.links {
            try Self.directory(of: link.path, in: root)
                .makeSymbolicLink(link.path.name, to: link.target)
        }
    }

    private static func directory(of path: RelativePath, in root: Directory) throws -> Directory {
        try path.parent.map { try Directory.create(root.path.appending($0)) } ?? root
    }

    private func run(
        _ script: NPMScript,
        _ job: Job,
        _ scratch: AbsolutePath,
        _ tree: AbsolutePath
    ) throws {
        environment.interaction.say(
            "running \(script.event.rawValue) of \(printable(job.title)), confined and without network: "
                + printable(script.command)
        )
        let place = tree.appending(job.place)
        let programs = [place, tree].map {
            $0.appending("node_modules").appending(".bin").description
        }
        let parts = job.title.split(separator: " ").map(String.init)
        try BuildStep(
            package: job.title,
            name: script.event.rawValue,
            program: AbsolutePath(parsing: "/bin/sh"),
            arguments: ["-c", script.command],
            variables: [
                ("npm_lifecycle_event", script.event.rawValue),
                ("npm_lifecycle_script", script.command),
                ("npm_package_name", parts.first ?? ""),
                ("npm_package_version", parts.count > 1 ? parts[1] : ""),
                ("npm_package_json", place.appending("package.json").description),
                ("npm_node_execpath", node.executable.description),
                ("npm_config_offline", "true"),
                ("INIT_CWD", tree.description), ("NODE", node.executable.description),
            ],
            path: (programs + [node.executable.parent.description, "/usr/bin", "/bin"])
                .joined(separator: ":"),
            directory: place,
            scratch: scratch,
            readable: node.roots + [node.executable]
        ).run()
    }
}

/// What the scripts of one package left in its directory.
private struct BuiltFiles {
    let job: NodeScripts.Job
    /// Opened before anything ran; from here no link is followed, whatever took the place of a directory.
    let tree: Directory

    private struct Found {
        var files: [RelativePath: (mode: UInt32, size: Int)] = [:]
        var links: [RelativePath: String] = [:]
    }

    /// Takes over what is new or has changed, and leaves out what is gone.
    func apply(to layout: inout PrefixLayout) throws {
        var found = Found()
        try look(job.place, depth: 0, &found)
        layout.placements = try layout.placements.compactMap { placement in
            guard isOwn(placement.path) else { return placement }
            guard let file = found.files[placement.path] else { return nil }
            guard try digest(placement.path) == placement.entry.digest else { return nil }
            found.files[placement.path] = nil
            return file.mode == placement.mode
                ? placement
                : .init(
                    package: placement.package,
                    entry: placement.entry,
                    path: placement.path,
                    mode: file.mode
                )
        }
        // What the layout itself wrote or linked there lies in the copy as well, changed or not.
        layout.written.removeAll { isOwn($0.path) }
        layout.links.removeAll { isOwn($0.path) }
        layout.written += try written(found)
        layout.links += found.links.sorted { $0.key < $1.key }.map {
            .init(path: $0.key, target: $0.value)
        }
    }

    private func written(_ found: Found) throws -> [PrefixLayout.Written] {
        let total = found.files.values.reduce(0) {
            $0.addingReportingOverflow($1.size).partialValue
        }
        guard total >= 0, total <= BuildLimits.made.bytes else {
            throw wrong("its scripts left more than \(BuildLimits.made)")
        }
        return try found.files.sorted { $0.key < $1.key }.map { path, file in
            let bytes = try tree.openFile(path).readAll(limit: BuildLimits.made)
            return .init(path: path, mode: file.mode, bytes: bytes)
        }
    }

    /// Whether a path is of this package and not of one inside it.
    private func isOwn(_ path: RelativePath) -> Bool {
        guard path.description.hasPrefix(job.place.description + "/") else { return false }
        return path.components[job.place.components.count] != "node_modules"
    }

    private func look(_ path: RelativePath, depth: Int, _ found: inout Found) throws {
        guard depth <= BuildLimits.depth else { throw wrong("its directories are too deep") }
        let directory = try tree.open(path)
        for name in try directory.names() where depth > 0 || name != "node_modules" {
            guard let part = try? RelativePath(parsing: name) else {
                throw wrong("its scripts left a file called `\(name)`")
            }
            let own = path.appending(part)
            guard let status = try directory.status(name: name) else { continue }
            switch status.kind {
            case .directory: try look(own, depth: depth + 1, &found)
            case .file:
                let mode: UInt32 = status.permissions & 0o111 == 0 ? 0o444 : 0o555
                found.files[own] = (mode, Int(clamping: status.size))
            case .link:
                let target = try directory.readLink(name)
                guard own.isLeftInside(by: target) || isMutated("build.link") else {
                    throw wrong("its scripts left the link `\(own)` to `\(target)`")
                }
                found.links[own] = target
            case .other: throw wrong("its scripts left `\(own)`, which is no file")
            }
            guard found.files.count + found.links.count <= BuildLimits.madeFiles else {
                throw wrong("its scripts left more than \(BuildLimits.madeFiles) files")
            }
        }
    }

    private func digest(_ path: RelativePath) throws -> Digest {
        var hasher = DigestHasher()
        try unsafe tree.openFile(path).forEachBlock { unsafe hasher.update($0) }
        return hasher.finish()
    }

    private func wrong(_ why: String) -> BuildError { .wrong(package: job.title, why: why) }
}
