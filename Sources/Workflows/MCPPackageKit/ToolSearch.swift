internal import Filesystem
internal import PackageModel
internal import Paths
internal import Resolvers
internal import Store

/// The resolvers of the ecosystems, found on this machine.
struct ToolSearch {
    let environment: Environment
    let staging: Staging

    func uv() throws -> AbsolutePath {
        guard let found = ProgramSearch(environment: environment).find("uv") else {
            throw ModelError.unsupported(what: "`uv` is not on PATH", remedy: "install uv")
        }
        return try Files.realPath(found)
    }

    func npm() throws -> NPMProgram {
        let search = ProgramSearch(environment: environment)
        guard let npm = search.find("npm"), let node = search.find("node") else {
            throw ModelError.unsupported(what: "`npm` is not on PATH", remedy: "install npm")
        }
        return NPMProgram(node: try Files.realPath(node), npmCLI: try Files.realPath(npm))
    }
}
