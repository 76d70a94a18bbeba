internal import PackageModel
internal import Paths
internal import Resolvers
internal import Store

/// The resolvers of the ecosystems in the form that they are run in.
struct ToolSearch {
    let environment: Environment
    let staging: Staging

    /// The one of this machine, or our own pinned one.
    func uv() throws -> AbsolutePath {
        try ToolProvider(environment: environment).uv(staging: staging).program
    }

    /// npm with the Node that runs it.
    func npm() throws -> NPMProgram {
        let tool = try ToolProvider(environment: environment).npm(staging: staging)
        return NPMProgram(node: tool.node, npmCLI: tool.script)
    }
}
