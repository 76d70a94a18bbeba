import Foundation
import TestSupport
import Testing

/// A command that changes a home, with what must hold of that home at any instant.
struct FaultScenario: Sendable, CustomTestStringConvertible {
    let name: String
    /// Makes the home that the command meets.
    let arrange: @Sendable (CommandHarness) throws -> Void
    /// The command that is disturbed, and the one that follows it.
    let command: String
    let next: String
    /// Versions that may be found while nothing has healed yet; nil means not installed.
    let between: [String?]
    /// The versions that may be found when the next command has ended.
    let after: [String?]
    /// Whether the registry is one over HTTP.
    var isServed = false

    var testDescription: String { name }

    /// Met by every kind of fault.
    static let all = [install, upgrade, rollback, remove, link, prune]
    /// Met by a failure and by a kill.
    static let more = [download, unlink, disable, undo]

    static let install = FaultScenario(
        name: "install",
        arrange: { try $0.registry.publish(ServerBundle("1.0.0")) },
        command: "install io.github.acme/weather@1.0.0 --host claude-code -- --greeting Ahoy",
        next: "install io.github.acme/weather@1.0.0 --host claude-code -- --greeting Ahoy",
        between: [nil, "1.0.0"],
        after: ["1.0.0"]
    )

    static let upgrade = FaultScenario(
        name: "upgrade",
        arrange: { harness in
            try installed(harness)
            try harness.registry.publish(ServerBundle("1.1.0"))
        },
        command: "upgrade weather",
        next: "upgrade weather",
        between: ["1.0.0", "1.1.0"],
        after: ["1.1.0"]
    )

    static let rollback = FaultScenario(
        name: "rollback",
        arrange: { harness in
            try installed(harness)
            try harness.registry.publish(ServerBundle("1.1.0"))
            try succeed("upgrade weather", harness)
        },
        command: "rollback weather",
        next: "sync",
        between: ["1.0.0", "1.1.0"],
        after: ["1.0.0", "1.1.0"]
    )

    static let remove = FaultScenario(
        name: "remove",
        arrange: installed,
        command: "remove weather",
        next: "sync",
        between: [nil, "1.0.0"],
        after: [nil, "1.0.0"]
    )

    static let link = FaultScenario(
        name: "link",
        arrange: installed,
        command: "link weather --host vscode",
        next: "link weather --host vscode",
        between: ["1.0.0"],
        after: ["1.0.0"]
    )

    static let prune = FaultScenario(
        name: "cache prune",
        arrange: { harness in
            try installed(harness)
            for version in ["1.1.0", "1.2.0", "1.3.0"] {
                try harness.registry.publish(ServerBundle(version))
                try succeed("upgrade weather", harness)
            }
            // What `undo` could bring back is kept, so that many changes must follow.
            for _ in 0..<6 {
                try succeed("link weather --host vscode", harness)
                try succeed("unlink weather --host vscode", harness)
            }
        },
        command: "cache prune --days 0",
        next: "cache prune --days 0",
        between: ["1.3.0"],
        after: ["1.3.0"]
    )

    static let download = FaultScenario(
        name: "install over HTTP",
        arrange: { _ in },
        command: install.command,
        next: install.command,
        between: [nil, "1.0.0"],
        after: ["1.0.0"],
        isServed: true
    )

    static let unlink = FaultScenario(
        name: "unlink",
        arrange: installed,
        command: "unlink weather",
        next: "unlink weather",
        between: ["1.0.0"],
        after: ["1.0.0"]
    )

    static let disable = FaultScenario(
        name: "disable",
        arrange: installed,
        command: "disable weather",
        next: "disable weather",
        between: ["1.0.0"],
        after: ["1.0.0"]
    )

    static let undo = FaultScenario(
        name: "undo",
        arrange: { harness in
            try installed(harness)
            try harness.registry.publish(ServerBundle("1.1.0"))
            try succeed("upgrade weather", harness)
        },
        command: "undo",
        next: "sync",
        between: ["1.0.0", "1.1.0"],
        after: ["1.0.0", "1.1.0"]
    )

    /// What the person has in the host files, by host; nothing of it is ever lost.
    static let ownEntries = [
        "claude-code": """
        {
           "mcpServers": {
              "mine": { "type": "stdio", "command": "/usr/bin/mine", "args": ["a", "b"] }
           },
           "theme": "dark"
        }

        """,
        "vscode": """
        {
          // not ours
          "servers": { "mine": { "type": "stdio", "command": "/usr/bin/mine" }, },
        }

        """,
    ]

    @Sendable private static func installed(_ harness: CommandHarness) throws {
        try harness.registry.publish(ServerBundle("1.0.0"))
        try succeed(install.command, harness)
        try harness.write("home/data/instances/user/weather/state/notes", "kept")
    }

    @Sendable private static func succeed(_ line: String, _ harness: CommandHarness) throws {
        let run = try harness.run(line)
        guard run.status == 0 else { throw ArrangementFailed(line: line, errors: run.errors) }
    }
}

/// The home that a test needs could not be made.
struct ArrangementFailed: Error {
    let line: String
    let errors: String
}
