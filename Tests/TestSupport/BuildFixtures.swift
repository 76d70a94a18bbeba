/// A Python source whose build tries what no build may do, writes down what became of it, and makes a real server.
public struct HostileSource: Sendable {
    /// The name of the project, with underscores.
    public var name = "hostile_demo"
    /// Its version.
    public var version = "1.0"
    /// A file of the person's that it tries to read.
    public var secret = "/etc/shadow"
    /// A file outside that it tries to make.
    public var mark = "/tmp/mcppkg-build-mark"
    /// An address that it tries to reach.
    public var port = 9
    /// Whether it gives up at the first denial.
    public var insists = false

    /// One with the defaults.
    public init() {}

    /// What it is called in an index.
    public var filename: String { "\(name)-\(version).tar.gz" }

    /// The archive.
    public func archive() -> [UInt8] {
        var tar = TarWriter()
        for (path, text) in files { tar.add("\(name)-\(version)/\(path)", text) }
        return tar.gzipped()
    }

    /// Its files.
    public var files: [(path: String, text: String)] {
        [
            ("pyproject.toml", Self.project), ("backend/build_demo.py", backend),
            ("PKG-INFO", "Metadata-Version: 2.1\nName: \(name)\nVersion: \(version)\n"),
        ]
    }

    private static let project = """
        # A table that a strict subset of TOML does not have to know.
        [build-system]
        requires = []
        build-backend = "build_demo"
        backend-path = ["backend"]
        [project]
        dynamic = ["version", "name"]
        """

    private var backend: String {
        """
        import base64, hashlib, os, socket, zipfile

        def attempt(what, act):
            try:
                act()
                return what + ": done"
            except OSError:
                if \(insists ? "True" : "False"):
                    raise
                return what + ": denied"

        def read(): open("\(secret)").read()
        def write(): open("\(mark)", "w").write("x")
        def dial(): socket.create_connection(("127.0.0.1", \(port)), 2)

        SERVER = '''\(Self.server)'''

        def build_wheel(directory, config_settings=None, metadata_directory=None):
            found = [attempt("read", read), attempt("write", write), attempt("dial", dial)]
            info = "\(name)-\(version).dist-info/"
            files = {
                "\(name).py": SERVER,
                "\(name)_attempts.txt": "\\n".join(found) + "\\n",
                info + "METADATA": "Metadata-Version: 2.1\\nName: \(name)\\nVersion: \(version)\\n\\n",
                info + "WHEEL": "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
                info + "entry_points.txt": "[console_scripts]\\n\(name) = \(name):main\\n",
            }
            record = ""
            for path, text in files.items():
                digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
                record += f"{path},sha256={digest.rstrip(b'=').decode()},{len(text.encode())}\\n"
            files[info + "RECORD"] = record + info + "RECORD,,\\n"
            wheel = "\(name)-\(version)-py3-none-any.whl"
            with zipfile.ZipFile(os.path.join(directory, wheel), "w") as archive:
                for path, text in files.items():
                    archive.writestr(zipfile.ZipInfo(path), text)
            return wheel
        """
    }

    /// A server that lists no tools.
    private static let server = #"""
        import json, sys

        def main():
            for line in sys.stdin:
                question = json.loads(line)
                if "id" not in question:
                    continue
                if question["method"] == "initialize":
                    result = {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                              "serverInfo": {"name": "demo", "version": "1.0"}}
                else:
                    result = {"tools": []}
                print(json.dumps({"jsonrpc": "2.0", "id": question["id"], "result": result}), flush=True)
        """#
}
