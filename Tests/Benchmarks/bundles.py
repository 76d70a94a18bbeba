"""Makes the bundles that are installed: the same bytes on every machine, apart from the server."""

import json
import random
import zipfile
from dataclasses import dataclass
from pathlib import Path

VERSION = "1.0.0"
WORDS = b"import export return const function server tool call input output value".split()


@dataclass(frozen=True)
class Bundle:
    """One bundle on disk and what it holds."""

    id: str
    path: Path
    files: int

    @property
    def name(self):
        return f"io.github.benchmarks/{self.id}"


def manifest(name):
    server = {
        "type": "binary",
        "entry_point": "server/static-server",
        "mcp_config": {"command": "${__dirname}/server/static-server", "args": []},
    }
    return {
        "manifest_version": "0.3",
        "name": name,
        "version": VERSION,
        "description": "A bundle for measurements",
        "author": {"name": "Benchmarks"},
        "server": server,
    }


def text(source, size):
    """Bytes that deflate to about half, as packages of scripts and resources do."""
    pieces = []
    length = 0
    while length < size:
        piece = source.choice(WORDS) if source.random() < 0.8 else source.randbytes(12)
        pieces.append(piece)
        length += len(piece) + 1
    return b" ".join(pieces)[:size]


def sizes(source, count, total):
    """Many small files and a few large ones, `total` bytes together."""
    raw = [source.lognormvariate(0, 1.3) for _ in range(count)]
    return [max(1, int(part * total / sum(raw))) for part in raw]


def make(folder, server, id, files, total, stored=False):
    """Writes a bundle of `files` files that hold `total` bytes, beside the server."""
    source = random.Random(id)
    path = folder / f"{id}.mcpb"
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    block = source.randbytes(1 << 20)
    with zipfile.ZipFile(path, "w", method) as archive:
        add(archive, "manifest.json", json.dumps(manifest(id), indent=1).encode(), 0o644)
        add(archive, "server/static-server", server.read_bytes(), 0o755)
        for index, size in enumerate(sizes(source, max(0, files - 2), total)):
            name = f"lib/package-{index // 25}/{'src' if index % 2 else 'dist'}/module-{index}.js"
            content = repeated(block, size) if stored else text(source, size)
            add(archive, name, content, 0o644)
    return Bundle(id, path, max(2, files))


def repeated(block, size):
    return (block * (size // len(block) + 1))[:size]


def add(archive, name, content, mode):
    entry = zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0))
    entry.external_attr = (0o100000 | mode) << 16
    entry.compress_type = archive.compression
    archive.writestr(entry, content)
