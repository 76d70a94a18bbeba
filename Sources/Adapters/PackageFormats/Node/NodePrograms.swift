internal import Diagnostics
internal import Filesystem
internal import PackageModel
internal import Paths

/// The programs of one package at one place, and the links that npm makes to them.
struct NodePrograms {
    /// A link in `.bin`.
    struct ProgramLink {
        let path: RelativePath
        /// The file in the prefix; nil where the package does not bring it.
        let target: RelativePath?
        /// What the link holds.
        let text: String
    }

    let package: NodePackageTree
    let manifest: NPMManifest
    let place: RelativePath
    /// The files of the tarball by their path in the prefix.
    let files: [RelativePath: Seal.Entry]

    /// The links of this package.
    /// - Throws: `NodePackageError.malformed` for a name that no file can have.
    func links() throws(NodePackageError) -> [ProgramLink] {
        var links: [ProgramLink] = []
        for bin in manifest.bins + binsOfDirectory {
            guard printable(bin.name) == bin.name, bin.name.utf8.count <= 255 else {
                throw .malformed(package: package.label, why: "a program is called `\(bin.name)`")
            }
            do throws(PathError) {
                let inner = try RelativePath(parsing: bin.path)
                let path = try RelativePath(parsing: holder + ".bin/" + bin.name)
                let target = place.appending(inner)
                links.append(
                    ProgramLink(
                        path: path,
                        target: files[target] == nil ? nil : target,
                        text: "../\(folder)/\(inner)"
                    )
                )
            } catch { throw .malformed(package: package.label, why: error.reason) }
        }
        return links
    }

    /// The program with a first line that ends as Unix wants it; nil where it does already.
    ///
    /// Source: npm `bin-links`, `lib/fix-bin.js`.
    func withoutCarriageReturn(_ path: RelativePath) throws(NodePackageError) -> [UInt8]? {
        guard let entry = files[path] else { return nil }
        let bytes: [UInt8]
        do throws(FilesystemError) { bytes = try package.read(entry) } catch { throw .file(error) }
        guard bytes.starts(with: "#!".utf8), let end = bytes.prefix(2048).firstIndex(of: 0x0A),
            end > 3, bytes[end - 1] == 0x0D
        else { return nil }
        return Array(bytes[..<(end - 1)]) + Array(bytes[end...])
    }

    /// npm's order, in which the first of two programs of one name wins: by depth, then by path.
    func precedes(_ other: NodePrograms) -> Bool {
        if depth != other.depth { return depth < other.depth }
        return precedesInCollation(place.description, other.place.description)
    }

    private var depth: Int { place.components.count { $0 == "node_modules" } }

    /// The package's directory below its `node_modules`: `name` or `@scope/name`.
    private var folder: String {
        let parts = place.components
        let start = parts.lastIndex(of: "node_modules").map { $0 + 1 } ?? 0
        return parts[start...].joined(separator: "/")
    }

    /// The `node_modules` around the package, with its slash.
    private var holder: String {
        String(Substring(place.description.utf8.dropLast(folder.utf8.count)))
    }

    /// Files below `directories.bin`, each a program of its own name.
    private var binsOfDirectory: [NPMBin] {
        guard let text = manifest.binDirectory else { return [] }
        let plain = plainPath(text)
        let start = place.description + "/" + (plain.isEmpty ? "" : plain + "/")
        return files.keys.map(\.description).filter { $0.hasPrefix(start) }.sorted()
            .prefix(NPMLimits.bins).compactMap { path in
                let inner = String(path.dropFirst(place.description.count + 1))
                let name = inner.split(separator: "/").last.map(String.init) ?? ""
                return name.hasPrefix(".") ? nil : NPMBin(name: name, path: inner)
            }
    }
}

/// English collation of plain names: punctuation, digits, letters, and capitals only where nothing else differs.
///
/// Source: Unicode Technical Standard 10, default table, for ASCII; npm sorts with `localeCompare(…, 'en')`.
func precedesInCollation(_ left: String, _ right: String) -> Bool {
    let mine = left.utf8.map(collationWeight)
    let theirs = right.utf8.map(collationWeight)
    if mine != theirs { return mine.lexicographicallyPrecedes(theirs) }
    return right.utf8.lexicographicallyPrecedes(left.utf8)
}

private let collationOrder = Array(
    "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz".utf8
)

private func collationWeight(_ byte: UInt8) -> Int {
    let lower = (65...90).contains(byte) ? byte + 32 : byte
    return collationOrder.firstIndex(of: lower) ?? 256 + Int(byte)
}
