"""A registry of bundles behind HTTP on the loopback interface: nginx where there is one."""

import hashlib
import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import bundles

OFFICIAL = "io.modelcontextprotocol.registry/official"
NGINX = """
daemon off; pid {home}/nginx.pid; error_log {home}/nginx.log; worker_processes 1; {user}
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; tcp_nopush on; default_type application/json;
  client_body_temp_path {home}/t1; proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3;
  uwsgi_temp_path {home}/t4; scgi_temp_path {home}/t5;
  server {{ listen 127.0.0.1:{port}; root {root}; location / {{ try_files $uri $uri.json =404; }} }}
}}
"""


def publish(root, base, bundle):
    """Puts a bundle and its registry entries where the server finds them."""
    shutil.copy(bundle.path, root / bundle.path.name)
    digest = hashlib.sha256(bundle.path.read_bytes()).hexdigest()
    package = {
        "registryType": "mcpb",
        "identifier": f"{base}/{bundle.path.name}",
        "fileSha256": digest,
        "transport": {"type": "stdio"},
    }
    server = {
        "$schema": "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
        "name": bundle.name,
        "description": "A bundle for measurements",
        "version": bundles.VERSION,
        "packages": [package],
    }
    facts = {"status": "active", "publishedAt": "2025-01-01T00:00:00Z", "isLatest": True}
    entry = {"server": server, "_meta": {OFFICIAL: facts}}
    listing = {"servers": [entry], "metadata": {"count": 1}}
    place = root / "v0.1" / "servers" / bundle.name
    (place / "versions").mkdir(parents=True)
    (place / "versions.json").write_text(json.dumps(listing))
    (place / "versions" / f"{bundles.VERSION}.json").write_text(json.dumps(entry))
    return digest


class Loopback:
    """Serves a folder until `stop`, from a process of its own."""

    def __init__(self, root, home):
        self.root = root
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        nginx = shutil.which("nginx")
        self.kind = "nginx" if nginx else "python's http.server"
        own = [sys.executable, __file__, str(root), str(self.port)]
        self.process = subprocess.Popen(
            self._nginx(nginx, home) if nginx else own,
            stdin=subprocess.DEVNULL,
            stderr=open(home / "server.log", "wb"),
        )
        self._wait()

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"

    def _nginx(self, program, home):
        # Its worker would else become somebody who may not read a private folder.
        user = "user root;" if os.geteuid() == 0 else ""
        text = NGINX.format(home=home, root=self.root, port=self.port, user=user)
        (home / "nginx.conf").write_text(text)
        return [program, "-c", str(home / "nginx.conf"), "-e", str(home / "nginx.log")]

    def _wait(self):
        end = time.monotonic() + 10
        while time.monotonic() < end and self.process.poll() is None:
            try:
                return socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.02)
        raise SystemExit("the loopback server did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Handler(http.server.SimpleHTTPRequestHandler):
    """Answers `x` with `x.json` where there is no file `x`."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path):
        found = Path(super().translate_path(path))
        return str(found if found.is_file() else found.with_name(found.name + ".json"))

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Handler).serve_forever()
