import Cryptography
import Foundation
import TestSupport

/// A wheel of a few files whose RECORD tells the truth unless a test says otherwise.
struct SmallWheel: Sendable {
    /// The name as files have it, with underscores.
    var name = "tiny_server"
    var version = "1.0.0"
    /// What runs when its module is imported, before anything else.
    var atImport = ""
    /// Files beside the module: path and content.
    var extra: [String: String] = [:]
    /// Files that RECORD does not know.
    var unlisted: [String: String] = [:]
    /// A file of which RECORD has another hash.
    var misquoted: String?
    var requires: [String] = []
    /// A wheel without a command is something that a server needs.
    var isServer = true

    /// The name as people write it.
    var project: String { name.replacing("_", with: "-") }
    var filename: String { "\(name)-\(version)-py3-none-any.whl" }

    var metadata: String {
        "Metadata-Version: 2.1\nName: \(project)\nVersion: \(version)\n"
            + requires.map { "Requires-Dist: \($0)\n" }.joined() + "\n"
    }

    /// The archive; the same for the same wheel.
    var bytes: [UInt8] {
        let place = "\(name)-\(version).dist-info"
        var files = extra
        files["\(name).py"] = atImport + (isServer ? Self.server : "answer = 42\n")
        files["\(place)/METADATA"] = metadata
        files["\(place)/WHEEL"] =
            "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        if isServer {
            files["\(place)/entry_points.txt"] =
                "[console_scripts]\n\(project) = \(name):main\n"
        }
        let lines = files.sorted { $0.key < $1.key }.map { path, text in
            let content = Array((path == misquoted ? text + "#" : text).utf8)
            return "\(path),sha256=\(Self.hash(content)),\(text.utf8.count)\n"
        }
        files["\(place)/RECORD"] = lines.joined() + "\(place)/RECORD,,\n"
        files.merge(unlisted) { $1 }
        let sorted = files.sorted { $0.key < $1.key }
        return ZipWriter(files: sorted.map { ($0.key, Array($0.value.utf8), 0o644) }).bytes()
    }

    private static func hash(_ content: [UInt8]) -> String {
        Data(Digest(of: content).bytes).base64EncodedString().replacing("+", with: "-")
            .replacing("/", with: "_").replacing("=", with: "")
    }

    /// An MCP server of one tool, without any package.
    private static let server = """
        import json, sys
        def main():
            for line in sys.stdin:
                message = json.loads(line)
                if "id" not in message:
                    continue
                if message["method"] == "initialize":
                    result = {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                              "serverInfo": {"name": "tiny", "version": "1"}}
                else:
                    result = {"tools": [{"name": "answer", "inputSchema": {"type": "object"}}]}
                reply = {"jsonrpc": "2.0", "id": message["id"], "result": result}
                print(json.dumps(reply), flush=True)

        """
}
