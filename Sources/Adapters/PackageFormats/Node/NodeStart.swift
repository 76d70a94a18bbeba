public import PackageModel
public import Paths

/// How a server from npm starts: one program of its package, run by Node.
public enum NodeStart {
    /// The program that was named, else the one called like the package, else the only one.
    ///
    /// Programs with different names and one file count as one, as `npx` has it.
    /// - Throws: `NodePackageError` listing what there is.
    public static func choose(_ name: String?, of package: NPMName, among bins: [NPMBin])
        throws(NodePackageError) -> NPMBin
    {
        let names = bins.map(\.name)
        if let name {
            guard let bin = bins.first(where: { $0.name == name }) else {
                throw .unknownProgram(name, package: package, names: names)
            }
            return bin
        }
        if let bin = bins.first(where: { $0.name == package.base }) { return bin }
        guard let first = bins.first else { throw .noProgram(package: package) }
        guard bins.allSatisfy({ $0.path == first.path }) else {
            throw .chooseProgram(package: package, names: names)
        }
        return first
    }

    /// The start of a program.
    ///
    /// - Parameters:
    ///   - bin: What `choose` gave.
    ///   - package: The package, which lies at the top of the tree.
    ///   - head: The first bytes of the file; options that its first line gives to Node are kept.
    ///   - range: The Node versions that the package names.
    ///   - files: Every file of the prefix.
    /// - Returns: Node with the program's file in the prefix.
    /// - Throws: `NodePackageError.notNode` for a shell script, `.launch` for what may not start.
    public static func launch(
        _ bin: NPMBin,
        of package: NPMName,
        head: [UInt8],
        range: VersionConstraint?,
        files: Set<RelativePath>
    ) throws(NodePackageError) -> LaunchSpecification {
        let options = try nodeOptions(head, of: bin)
        let script: RelativePath
        do throws(PathError) {
            script = try RelativePath(parsing: "node_modules/\(package)/\(bin.path)")
        } catch { throw .malformed(package: package.description, why: error.reason) }
        do throws(ModelError) {
            return try .node(script: script, options: options, range: range, files: files)
        } catch { throw .launch(error) }
    }

    /// What stands after `node` in `#!/usr/bin/env -S node --no-warnings`.
    private static func nodeOptions(_ head: [UInt8], of bin: NPMBin) throws(NodePackageError)
        -> [String]
    {
        guard head.starts(with: "#!".utf8) else { return [] }
        let bytes = head.dropFirst(2).prefix(512).prefix { $0 != 0x0A && $0 != 0x0D }
        let line = String(decoding: bytes, as: UTF8.self)
        var words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
        if words.first?.hasSuffix("/env") == true {
            words.removeFirst()
            if words.first == "-S" { words.removeFirst() }
        }
        let program = words.first?.split(separator: "/").last.map(String.init)
        guard let program, ["node", "nodejs"].contains(program) else {
            throw .notNode(program: bin.name, line: "#!" + line)
        }
        return Array(words.dropFirst())
    }
}
