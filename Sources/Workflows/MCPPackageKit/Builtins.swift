public import Hosts

/// One page listing every built-in adapter.
public enum Builtins {
    /// Applications that launch MCP servers.
    public static let hosts: [any HostIntegration] = [ClaudeDesktop(), ClaudeCode(), VSCode()]

    /// The host of this id.
    public static func host(_ identifier: String) -> (any HostIntegration)? {
        hosts.first { $0.id == identifier }
    }
}
