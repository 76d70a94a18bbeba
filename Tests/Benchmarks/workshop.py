"""The folder in which everything happens: tools, bundles, a registry, fresh homes."""

import itertools
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import bundles
import loopback
from measure import Call, CommandFailed, Meter

TOOLS = Path(__file__).parent / "tools"


class Workshop:
    """Owns a work folder and the loopback server; `close` takes both away."""

    def __init__(self, folder, mcppkg):
        self.folder = folder
        self.mcppkg = mcppkg
        for name in ("tools", "www", "bundles", "home"):
            (folder / name).mkdir(parents=True)
        self.tools = {name: self._compile(name) for name in ("measure", "floor", "static-server")}
        self.request = folder / "request"
        self.request.write_text('{"jsonrpc":"2.0","id":1,"method":"initialize"}\n')
        self.server = loopback.Loopback(folder / "www", folder)
        self.meter = Meter(self.tools["measure"], folder, self._variables())
        self._numbers = itertools.count()
        self._bundles = {}

    def _compile(self, name):
        compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
        if compiler is None:
            raise SystemExit("a C compiler (cc, gcc or clang) is needed")
        program = self.folder / "tools" / name
        words = [compiler, "-O2", "-o", program, TOOLS / f"{name}.c"]
        # macOS has no static programs; there the dynamic one is what a start costs.
        if subprocess.run([*words, "-static"], capture_output=True).returncode != 0:
            subprocess.run(words, check=True)
        return program

    def _variables(self):
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder / "home"),
            "LANG": "C.UTF-8",
            "MCPPKG_REGISTRY": self.server.base,
        }
        passed = {key: os.environ[key] for key in ("TMPDIR",) if key in os.environ}
        return variables | passed

    def fresh(self):
        """A new empty folder. Nothing is deleted before the end: a file system that reuses what
        was just freed is slower, and the next measurement would pay for it."""
        place = self.folder / "rounds" / str(next(self._numbers))
        place.mkdir(parents=True)
        return place

    def bundle(self, id, files, total, stored=False):
        """A published bundle, made when it is first asked for."""
        if id not in self._bundles:
            place = self.folder / "bundles"
            made = bundles.make(place, self.tools["static-server"], id, files, total, stored)
            loopback.publish(self.folder / "www", self.server.base, made)
            self._bundles[id] = made
        return self._bundles[id]

    def url(self, bundle):
        return f"{self.server.base}/{bundle.path.name}"

    def command(self, home, *words, variables=None):
        """A call of mcppkg on a home."""
        return Call([self.mcppkg, "--home", home, *words], self.folder, variables or {})

    def install(self, home, bundle, durable=True):
        """The call that installs a bundle into the user scope of a home."""
        variables = {} if durable else {"MCPPKG_DURABILITY": "none"}
        source = f"{bundle.name}@{bundles.VERSION}"
        return self.command(home, "install", source, "--user", "--yes", variables=variables)

    def installed(self, bundle):
        """A fresh home in which a bundle is installed, and its prefix."""
        home = self.fresh()
        self.meter.run(self.install(home, bundle, durable=False))
        return home, prefix(home, bundle)

    def listing(self, bundle):
        """What `floor` reads: every directory and file of a bundle, with sizes."""
        path = self.folder / "bundles" / f"{bundle.id}.list"
        if not path.exists():
            with zipfile.ZipFile(bundle.path) as archive:
                files = {entry.filename: entry.file_size for entry in archive.infolist()}
            above = {str(parent) for name in files for parent in Path(name).parents} - {"."}
            lines = [f"0 {name}/" for name in sorted(above)]
            lines += [f"{size} {name}" for name, size in files.items()]
            path.write_text("\n".join(lines) + "\n")
        return path

    def close(self):
        self.server.stop()
        # Prefixes are read-only.
        subprocess.run(["chmod", "-R", "u+rwX", self.folder], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


def prefix(home, bundle):
    """The one sealed directory of a bundle in a home."""
    found = list((home / "data" / "servers").glob(f"*/{bundle.id}/{bundles.VERSION}-*"))
    if len(found) != 1:
        raise CommandFailed(f"there are {len(found)} prefixes of {bundle.id} in {home}")
    return found[0]
