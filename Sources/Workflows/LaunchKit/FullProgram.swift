internal import Filesystem
internal import Paths
internal import Processes

/// The program that does everything but starting servers; it lies beside this one.
enum FullProgram {
    private static let name = "mcppkg-full"

    /// Becomes the full program with the same arguments; returns only by throwing.
    static func takeOver(_ arguments: [String]) throws(LaunchError) -> Never {
        guard let own = CurrentProgram.path else { throw .noFullProgram(name) }
        let places = candidates(own.parent)
        guard let program = places.first(where: Files.isExecutable) else {
            throw .noFullProgram(places[0].description)
        }
        do throws(ProcessError) {
            try handOver(to: program, name: "mcppkg", arguments: arguments)
        } catch {
            throw .process(error)
        }
    }

    /// Where an installation puts it, then where a build does.
    private static func candidates(_ directory: AbsolutePath) -> [AbsolutePath] {
        let installed = directory.parent.appending("libexec").appending("mcppkg")
        return [installed.appending(name), directory.appending(name)]
    }
}
