public import Documents
internal import Paths

/// Visual Studio Code: JSON with comments, `servers` in `mcp.json`.
///
/// It documents `${workspaceFolder}` for the project's directory and starts servers elsewhere.
public struct VSCode: HostIntegration {
    /// `vscode`.
    public let id = "vscode"
    /// The application's name.
    public let displayName = "VS Code"
    /// JSON with comments and `servers` in both files.
    public let format = HostFormat(
        dialect: .relaxed,
        keyPath: ["servers"],
        projectFile: ".vscode/mcp.json",
        workspaceVariable: "${workspaceFolder}"
    )

    /// Describes the host.
    public init() {}

    /// `Code/User/mcp.json` among the applications' files.
    public func userPlace(in places: HostPlaces) -> HostUserPlace {
        let directory = places.applicationSupport.appending("Code")
        return HostUserPlace(
            file: directory.appending("User").appending("mcp.json"),
            evidence: [directory, places.home.appending(".vscode")]
        )
    }

    /// Every entry names its `type`.
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
