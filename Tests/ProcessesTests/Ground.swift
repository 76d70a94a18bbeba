import Foundation
import Paths
import Processes
import TestSupport

/// A person's home with a secret in it, and the prefix and state of a confined program beside it.
final class Ground {
    let tree: TemporaryTree

    var home: String { tree.path + "/home" }
    var prefix: String { tree.path + "/prefix" }
    var state: String { tree.path + "/state" }
    var secret: String { home + "/.ssh/id_rsa" }

    init() throws {
        tree = try TemporaryTree()
        for name in ["home/.ssh", "prefix/bin", "state/tmp"] {
            try FileManager.default.createDirectory(
                atPath: tree.path + "/" + name,
                withIntermediateDirectories: true
            )
        }
        try Data("canary".utf8).write(to: URL(filePath: secret))
        try Data("#!/bin/sh\necho ran\n".utf8).write(to: URL(filePath: home + "/tool"))
        try Data("#!/bin/sh\necho ran\n".utf8).write(to: URL(filePath: prefix + "/bin/tool"))
        for tool in [home + "/tool", prefix + "/bin/tool"] {
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tool)
        }
    }

    func policy(_ network: SandboxPolicy.Network = .none) throws -> SandboxPolicy {
        SandboxPolicy(
            readable: [try AbsolutePath(parsing: prefix)],
            writable: [try AbsolutePath(parsing: state)],
            network: network
        )
    }

    /// What a script of these tests finds in its environment.
    func variables(_ more: [String: String] = [:]) -> [(name: String, value: String)] {
        let own = [
            "HOME": home, "PREFIX": prefix, "STATE": state, "SECRET": secret,
            "TMPDIR": state + "/tmp", "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1",
        ]
        return own.merging(more) { _, new in new }.map { (name: $0.key, value: $0.value) }
    }
}
