internal import Diagnostics
public import PackageModel
internal import Paths

/// Finds what npm would run for an unpacked package.
public enum NodeBuild {
    /// The scripts of its `package.json`, and the build that npm makes of a `binding.gyp` by itself.
    ///
    /// What the package already brings for the platform has the kind `prebuilt`.
    /// - Throws: `NodePackageError.malformed` for a package without a readable `package.json`.
    /// Source: npm `@npmcli/arborist`, `lib/arborist/rebuild.js`.
    public static func needs(of tree: NodePackageTree, on platform: PlatformName, isOptional: Bool)
        throws(NodePackageError) -> [NPMBuildNeed]
    {
        let manifest = try tree.requiredManifest()
        var scripts = manifest.scripts
        let hasGyp = tree.entries.contains { $0.path.description == "binding.gyp" }
        if hasGyp, manifest.wantsGyp, scripts.allSatisfy({ $0.event == .postinstall }) {
            scripts.append(NPMScript(event: .install, command: "node-gyp rebuild"))
        }
        guard !scripts.isEmpty else { return [] }
        let package: NPMName
        do throws(ModelError) {
            package = try NPMName(parsing: tree.package.name ?? manifest.name ?? "")
        } catch { throw .malformed(package: tree.label, why: error.reason) }
        let isPrebuilt = tree.entries.contains { isNative($0.path.description, platform) }
        return scripts.map { script in
            let kind = NPMBuildNeed.kind(of: script.command)
            return NPMBuildNeed(
                package: package,
                version: tree.package.version ?? manifest.version ?? "",
                script: script,
                kind: isPrebuilt && kind != .runs ? .prebuilt : kind,
                isOptional: isOptional
            )
        }
    }

    /// Compares what an unpacked package would run with what the registry announced for it.
    /// - Throws: `NodePackageError.unannounced` when the registry kept a script to itself.
    public static func check(_ needs: [NPMBuildNeed], announced: NPMLockedPackage)
        throws(NodePackageError)
    {
        let scripts = needs.filter { $0.kind != .prebuilt }
        guard scripts.isEmpty || announced.hasInstallScript || isMutated("npm.unannounced") else {
            throw .unannounced(scripts)
        }
    }

    /// Refuses what does not work before something was run.
    ///
    /// An optional package is installed as it is: its server says that it can do without.
    /// - Parameters:
    ///   - needs: What was found.
    ///   - accepted: Packages whose scripts a person accepted.
    /// - Throws: `NodePackageError.needsBuild` naming packages and commands.
    public static func refuse(_ needs: [NPMBuildNeed], accepted: Set<NPMName> = [])
        throws(NodePackageError)
    {
        let open = needs.filter {
            $0.kind != .prebuilt && !$0.isOptional && !accepted.contains($0.package)
        }
        guard open.isEmpty || isMutated("npm.needs-build") else { throw .needsBuild(open) }
    }
}

/// Whether a file is a native module for the platform that needs no building.
///
/// Source: `node-gyp-build`, `parseTuple` and `parseTags`.
private func isNative(_ path: String, _ platform: PlatformName) -> Bool {
    guard path.hasSuffix(".node") else { return false }
    if path.hasPrefix("build/Release/") { return true }
    let parts = path.split(separator: "/").map(String.init)
    guard parts.count == 3, parts[0] == "prebuilds" else { return false }
    let tuple = parts[1].split(separator: "-", maxSplits: 1).map(String.init)
    guard tuple.count == 2, tuple[0] == platform.bundleName,
        tuple[1].split(separator: "+").contains(Substring(platform.nodeArchitecture))
    else { return false }
    let tags = parts[2].split(separator: ".").map(String.init)
    if tags.contains("electron"), !tags.contains("node") || parts[2].hasPrefix("electron") {
        return false
    }
    if tags.contains("musl") { return platform.library == .musl }
    return !tags.contains("glibc") || platform.library == .gnu
}
