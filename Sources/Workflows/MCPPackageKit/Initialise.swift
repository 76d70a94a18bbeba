internal import Diagnostics
internal import Filesystem
internal import PackageModel
public import Paths

/// Writes a manifest where there is none.
public struct Initialise {
    private let environment: Environment

    /// Works where the command was typed.
    public init(environment: Environment) { self.environment = environment }

    /// - Throws: `PlaceError.badFile` when there is a manifest already; it stays as it is.
    public func run(user: Bool) throws -> AbsolutePath {
        let directory = user ? environment.layout.config : environment.workingDirectory
        let path = directory.appending(Manifest.fileName)
        guard try Files.status(path, followingLinks: false) == nil else {
            throw PlaceError.fileExists(path: path)
        }
        _ = try Directory.create(directory)
        let text = """
            {
              "manifestVersion": 1,
              "servers": {}
            }

            """
        try Files.replace(path, with: Array(text.utf8), mode: 0o644)
        return path
    }
}
