#!/usr/bin/env python3
"""Serves a directory of wheels and sources (`.tar.gz`) as a package index on loopback, in JSON (PEP 691) and HTML (PEP 503).

usage: pypi_index.py DIRECTORY [--form json|html|both] [--uploaded 2026-01-01T00:00:00Z]

Prints its base URL, which ends in `/simple/`, and serves until its standard input ends. Every wheel has its metadata
beside it (PEP 658), as the public index has.
"""

import argparse
import hashlib
import html
import http.server
import json
import pathlib
import re
import sys
import threading
import zipfile

JSON_FORM = "application/vnd.pypi.simple.v1+json"


def normalized(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def metadata(path):
    with zipfile.ZipFile(path) as wheel:
        name = next(n for n in wheel.namelist() if n.endswith(".dist-info/METADATA"))
        return wheel.read(name)


def header(text, name):
    found = re.search(rb"^%s: *(.*?)\r?$" % name.encode(), text, re.M | re.I)
    return found.group(1).decode() if found else None


class Index:
    def __init__(self, directory, uploaded):
        self.uploaded = uploaded
        self.files = {}
        self.projects = {}
        for path in sorted(pathlib.Path(directory).glob("*.whl")):
            content = path.read_bytes()
            about = metadata(path)
            self.files[path.name] = content
            self.files[path.name + ".metadata"] = about
            entry = {
                "filename": path.name,
                "url": "../../files/" + path.name.replace("+", "%2B"),
                "hashes": {"sha256": hashlib.sha256(content).hexdigest()},
                "size": len(content),
                "core-metadata": {"sha256": hashlib.sha256(about).hexdigest()},
            }
            if header(about, "Requires-Python"):
                entry["requires-python"] = header(about, "Requires-Python")
            if uploaded:
                entry["upload-time"] = uploaded
            self.projects.setdefault(normalized(path.name.split("-")[0]), []).append(entry)
        for path in sorted(pathlib.Path(directory).glob("*.tar.gz")):
            content = path.read_bytes()
            self.files[path.name] = content
            entry = {
                "filename": path.name,
                "url": "../../files/" + path.name.replace("+", "%2B"),
                "hashes": {"sha256": hashlib.sha256(content).hexdigest()},
                "size": len(content),
            }
            if uploaded:
                entry["upload-time"] = uploaded
            name = normalized(path.name.removesuffix(".tar.gz").rsplit("-", 1)[0])
            self.projects.setdefault(name, []).append(entry)

    def as_json(self, name):
        page = {"meta": {"api-version": "1.1"}, "name": name, "files": self.projects[name]}
        return json.dumps(page).encode()

    def as_html(self, name):
        lines = []
        for entry in self.projects[name]:
            attributes = f'href="{entry["url"]}#sha256={entry["hashes"]["sha256"]}"'
            if "core-metadata" in entry:
                attributes += f' data-core-metadata="sha256={entry["core-metadata"]["sha256"]}"'
            if "requires-python" in entry:
                attributes += f' data-requires-python="{html.escape(entry["requires-python"])}"'
            lines.append(f"<a {attributes}>{entry['filename']}</a><br/>")
        return ("<!DOCTYPE html><html><body>" + "\n".join(lines) + "</body></html>").encode()


def handler(index, form):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            path = self.path.split("?")[0]
            page = re.fullmatch(r"/simple/([^/]+)/?", path)
            file = re.fullmatch(r"/files/([^/]+)", path)
            if page and normalized(page.group(1)) in index.projects:
                name = normalized(page.group(1))
                wants_json = JSON_FORM in self.headers.get("Accept", "")
                if form == "json" or (form == "both" and wants_json):
                    self.answer(index.as_json(name), JSON_FORM)
                else:
                    self.answer(index.as_html(name), "text/html")
            elif file and file.group(1).replace("%2B", "+") in index.files:
                self.answer(index.files[file.group(1).replace("%2B", "+")], "application/octet-stream")
            else:
                self.answer(b"not found", "text/plain", 404)

        do_HEAD = do_GET

        def answer(self, body, kind, status=200):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory")
    parser.add_argument("--form", choices=["json", "html", "both"], default="json")
    parser.add_argument("--uploaded", default="2026-01-01T00:00:00Z")
    options = parser.parse_args()
    index = Index(options.directory, options.uploaded)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler(index, options.form))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_address[1]}/simple/", flush=True)
    sys.stdin.read()


main()
