public import Documents
internal import Paths

/// Claude Code: its state file for a person, `.mcp.json` for a project.
///
/// It starts project servers in the project's directory, so their entries need no variable.
public struct ClaudeCode: HostIntegration {
    /// `claude-code`.
    public let id = "claude-code"
    /// The application's name.
    public let displayName = "Claude Code"
    /// Plain JSON with `mcpServers` in both files.
    public let format = HostFormat(
        dialect: .strict,
        keyPath: ["mcpServers"],
        projectFile: ".mcp.json"
    )

    /// Describes the host.
    public init() {}

    /// `.claude.json` in `CLAUDE_CONFIG_DIR` or in the home directory.
    public func userPlace(in places: HostPlaces) -> HostUserPlace {
        let file = (places.claudeConfig ?? places.home).appending(".claude.json")
        let directory = places.claudeConfig ?? places.home.appending(".claude")
        return HostUserPlace(file: file, evidence: [file, directory])
    }

    /// Every entry names its `type`: a URL without one is an error there.
    public func spelling(of entry: HostEntry) -> JSON? {
        switch entry {
        case .stdio(let command, let arguments):
            [
                "type": "stdio", "command": .string(command),
                "args": .array(arguments.map { .string($0) }),
            ]
        case .http(let endpoint): endpoint.typedMembers
        }
    }
}
