public import Paths

extension LaunchSpecification {
    /// A program of an npm package, run by Node from the prefix.
    ///
    /// - Parameters:
    ///   - script: The file in the prefix.
    ///   - options: What its first line gives to Node; only harmless ones are accepted.
    ///   - range: The Node versions that the package names.
    ///   - files: Every file of the prefix, among which the script must be.
    /// - Returns: Node with its options and the script.
    /// - Throws: `ModelError` naming the option or the file.
    public static func node(
        script: RelativePath,
        options: [String] = [],
        range: VersionConstraint?,
        files: Set<RelativePath>
    ) throws(ModelError) -> LaunchSpecification {
        let interpreter = InterpreterArguments(runtime: .node, files: files)
        let program = Template(pieces: [.prefix, .text("/\(script)")])
        let arguments = try interpreter.checked(options.map { Template(literal: $0) } + [program])
        return LaunchSpecification(
            command: Command(.runtime(.node, range)),
            executables: [],
            arguments: arguments.map { Argument(value: $0) }
        )
    }
}
