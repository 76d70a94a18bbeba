internal import Cryptography
internal import Diagnostics
internal import Filesystem
internal import PackageFormats
internal import PackageModel
internal import Paths
internal import Store
internal import Trust

/// Locks a bundle of type `uv`: the bundle itself, and everything that its project needs.
struct BundleClosureLocking {
    let environment: Environment
    let resolver: ServerResolver

    /// The lock's entry with the closure of the project; as it was for every other bundle.
    func complete(
        _ locked: LockedServer,
        _ resolved: ResolvedServer,
        _ requirement: ServerRequirement,
        previous: LockedServer?
    ) throws -> LockedServer {
        guard let package = locked.package(for: environment.platform.description) else {
            return locked
        }
        let artifact = WantedArtifact(
            title: "\(locked.name) \(locked.version)",
            url: package.url.map(environment.settings.mirrored),
            file: resolved.localFile,
            digest: package.sha256,
            size: package.size,
            evidence: Evidence(rawValue: package.evidence) ?? .localDigest
        )
        let verified = try ArtifactFetcher(environment: environment).fetch([artifact])[0]
        let manifest = try BundleReader(environment: environment).manifest(of: verified)
        guard manifest.server.kind == .uv else { return locked }
        let staging = try environment.beginStaging()
        let tree = try UnpackedStore(layout: environment.layout).tree(
            of: verified,
            staging: staging
        )
        let project = try BundleProject(tree)
        let closure = try PythonClosureLocking(
            environment: environment,
            resolver: resolver,
            staging: staging,
            scratch: try staging.directory.make("resolve-\(locked.id)").path
        ).lock(project, manifest, requirement, previous: previous)
        for note in closure.notes { environment.interaction.say("\(locked.id): \(note)") }
        var complete = try ArtifactSizes(environment: environment).completing(locked)
        complete.package = "mcpb:\(locked.name.name)"
        complete.packages += closure.packages
        complete.platforms = closure.platforms.map(\.description).sorted()
        complete.runtime = closure.runtime
        return try pinningStart(complete, tree, resolved, package)
    }

    private func pinningStart(
        _ locked: LockedServer,
        _ tree: UnpackedTree,
        _ resolved: ResolvedServer,
        _ package: LockedPackage
    ) throws -> LockedServer {
        let bytes = try Files.read(
            tree.directory.appending(BundleManifest.fileName),
            limit: KitLimits.bundleManifest
        )
        let contents = BundleContents(
            manifest: bytes ?? [],
            files: Set(tree.seal.entries.map(\.path))
        )
        let document = resolved.document?.packages.first { $0.fileSHA256 == package.sha256 }
        let plan = try MCPBFormat().plan(contents, package: document, platform: .current)
        var complete = locked
        complete.launch = plan.launchDigest
        complete.asks = plan.asksDigest
        return complete
    }
}

/// The Python project in a bundle of type `uv`.
struct BundleProject {
    /// Its `pyproject.toml`.
    let project: PythonProject
    /// Versions that its own lock names; they stay where they can.
    let preferred: [PythonPackageName: PythonVersion]
    /// Directories that its modules are imported from, inside the bundle; empty for the bundle itself.
    let roots: [String]

    /// - Throws: `ModelError.document` without a `pyproject.toml` that can be read.
    init(_ tree: UnpackedTree) throws {
        let place = tree.directory.appending("pyproject.toml")
        guard let bytes = try Files.read(place, limit: KitLimits.bundleManifest) else {
            throw ModelError.document(
                kind: "bundle",
                path: "pyproject.toml",
                why: "it is missing, and a bundle of type `uv` is a Python project"
            )
        }
        project = try PythonProject(parsing: bytes)
        let lock = try Files.read(tree.directory.appending("uv.lock"), limit: KitLimits.document)
        preferred = lock.map(Self.versions) ?? [:]
        let isNested = tree.seal.entries.contains { $0.path.description.hasPrefix("src/") }
        roots = isNested ? ["src", ""] : [""]
    }

    /// Each `name` with the `version` after it, as `uv` writes its lock.
    private static func versions(in lock: [UInt8]) -> [PythonPackageName: PythonVersion] {
        var versions: [PythonPackageName: PythonVersion] = [:]
        var name: PythonPackageName?
        for line in String(decoding: lock, as: UTF8.self).split(whereSeparator: \.isNewline) {
            if let text = value(line, "name") {
                name = try? PythonPackageName(parsing: text)
            } else if let text = value(line, "version"), let own = name {
                versions[own] = try? PythonVersion(parsing: text)
                name = nil
            }
        }
        return versions
    }

    private static func value(_ line: Substring, _ key: String) -> String? {
        let start = key + " = \""
        guard line.hasPrefix(start), line.hasSuffix("\"") else { return nil }
        return String(line.dropFirst(start.count).dropLast())
    }
}

extension BundleProject {
    /// What lets the environment find the project: a file that names its directories, and its own commands.
    func files(sitePackages: String) throws -> [PrefixLayout.Written] {
        // From the directory of packages back to the prefix, which is one above the environment.
        let up = sitePackages.split(separator: "/").map { _ in ".." }.joined(separator: "/") + "/.."
        let lines = roots.map { $0.isEmpty ? up : up + "/" + $0 }
        var files = [
            PrefixLayout.Written(
                path: try RelativePath(parsing: sitePackages + "/_project.pth"),
                mode: 0o444,
                bytes: Array((lines.joined(separator: "\n") + "\n").utf8)
            )
        ]
        for script in project.scripts { files += try command(script.name, script.target) }
        return files
    }

    private func command(_ name: String, _ target: String) throws -> [PrefixLayout.Written] {
        let parts = target.split(separator: ":").map(String.init)
        let isPlain = { (text: String) in
            text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
                part.utf8.allSatisfy {
                    ($0 | 0x20) > 96 && ($0 | 0x20) < 123 || $0 == 95 || (48...57).contains($0)
                }
                    && !part.isEmpty
            }
        }
        // What is no function of a module cannot be the server; others of the project may be.
        guard parts.count == 2, parts.allSatisfy(isPlain), !name.contains("/") else { return [] }
        let object = parts[1].split(separator: ".")[0]
        let text = """
            import sys
            from \(parts[0]) import \(object)
            sys.exit(\(parts[1])())

            """
        return [
            PrefixLayout.Written(
                path: try RelativePath(parsing: "bin/" + name),
                mode: 0o555,
                bytes: Array(text.utf8)
            )
        ]
    }
}
