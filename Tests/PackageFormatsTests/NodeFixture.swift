import Cryptography
import Filesystem
import Foundation
import PackageFormats
import PackageModel
import Paths
import TestSupport
import Testing

/// Unpacked npm packages, in memory and on disk.
enum NodeFixture {
    static let platform = PlatformName.standard[0]

    /// A package with a text in each file; those in `executable` have their mode.
    static func tree(
        _ name: String,
        places: [String]? = nil,
        _ files: [String: String],
        executable: Set<String> = [],
        platforms: [String] = []
    ) throws -> NodePackageTree {
        var files = files
        if files["package.json"] == nil {
            files["package.json"] = #"{"name": "\#(name)", "version": "1.0.0"}"#
        }
        var package = LockedPackage(
            type: "npm",
            platforms: platforms,
            sha256: Digest(of: Array(name.utf8)),
            evidence: "registry-digest"
        )
        package.name = name
        package.version = "1.0.0"
        package.places = places ?? ["node_modules/\(name)"]
        let contents = files
        return NodePackageTree(
            package: package,
            entries: try contents.sorted { $0.key < $1.key }.map { path, text in
                Seal.Entry(
                    path: try RelativePath(parsing: path),
                    mode: executable.contains(path) ? 0o555 : 0o444,
                    digest: Digest(of: Array(text.utf8))
                )
            },
            read: { entry in Array((contents[entry.path.description] ?? "").utf8) }
        )
    }

    /// The files of a layout: `path mode`, and `path -> target` for links, sorted.
    static func listing(_ layout: PrefixLayout) -> [String] {
        let files =
            layout.placements.map { ($0.path.description, $0.mode) }
            + layout.written.map { ($0.path.description, $0.mode) }
        let links = layout.links.map { "\($0.path) -> \($0.target)" }
        return (files.map { "\($0.0) \(String($0.1, radix: 8))" } + links).sorted()
    }

    /// What lies below a directory: for a file whether it is executable and its digest, for a link its target.
    static func contents(_ path: String) throws -> [String: String] {
        var found: [String: String] = [:]
        let manager = FileManager.default
        for name in try manager.subpathsOfDirectory(atPath: path) {
            let file = path + "/" + name
            let attributes = try manager.attributesOfItem(atPath: file)
            let type = attributes[.type] as? FileAttributeType
            if type == .typeSymbolicLink {
                found[name] = "-> " + (try manager.destinationOfSymbolicLink(atPath: file))
            } else if type == .typeRegular {
                let mode = (attributes[.posixPermissions] as? Int) ?? 0
                let bytes = manager.contents(atPath: file).map { [UInt8]($0) } ?? []
                found[name] = (mode & 0o100 != 0 ? "x " : "- ") + Digest(of: bytes).hex
            }
        }
        return found
    }

    /// The same of a layout.
    static func contents(_ layout: PrefixLayout) -> [String: String] {
        var found: [String: String] = [:]
        for placement in layout.placements {
            found[placement.path.description] =
                (placement.mode == 0o555 ? "x " : "- ") + placement.entry.digest.hex
        }
        for written in layout.written {
            found[written.path.description] =
                (written.mode == 0o555 ? "x " : "- ") + Digest(of: written.bytes).hex
        }
        for link in layout.links { found[link.path.description] = "-> " + link.target }
        return found
    }

    /// Unpacks a tarball beside others, its first directory left out, links and specials too.
    static func unpack(_ tarball: String, of package: NPMLockedPackage, below folder: String) throws
        -> NodePackageTree
    {
        let place = folder + "/" + UUID().uuidString
        let manager = FileManager.default
        try manager.createDirectory(atPath: place, withIntermediateDirectories: true)
        let call = ProgramCall(
            "/bin/tar",
            ["-xzf", tarball, "-C", place, "--strip-components=1", "--no-same-owner"]
        )
        guard try ProgramRun.run(call).status == 0 else { throw CocoaError(.fileReadCorruptFile) }
        let entries = try contents(place).map { path, facts in
            Seal.Entry(
                path: try RelativePath(parsing: path),
                mode: facts.hasPrefix("x") ? 0o555 : 0o444,
                digest: try #require(Digest(hex: String(facts.dropFirst(2))))
            )
        }
        let size = try manager.attributesOfItem(atPath: tarball)[.size] as? Int ?? 0
        let bytes = [UInt8](manager.contents(atPath: tarball) ?? Data())
        return NodePackageTree(
            package: package.locked(sha256: Digest(of: bytes), size: size),
            entries: entries.sorted { $0.path < $1.path },
            read: { entry in
                [UInt8](FileManager.default.contents(atPath: "\(place)/\(entry.path)") ?? Data())
            }
        )
    }
}
