internal import Diagnostics
public import PackageModel
internal import Paths

/// Puts the files of a closure where Node finds them: the tree that `npm ci --ignore-scripts` makes.
///
/// Compared with what a tarball holds, as npm does it: `.gitignore` becomes `.npmignore` where there is none, a
/// package inside a tarball gives way to one that the lock puts there, and programs are executable and linked from
/// `node_modules/.bin`.
/// Source: npm `pacote` `lib/fetcher.js`, `@npmcli/arborist` `lib/arborist/rebuild.js`, `bin-links`.
public enum NodeTreeLayout {
    /// The layout of those packages that belong on a platform.
    ///
    /// Placements name packages by their position in `packages`.
    /// - Throws: `NodePackageError` naming the package or path.
    public static func make(packages: [NodePackageTree], platform: PlatformName)
        throws(NodePackageError) -> PrefixLayout
    {
        var tree = NodeTree()
        let chosen = packages.enumerated().filter { $0.element.package.isFor(platform) }
        for (index, package) in chosen { try tree.claim(package, index) }
        for (index, package) in chosen { try tree.place(package, index) }
        return try tree.linked()
    }
}

extension LockedPackage {
    fileprivate func isFor(_ platform: PlatformName) -> Bool {
        platforms.isEmpty || platforms.contains(platform.description)
    }
}

/// The tree while it grows.
private struct NodeTree {
    private var layout = PrefixLayout()
    /// Which package lies at a place.
    private var owners: [String: Int] = [:]
    /// Directories that lead to a place.
    private var ancestors: Set<String> = []
    private var programs: [NodePrograms] = []

    /// Notes where a package goes, before any file is placed.
    mutating func claim(_ package: NodePackageTree, _ index: Int) throws(NodePackageError) {
        guard let places = package.package.npmPlaces else {
            throw .malformed(package: package.label, why: "the lock has no place for it")
        }
        for place in places {
            let text = place.description
            guard owners.updateValue(index, forKey: text) == nil else {
                throw .collision(path: text)
            }
            var above: RelativePath? = place
            while let path = above, ancestors.insert(path.description).inserted {
                above = path.parent
            }
        }
    }

    /// Places the files of a package at each of its places.
    mutating func place(_ package: NodePackageTree, _ index: Int) throws(NodePackageError) {
        let ignoring = Set(
            package.entries.map(\.path).filter { $0.name == ".npmignore" }.map { $0.parent }
        )
        let manifest = try package.requiredManifest()
        for place in package.package.npmPlaces ?? [] {
            var files: [RelativePath: Seal.Entry] = [:]
            for entry in package.entries {
                guard let path = renamed(entry.path, ignoring), !isOwned(path, below: place) else {
                    continue
                }
                let target = place.appending(path)
                guard !ancestors.contains(target.description) else {
                    throw .collision(path: target.description)
                }
                files[target] = entry
                layout.placements.append(
                    .init(package: index, entry: entry, path: target, mode: entry.mode)
                )
            }
            programs.append(
                NodePrograms(package: package, manifest: manifest, place: place, files: files)
            )
            guard manifest.hasBundledDependencies else { continue }
            programs += try bundled(in: package, at: place, files)
        }
    }

    /// Packages inside the tarball, whose programs npm links as well.
    private func bundled(
        in package: NodePackageTree,
        at place: RelativePath,
        _ files: [RelativePath: Seal.Entry]
    ) throws(NodePackageError) -> [NodePrograms] {
        var found: [NodePrograms] = []
        for entry in package.entries where entry.path.name == "package.json" {
            guard let directory = entry.path.parent, npmPlace(directory.description) != nil,
                files[place.appending(entry.path)] != nil
            else { continue }
            let inner = place.appending(directory)
            let manifest = try package.manifest(entry)
            found.append(
                NodePrograms(package: package, manifest: manifest, place: inner, files: files)
            )
        }
        return found
    }

    /// `.gitignore` under the name that npm gives it; nil where it is left out.
    private func renamed(_ path: RelativePath, _ ignoring: Set<RelativePath?>) -> RelativePath? {
        guard path.name == ".gitignore" else { return path }
        guard !ignoring.contains(path.parent), let name = try? RelativePath(parsing: ".npmignore")
        else { return nil }
        return path.parent?.appending(name) ?? name
    }

    /// Whether the lock puts another package where a tarball has one inside.
    private func isOwned(_ path: RelativePath, below place: RelativePath) -> Bool {
        guard path.description.hasPrefix("node_modules/") else { return false }
        var above = path.parent
        while let inner = above {
            if owners[place.appending(inner).description] != nil { return true }
            above = inner.parent
        }
        return false
    }

    /// The layout with its programs.
    consuming func linked() throws(NodePackageError) -> PrefixLayout {
        var claimed: Set<RelativePath> = []
        var executable: Set<RelativePath> = []
        for one in programs.sorted(by: { $0.precedes($1) }) {
            for link in try one.links() where claimed.insert(link.path).inserted {
                // A program whose file is missing still keeps others from its name, as in npm.
                guard let target = link.target else { continue }
                layout.links.append(.init(path: link.path, target: link.text))
                executable.insert(target)
                guard let bytes = try one.withoutCarriageReturn(target) else { continue }
                layout.written.append(.init(path: target, mode: 0o555, bytes: bytes))
            }
        }
        let replaced = Set(layout.written.map(\.path)).union(layout.links.map(\.path))
        layout.placements = layout.placements.filter { !replaced.contains($0.path) }.map {
            guard executable.contains($0.path), $0.mode != 0o555 else { return $0 }
            return .init(package: $0.package, entry: $0.entry, path: $0.path, mode: 0o555)
        }
        return layout
    }
}
