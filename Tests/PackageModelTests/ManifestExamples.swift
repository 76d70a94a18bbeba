/// Manifests that both the decoder and the published schema are asked about.
enum ManifestExamples {
    static let contract = #"""
        { "manifestVersion": 1,
          "platforms": ["linux-x86_64-gnu", "linux-aarch64-gnu", "macos-aarch64"],  // default: these three
          "hosts": ["claude-code", "vscode"],               // host files inside this project
          "cooldown": "7d",
          "servers": {
            "airtable": { "source": "io.github.domdomegg/airtable-mcp-server@^1.10",
                          "secrets": ["AIRTABLE_API_KEY"],
                          "permissions": { "net": ["api.airtable.com:443"] } },
            "git":      { "source": "pypi:mcp-server-git@>=2026.7,<2027",
                          "args": ["--repository", "${workspace}"],
                          "permissions": { "read": ["${workspace}"] } },
            "handbook": { "source": "npm:@modelcontextprotocol/server-filesystem@=2026.7.10",
                          "inputs": { "dir": { "type": "directory", "help": "your checkout of acme/handbook" } },
                          "args": ["${input.dir}"],
                          "permissions": { "read": ["${input.dir}"] } } },
          "exceptions": [ { "server": "git", "accept": "advisory:GHSA-x", "reason": "path not reachable", "until": "2027-01-15" } ] }
        """#

    private static func server(_ members: String) -> String {
        #"{"servers": {"a": {"source": "io.acme/weather", \#(members)}}}"#
    }

    private static func source(_ text: String) -> String {
        #"{"servers": {"a": {"source": "\#(text)"}}}"#
    }

    static let good: [String] = [
        "{}", contract, #"{"manifestVersion": 1}"#,
        #"{"platforms": ["macos-x86_64", "linux-aarch64-musl"]}"#,
        #"{"hosts": []}"#, #"{"cooldown": "72h"}"#, #"{"cooldown": "0m"}"#, #"{"servers": {}}"#,
        #"{"exceptions": [{}]}"#, #"{"unknown": {"a": [null]}}"#,
        #"{"$schema": "urn:mcppkg:manifest:1"}"#,
        source("io.acme/weather@1.0.0"), source("io.acme/weather@~1.2"), source("./x.mcpb"),
        source("x.mcpb"),
        source("/opt/x.dxt"), source("file:///opt/x.mcpb"), source("./dir"), source("."),
        source("~/x.mcpb"),
        source("https://example.com/mcp"), source("http://127.0.0.1:8000/mcp"),
        source("http://localhost/x.mcpb"),
        source("npm:@a/b"), source("oci:x/y"), source("git+https://x/y@1"),
        server(
            #""args": ["", "a b", "${workspace}/x", "${input.dir_1}", "$HOME"], "#
                + #""inputs": {"dir_1": {"type": "directory"}}"#
        ),
        server(#""env": {"A_1": "x", "_b": "line\nline"}"#), server(#""secrets": ["A", "B"]"#),
        server(#""inputs": {"x-1": {"type": "number", "default": 1.5, "choices": [1.5, 2]}}"#),
        server(#""inputs": {"x": {"type": "boolean", "default": true, "required": true}}"#),
        server(#""inputs": {"x": {"default": "a", "choices": ["a"], "help": "env:X"}}"#),
        server(#""permissions": {"net": []}, "platforms": ["macos-aarch64"], "later": 1"#),
    ]

    /// Manifests with the place that the error names.
    static let faults: [(String, String)] = [
        ("[]", "the top"), ("null", "the top"), (#""x""#, "the top"),
        (#"{"manifestVersion": "1"}"#, "manifestVersion"),
        (#"{"manifestVersion": 0}"#, "manifestVersion"),
        (#"{"platforms": []}"#, "platforms"), (#"{"platforms": ["windows"]}"#, "platforms[0]"),
        (#"{"platforms": ["macos-aarch64", "macos-aarch64"]}"#, "platforms"),
        (#"{"platforms": null}"#, "platforms"),
        (#"{"hosts": "vscode"}"#, "hosts"), (#"{"hosts": ["a b"]}"#, "hosts[0]"),
        (#"{"hosts": ["a", "a"]}"#, "hosts[1]"),
        (#"{"cooldown": 7}"#, "cooldown"), (#"{"cooldown": "7"}"#, "cooldown"),
        (#"{"cooldown": "1 week"}"#, "cooldown"),
        (#"{"servers": []}"#, "servers"),
        (#"{"servers": {"a.b": {"source": "./x.mcpb"}}}"#, "servers.a.b"),
        (#"{"servers": {"a": "io.acme/weather"}}"#, "servers.a"),
        (#"{"servers": {"a": {}}}"#, "servers.a"),
        (source("weather"), "servers.a.source"), (source(""), "servers.a.source"),
        (source("ftp://x/y"), "servers.a.source"),
        (source("http://example.com/x.mcpb"), "servers.a.source"),
        (source("@a/b"), "servers.a.source"),
        (source("a/b/c"), "servers.a.source"), (source("io.acme/weather@"), "servers.a.source"),
        (source("io.acme/weather@^1 || ^2"), "servers.a.source"),
        (server(#""args": "x""#), "servers.a.args"), (server(#""args": [1]"#), "servers.a.args[0]"),
        (server(#""args": ["x", "${HOME}"]"#), "servers.a.args[1]"),
        (server(#""args": ["\u0000"]"#), "servers.a.args[0]"),
        (server(#""env": {"1A": "x"}"#), "servers.a.env.1A"),
        (server(#""env": {"A": 1}"#), "servers.a.env.A"),
        (server(#""env": {"A=B": "x"}"#), "servers.a.env.A=B"),
        (server(#""env": {"A": "${input.}"}"#), "servers.a.env.A"),
        (server(#""secrets": {"A": "x"}"#), "servers.a.secrets"),
        (server(#""secrets": ["A", "A"]"#), "servers.a.secrets[1]"),
        (server(#""secrets": ["sk-123"]"#), "servers.a.secrets[0]"),
        (server(#""inputs": {"a b": {}}"#), "servers.a.inputs.a b"),
        (server(#""inputs": {"a": "x"}"#), "servers.a.inputs.a"),
        (server(#""inputs": {"a": {"type": "text"}}"#), "servers.a.inputs.a"),
        (
            server(#""inputs": {"a": {"type": "number", "default": "1"}}"#),
            "servers.a.inputs.a.default"
        ),
        (
            server(#""inputs": {"a": {"type": "boolean", "choices": ["x"]}}"#),
            "servers.a.inputs.a.choices[0]"
        ),
        (server(#""inputs": {"a": {"default": 1}}"#), "servers.a.inputs.a.default"),
        (server(#""inputs": {"a": {"required": "yes"}}"#), "servers.a.inputs.a.required"),
        (server(#""inputs": {"a": {"help": 1}}"#), "servers.a.inputs.a.help"),
        (server(#""permissions": []"#), "servers.a.permissions"),
        (server(#""platforms": []"#), "servers.a.platforms"),
        (#"{"exceptions": {}}"#, "exceptions"), (#"{"exceptions": ["x"]}"#, "exceptions[0]"),
        // What no schema can say comes last.
        (server(#""secrets": ["A"], "env": {"A": "x"}"#), "servers.a"),
        (
            server(#""inputs": {"a": {"default": "x", "choices": ["y"]}}"#),
            "servers.a.inputs.a.default"
        ),
    ]

    /// The faults that a schema can tell.
    static let schemaFaults = faults.dropLast(2)

    /// Manifests that name the place of a secret, with the place of that.
    static let references: [(String, String)] = [
        (server(#""env": {"A": "op://vault/x"}"#), "servers.a.env.A"),
        (server(#""env": {"A": "env:B"}"#), "servers.a.env.A"),
        (server(#""args": ["--key=op://v/x"]"#), "servers.a.args[0]"),
        (server(#""args": ["x", "cmd:pass"]"#), "servers.a.args[1]"),
        (server(#""inputs": {"a": {"default": "file:/etc/x"}}"#), "servers.a.inputs.a.default"),
        (server(#""secrets": ["env:TOKEN"]"#), "servers.a.secrets[0]"),
        (source("op://vault/x"), "servers.a.source"),
        (source("env:X"), "servers.a.source"), (source("file:x.mcpb"), "servers.a.source"),
    ]

    /// The same in members that the schema does not know.
    static let unknownReferences: [(String, String)] = [
        (server(#""headers": {"Authorization": "op://v/x"}"#), "servers.a.headers.Authorization"),
        (#"{"later": [["env:X"]]}"#, "later[0][0]"),
    ]
}
