internal import Documents
internal import Filesystem
internal import Paths

/// The directories of one build.
///
/// A class, because the environment that it runs from is known only after the source was looked at.
final class BuildWorkshop {
    /// The package, for errors.
    let package: String
    /// All that can be written.
    let root: Directory
    /// The unpacked source.
    let source: AbsolutePath
    /// The Python.
    let runtime: RuntimeFacts
    /// The sealed environment of the backend; nil before it is there.
    var environment: AbsolutePath?

    init(package: String, root: Directory, source: AbsolutePath, runtime: RuntimeFacts) {
        self.package = package
        self.root = root
        self.source = source
        self.runtime = runtime
    }

    /// Its path.
    var scratch: AbsolutePath { root.path }
    /// Where wheels are put.
    var output: AbsolutePath { scratch.appending("out") }

    /// Where a step writes what it answers.
    func answer(_ name: String) -> AbsolutePath { scratch.appending("answers").appending(name) }

    /// What a step answered.
    func read(_ name: String) throws -> JSON {
        guard let file = try file(in: "answers", name) else {
            throw BuildError.wrong(package: package, why: "`\(name)` was not answered")
        }
        let bytes = try file.readAll(limit: BuildLimits.answer)
        do throws(JSONError) {
            return try JSON(parsing: bytes)
        } catch {
            throw BuildError.wrong(package: package, why: "`\(name)` was answered: \(error.reason)")
        }
    }

    /// A file that a step left; nil where there is none.
    ///
    /// No link is followed, whatever the step put there.
    func file(in directory: String, _ name: String) throws -> OpenFile? {
        guard let name = try? RelativePath(parsing: name), name.components.count == 1,
            let place = try? root.openDirectory(directory),
            try place.status(name)?.kind == .file
        else { return nil }
        return try place.openFile(name)
    }
}
