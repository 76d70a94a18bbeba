public import Documents

/// Valid bundles with a manifest, for tests that need one and for archives that lie in one point only.
public enum SampleBundle {
    /// A manifest of version 0.3 that starts `server/index.js` with Node.
    public static func manifest(name: String = "sample", version: String = "1.0.0") -> JSON {
        [
            "manifest_version": "0.3",
            "name": .string(name),
            "version": .string(version),
            "description": "A bundle for tests",
            "author": ["name": "Tests"],
            "server": [
                "type": "node",
                "entry_point": "server/index.js",
                "mcp_config": ["command": "node", "args": ["${__dirname}/server/index.js"]],
            ],
        ]
    }

    /// The writer of a bundle with a manifest and one script, for adding more.
    public static func writer(
        manifest: JSON = manifest(),
        files: [(path: String, bytes: [UInt8], mode: UInt32)] = [],
        deflated: Bool = false
    ) -> ZipWriter {
        let script = Array(server.utf8)
        return ZipWriter(
            files: [
                ("manifest.json", manifest.bytes(.pretty(indent: 2)), 0o644),
                ("server/index.js", script, 0o755),
            ] + files,
            deflated: deflated
        )
    }

    /// A bundle with a manifest and one script.
    public static func bytes(name: String = "sample", version: String = "1.0.0") -> [UInt8] {
        writer(manifest: manifest(name: name, version: version)).bytes()
    }

    /// A block that has the form of a signature and signs nothing.
    public static func signatureBlock(message: [UInt8] = derSequence(count: 1000)) -> [UInt8] {
        Array("MCPB_SIG_V1".utf8) + le32(UInt32(message.count)) + message
            + Array("MCPB_SIG_END".utf8)
    }

    /// One DER SEQUENCE with `count` bytes (256 to 65,535) that mean nothing.
    public static func derSequence(count: Int) -> [UInt8] {
        [0x30, 0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
            + [UInt8](repeating: 0x05, count: count)
    }
}

/// A server that offers nothing, and says so.
private let server = """
    require('readline').createInterface({ input: process.stdin }).on('line', line => {
      const { id } = JSON.parse(line)
      const result = { protocolVersion: '2025-06-18', capabilities: {},
        serverInfo: { name: 'sample', version: '1.0.0' } }
      if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, result }))
    })

    """
