internal import Cryptography

/// A lock with closures as text: a server of npm, one of PyPI with a cycle, and a bundle.
public enum ClosureLock {
    /// The lock as it was, or as it is after an upgrade that a reviewer should look at.
    public static func text(isLater: Bool = false) -> String {
        "version = 1\n" + files(isLater) + git(isLater) + weather
    }

    /// What `content` hashes to.
    public static func digest(_ content: String) -> String { Digest(of: content.utf8).hex }

    /// One server with the lines of its packages.
    public static func server(_ facts: [(String, String)], _ packages: [String]) -> String {
        let head = facts.map { "\($0.0) = \"\($0.1)\"\n" }.joined()
        return "\n[[server]]\n" + head + "packages = [\n" + packages.joined() + "]\n"
    }

    /// One package; `more` is TOML that goes before its hash.
    public static func package(
        _ type: String,
        _ name: String,
        _ version: String,
        _ more: String = "",
        content: String? = nil
    ) -> String {
        let digest = digest(content ?? "\(type) \(name) \(version) \(more)")
        let extra = more.isEmpty ? "" : more + ", "
        return "    { type = \"\(type)\", name = \"\(name)\", version = \"\(version)\", "
            + "\(extra)sha256 = \"\(digest)\", evidence = \"registry-digest\" },\n"
    }

    private static func files(_ isLater: Bool) -> String {
        let integrity = "sha512-" + String(repeating: "A", count: 86) + "=="
        let address = "https://registry.npmjs.org/@acme/files/-/files-1.0.0.tgz"
        return server(
            [
                ("id", "files"), ("name", "npm/acme-files"), ("version", "1.0.0"),
                ("source", "npm:@acme/files@^1.0.0"),
            ],
            [
                package(
                    "npm",
                    "@acme/files",
                    "1.0.0",
                    #"at = ["node_modules/@acme/files"], requires = ["strip", "zod"], "#
                        + "url = \"\(address)\", integrity = \"\(integrity)\""
                ),
                package(
                    "npm",
                    "strip",
                    "1.0.0",
                    #"at = ["node_modules/strip"], requires = ["zod"]"#
                ),
                package(
                    "npm",
                    "zod",
                    "4.0.0",
                    #"at = ["node_modules/zod"]"#,
                    content: isLater ? "replaced" : "zod"
                ),
                package("npm", "zod", "3.0.0", #"at = ["node_modules/strip/node_modules/zod"]"#),
                package(
                    "runtime",
                    "node",
                    "22.3.0",
                    #"url = "https://files.example/node-22.3.0.whl""#
                ),
            ]
        )
    }

    private static func git(_ isLater: Bool) -> String {
        let added =
            isLater ? [package("pypi", "sniffio", "1.3.1")] : [package("pypi", "idna", "3.10")]
        let idna = isLater ? "sniffio" : "idna"
        return server(
            [
                ("id", "git"), ("name", "pypi/mcp-server-git"),
                ("version", isLater ? "2026.8.1" : "2026.7.10"),
                ("source", "pypi:mcp-server-git@>=2026.7"), ("runtime", "python >=3.10"),
            ],
            [
                package(
                    "pypi",
                    "mcp-server-git",
                    isLater ? "2026.8.1" : "2026.7.10",
                    #"requires = ["click", "mcp"]"#
                ),
                package("pypi", "mcp", "2.3.0", #"requires = ["anyio", "mcp-server-git"]"#),
                package("pypi", "anyio", "4.9.0", "requires = [\"\(idna)\"]", content: "anyio"),
                package("pypi", "click", "8.1.0", #"build = "setup.py""#),
            ] + added
        )
    }

    private static let weather = """

        [[server]]
        id = "weather"
        name = "io.github.acme/weather"
        version = "1.0.0"
        source = "io.github.acme/weather@^1.0.0"
        packages = [
            { type = "mcpb", url = "https://acme.example/weather.mcpb", \
        sha256 = "\(digest("weather"))", evidence = "registry-digest" },
        ]

        """
}
