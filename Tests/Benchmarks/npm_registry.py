"""A registry of npm packages on the loopback interface, made of packages that are installed here.

    npm_registry.py make OUT [NODE_MODULES]   repacks every package of a tree, the same bytes each time
    npm_registry.py serve OUT [--port N]      serves it; the first line of output is its address

The packages are those inside npm itself: about two hundred real ones, nested as npm nests them. One
package more, `@sample/tree-server`, depends on everything that lies at the top of the tree.
"""

import base64
import gzip
import hashlib
import http.server
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import urllib.parse
from pathlib import Path

ROOT = "@sample/tree-server"
ROOT_VERSION = "1.0.0"
PUBLISHED = "2024-01-01T00:00:00.000Z"
BASE = "{{BASE}}"
SCRIPTS = ("preinstall", "install", "postinstall")
KEPT = (
    "name", "version", "dependencies", "optionalDependencies", "peerDependencies",
    "peerDependenciesMeta", "bin", "engines", "os", "cpu", "libc", "deprecated", "scripts",
)
SERVER = """#!/usr/bin/env node
const { createInterface } = require('readline')
createInterface({ input: process.stdin }).on('line', line => {
  const { id, method } = JSON.parse(line)
  if (id === undefined) return
  const result = method === 'initialize'
    ? { protocolVersion: '2025-06-18', capabilities: { tools: {} },
        serverInfo: { name: 'tree', version: '1.0.0' } }
    : { tools: [{ name: 'names', inputSchema: { type: 'object' } }] }
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n')
})
"""


def find_node_modules():
    """The packages that npm brings with it; nothing where there is no npm."""
    found = subprocess.run(["npm", "root", "--global"], capture_output=True, text=True)
    place = Path(found.stdout.strip()) / "npm" / "node_modules"
    return place if place.is_dir() else None


def packages_below(modules):
    """Every package directory below a `node_modules`, nested ones included."""
    for entry in sorted(modules.iterdir()):
        if entry.name.startswith("."):
            continue
        scoped = sorted(entry.iterdir()) if entry.name.startswith("@") else [entry]
        for package in scoped:
            if (package / "package.json").is_file():
                yield package
                if (package / "node_modules").is_dir():
                    yield from packages_below(package / "node_modules")


def files_of(package):
    for directory, names, files in os.walk(package):
        names[:] = sorted(name for name in names if name != "node_modules")
        for name in sorted(files):
            path = Path(directory) / name
            if path.is_file() and not path.is_symlink():
                executable = os.access(path, os.X_OK) and path.stat().st_mode & 0o100
                yield str(path.relative_to(package)), path.read_bytes(), bool(executable)


def tarball(files, top="package"):
    """A gzipped tar of (name, bytes, executable); the same bytes for the same files."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content, executable in files:
            member = tarfile.TarInfo(f"{top}/{name}")
            member.size = len(content)
            member.mode = 0o755 if executable else 0o644
            member.mtime = 499162500
            archive.addfile(member, io.BytesIO(content))
    return gzip.compress(plain.getvalue(), 6, mtime=0)


def integrity(content):
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


def escaped(name):
    return name.replace("/", "%2f")


class Registry:
    """Packuments and tarballs, written to a folder."""

    def __init__(self, out):
        self.out = Path(out)
        self.packuments = {}
        (self.out / "tarballs").mkdir(parents=True, exist_ok=True)
        (self.out / "packuments").mkdir(exist_ok=True)

    def add(self, manifest, content, published=PUBLISHED):
        """Publishes one version; `content` is its tarball."""
        name, version = manifest["name"], manifest["version"]
        file = f"{name.split('/')[-1]}-{version}.tgz"
        place = self.out / "tarballs" / escaped(name)
        place.mkdir(exist_ok=True)
        (place / file).write_bytes(content)
        kept = {key: manifest[key] for key in KEPT if manifest.get(key)}
        if isinstance(kept.get("bin"), str):
            kept["bin"] = {name.split("/")[-1]: kept["bin"]}
        for key in ("bundleDependencies", "bundledDependencies"):
            if manifest.get(key):
                kept["bundleDependencies"] = manifest[key]
        if any(script in manifest.get("scripts", {}) for script in SCRIPTS):
            kept["hasInstallScript"] = True
        kept["dist"] = {
            "tarball": f"{BASE}/{name}/-/{file}",
            "integrity": integrity(content),
            "shasum": hashlib.sha1(content).hexdigest(),
        }
        packument = self.packuments.setdefault(
            name, {"name": name, "dist-tags": {}, "versions": {}, "time": {}}
        )
        packument["versions"][version] = kept
        packument["time"][version] = published
        packument["dist-tags"]["latest"] = version
        return kept

    def write(self):
        for name, packument in self.packuments.items():
            text = json.dumps(packument, sort_keys=True)
            (self.out / "packuments" / escaped(name)).write_text(text)


def make(out, modules):
    """The tree of npm as separate packages; gives back how many tarballs there are."""
    registry = Registry(out)
    found = {}
    for package in packages_below(modules):
        manifest = json.loads((package / "package.json").read_bytes())
        found.setdefault((manifest["name"], manifest["version"]), (package, manifest))
    names = {name for name, _ in found}
    for (name, version), (package, manifest) in sorted(found.items()):
        for kind in ("dependencies", "optionalDependencies", "peerDependencies"):
            wanted = manifest.get(kind, {})
            manifest[kind] = {key: value for key, value in wanted.items() if key in names}
        manifest.pop("bundleDependencies", None)
        manifest.pop("bundledDependencies", None)
        manifest["scripts"] = {}
        files = [
            (name, json.dumps(manifest, indent=2).encode() if name == "package.json" else content, x)
            for name, content, x in files_of(package)
        ]
        registry.add(manifest, tarball(files))
    top = {}
    for entry in packages_below(modules):
        if entry.parent == modules or entry.parent.parent == modules:
            manifest = json.loads((entry / "package.json").read_bytes())
            top[manifest["name"]] = manifest["version"]
    root = {
        "name": ROOT,
        "version": ROOT_VERSION,
        "bin": {"tree-server": "server.js"},
        "engines": {"node": ">=18"},
        "dependencies": top,
    }
    files = [
        ("package.json", json.dumps(root, indent=2).encode(), False),
        ("server.js", SERVER.encode(), False),
    ]
    registry.add(root, tarball(files))
    add_oddities(registry)
    registry.write()
    return len(found) + 1


def add_oddities(registry):
    """`@sample/odd-server`: one package for each thing that makes an npm tree hard to copy."""

    def publish(name, version, files=(), top="package", **manifest):
        manifest = {"name": name, "version": version, **manifest}
        text = json.dumps(manifest, indent=2).encode()
        registry.add(manifest, tarball([("package.json", text, False), *files], top))

    program = b"#!/usr/bin/env node\r\nconsole.log(1)\r\n"
    plain = b"#!/usr/bin/env node\nconsole.log(2)\n"
    publish(
        "odd-crlf", "1.0.0",
        [
            ("cli.js", program, False), (".gitignore", b"a\n", False),
            ("lib/.gitignore", b"b\n", False), ("lib/.npmignore", b"c\n", False),
            (".npmrc", b"fund=false\n", False),
        ],
        bin="./cli.js",
    )
    inner = {"name": "odd-inner", "version": "1.0.0", "bin": {"inner": "run.js"}}
    publish(
        "odd-bundler", "1.0.0",
        [
            ("node_modules/odd-inner/package.json", json.dumps(inner).encode(), False),
            ("node_modules/odd-inner/run.js", plain, False),
        ],
        dependencies={"odd-inner": "1.0.0", "odd-v": "^1.0.0"},
        bundleDependencies=["odd-inner"],
    )
    publish("odd-a", "1.0.0", bin={"shared": "nowhere.js", "own-a": "a.js"}, files=[
        ("a.js", plain, True),
    ])
    publish("odd-b", "1.0.0", bin={"shared": "b.js"}, files=[("b.js", plain, False)])
    publish("odd-v", "1.0.0", [("one.js", b"1\n", False)], bin={"odd-v": "one.js"})
    publish("odd-v", "2.0.0", [("two.js", b"2\n", False)], bin={"odd-v": "two.js"})
    publish("odd-needs-two", "1.0.0", top="another-name", dependencies={"odd-v": "^2.0.0"})
    publish(
        "odd-peer", "1.0.0",
        peerDependencies={"odd-v": "^1.0.0", "odd-absent": "*"},
        peerDependenciesMeta={"odd-absent": {"optional": True}},
    )
    publish("odd-of-darwin", "1.0.0")
    publish("odd-darwin", "1.0.0", os=["darwin"], dependencies={"odd-of-darwin": "1.0.0"})
    publish("odd-linux", "1.0.0", os=["!darwin", "!win32"], cpu=["x64", "arm64"])
    publish(
        "@sample/odd-server", "1.0.0",
        [("bin/start.js", plain, False)],
        bin="bin/start.js",
        engines={"node": "^18 || >=20"},
        dependencies={
            "odd-crlf": "^1.0.0", "odd-renamed": "npm:odd-crlf@^1.0.0", "odd-bundler": "1.0.0",
            "odd-a": "1.0.0", "odd-b": "1.0.0", "odd-v": "1.0.0", "odd-needs-two": "1.0.0",
            "odd-peer": "1.0.0",
        },
        optionalDependencies={"odd-darwin": "1.0.0", "odd-linux": "1.0.0"},
    )


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body in one packet at once: a client that asks one by one would wait 40 ms each time.
    wbufsize = 1 << 20
    disable_nagle_algorithm = True
    root = None
    base = None

    def do_GET(self):
        path = urllib.parse.unquote(self.path.split("?")[0]).lstrip("/")
        match = re.fullmatch(r"((?:@[^/]+/)?[^/]+)(?:/-/([^/]+)|/([^/]+))?", path)
        if not match or ".." in path:
            return self.answer(404, b"{}")
        name, file, version = match.groups()
        if file:
            return self.send(self.root / "tarballs" / escaped(name) / file, "application/gzip")
        packument = self.root / "packuments" / escaped(name)
        if not packument.is_file():
            return self.answer(404, b'{"error":"Not found"}')
        text = packument.read_text().replace(BASE, self.base)
        if version:
            manifest = json.loads(text)["versions"].get(version)
            return self.answer(200 if manifest else 404, json.dumps(manifest or {}).encode())
        self.answer(200, text.encode())

    def send(self, file, kind):
        if not file.is_file():
            return self.answer(404, b"{}")
        self.answer(200, file.read_bytes(), kind)

    def answer(self, status, body, kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def serve(out, port):
    server = Server(("127.0.0.1", port), Handler)
    Handler.root = Path(out)
    Handler.base = f"http://127.0.0.1:{server.server_address[1]}"
    print(Handler.base, flush=True)
    server.serve_forever()


def main(arguments):
    if arguments[:1] == ["make"]:
        modules = Path(arguments[2]) if len(arguments) > 2 else find_node_modules()
        if modules is None:
            sys.exit("there is no npm whose packages could be repacked")
        print(make(arguments[1], modules))
    elif arguments[:1] == ["serve"]:
        port = int(arguments[3]) if arguments[2:3] == ["--port"] else 0
        serve(arguments[1], port)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
