public import Documents
internal import Paths

/// Claude Desktop: plain JSON, local servers only (remote ones are connectors in its own window).
///
/// Source: MCP documentation, connect-local-servers; no Linux release exists, its builds use `Claude`.
public struct ClaudeDesktop: HostIntegration {
    /// `claude-desktop`.
    public let id = "claude-desktop"
    /// The application's name.
    public let displayName = "Claude Desktop"
    /// Plain JSON with `mcpServers`; no project file.
    public let format = HostFormat(dialect: .strict, keyPath: ["mcpServers"])

    /// Describes the host.
    public init() {}

    /// `Claude/claude_desktop_config.json` among the applications' files.
    public func userPlace(in places: HostPlaces) -> HostUserPlace {
        let directory = places.applicationSupport.appending("Claude")
        return HostUserPlace(
            file: directory.appending("claude_desktop_config.json"),
            evidence: [directory]
        )
    }

    /// `command` and `args`; nothing for HTTP.
    public func spelling(of entry: HostEntry) -> JSON? {
        switch entry {
        case .stdio(let command, let arguments):
            ["command": .string(command), "args": .array(arguments.map { .string($0) })]
        case .http: nil
        }
    }
}
