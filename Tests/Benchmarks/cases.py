"""What is measured. Each case gives the rows of the table that it fills."""

import hashlib
import shutil
import time
import zipfile

from measure import Call, Contender, Row, ratio
from workshop import prefix

MEBIBYTE = 1 << 20
WHEEL = {
    "thing.py": "",
    "thing-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n",
    "thing-1.0.dist-info/WHEEL": (
        "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    ),
    "thing-1.0.dist-info/RECORD": "",
}
BUNDLE = {"id": "big", "files": 3000, "total": 20 * 1000 * 1000}


def run(shop, rounds):
    """`run` beside starting the same server directly."""
    rows = []
    for files in (1, 300, 3000):
        bundle = shop.bundle(f"server-{files}", files, files * 2000)
        rows += run_one(shop, bundle, files, rounds)
    return rows


def run_one(shop, bundle, files, rounds):
    home, place = shop.installed(bundle)
    program = place / "server" / "static-server"

    def call(*words):
        return lambda _: Call(list(words), shop.folder, input=shop.request)

    look = (shop.tools["floor"], "stat", shop.listing(bundle), place, program)
    direct = Contender("the server itself", call(program))
    floor = Contender("floor: stat of each file", call(*look))
    through = Contender("run", call(shop.mcppkg, "--home", home, "run", "--user", bundle.id))
    shop.meter.compare([direct, through, floor], rounds * 6)
    row = ratio(f"run, {files} files", through, direct)
    row.budget = "+5 ms +3 us a file"
    row.share = (through.minimum - direct.minimum) / (0.005 + 3e-6 * files)
    return [row, ratio(f"run, {files} files", through, floor)]


def sync(shop, rounds):
    """`sync` with nothing to do beside programs that people know."""
    rows = []
    for files in (1, 3000):
        bundle = shop.bundle(f"server-{files}", files, files * 2000)
        home, _ = shop.installed(bundle)
        for _ in range(2):
            # What was changed a moment ago is looked at again, so the quick answer comes later.
            time.sleep(0.1)
            shop.meter.run(shop.command(home, "sync", "--user"))
        rows += sync_one(shop, files, shop.command(home, "sync", "--user"), rounds)
    return rows


def sync_one(shop, files, call, rounds):
    nothing = Contender("sync", lambda _: call)
    peers = [Contender("floor: true", lambda _: Call([shutil.which("true")], shop.folder))]
    peers += uv_peers(shop)
    shop.meter.compare([nothing, *peers], rounds * 4)
    rows = [ratio(f"sync, nothing to do, {files} files", nothing, peer) for peer in peers]
    rows[0].budget = "10 ms"
    rows[0].share = nothing.minimum / 0.010
    return rows


def uv_peers(shop):
    """`uv` where there is one: its start, and a `pip sync` that finds everything in place."""
    program = shutil.which("uv")
    if program is None:
        return []
    place = shop.fresh()
    wheel = place / "thing-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, content in WHEEL.items():
            archive.writestr(name, content)
    (place / "requirements.txt").write_text(f"thing @ file://{wheel}\n")
    words = [program, "--offline", "--quiet", "--cache-dir", place / "cache"]
    shop.meter.run(Call([*words, "venv", "--no-project", place / "venv"], place))
    variables = {"VIRTUAL_ENV": str(place / "venv")}
    same = Call([*words, "pip", "sync", place / "requirements.txt"], place, variables)
    shop.meter.run(same)
    return [
        Contender("uv --version", lambda _: Call([program, "--version"], place)),
        Contender("uv pip sync", lambda _: same),
    ]


def cold(shop, rounds):
    """A first install beside fetching, hashing and unpacking the same bytes by hand."""
    bundle = shop.bundle(**BUNDLE)
    (shop.folder / "sums").write_text(sums(bundle))
    script = (
        f"curl -sSf -o {bundle.path.name} {shop.url(bundle)}"
        f" && sha256sum --quiet -c {shop.folder / 'sums'}"
        f" && mkdir tree && bsdtar -xf {bundle.path.name} -C tree"
    )
    peer = Contender("curl, sha256sum, bsdtar", lambda _: Call(["sh", "-c", script], shop.fresh()))
    create = (shop.tools["floor"], "create", shop.listing(bundle))
    floor = Contender(
        "floor: create the files", lambda _: Call([*create, shop.fresh()], shop.folder)
    )
    quick = Contender("install", lambda _: shop.install(shop.fresh(), bundle, durable=False))
    durable = Contender("durable", lambda _: shop.install(shop.fresh(), bundle))
    shop.meter.compare([peer, quick, floor, durable], rounds)
    what = "cold install, 20 MB, 3,000 files"
    rows = [ratio(what, quick, peer, 1.5), ratio(what, quick, floor)]
    return rows + [ratio(f"{what}, with barrier", durable, peer)]


def sums(bundle):
    return f"{hashlib.sha256(bundle.path.read_bytes()).hexdigest()}  {bundle.path.name}\n"


def warm(shop, rounds):
    """An install whose files are in the store beside hard links to a tree of the same files."""
    bundle = shop.bundle(**BUNDLE)
    home, _ = shop.installed(bundle)
    tree = shop.fresh()
    shop.meter.run(Call(["bsdtar", "-xf", bundle.path, "-C", tree], shop.folder))

    def again(_):
        shop.meter.run(shop.command(home, "remove", bundle.id, "--user", "--yes"))
        aside = shop.fresh()
        for name in ("servers", "seals"):
            (home / "data" / name).rename(aside / name)
        return shop.install(home, bundle, durable=False)

    def link(*words):
        return lambda _: Call([*words, tree, shop.fresh()], shop.folder)

    copy = Contender("cp -al", link("cp", "-al"))
    each = (shop.tools["floor"], "link", shop.listing(bundle))
    floor = Contender("floor: link each file", link(*each))
    install = Contender("install", again)
    shop.meter.compare([copy, install, floor], rounds)
    prefix(home, bundle)
    what = "warm install, 20 MB, 3,000 files"
    return [ratio(what, install, copy, 2), ratio(what, install, floor)]


def memory(shop, rounds):
    """Peak memory of an install, whatever the archive holds."""
    kinds = {
        "20 MB": {"id": "archive-20", "files": 3000, "total": 20 * MEBIBYTE, "stored": True},
        "500 MB": {"id": "archive-500", "files": 100, "total": 500 * MEBIBYTE, "stored": True},
        "100,000 files": {"id": "many", "files": 99_990, "total": 50 * MEBIBYTE, "stored": True},
    }
    rows = []
    for name, kind in kinds.items():
        bundle = shop.bundle(**kind)
        samples = [shop.meter.run(shop.install(shop.fresh(), bundle, False)) for _ in range(2)]
        shares = [sample.memory / (64 * MEBIBYTE) for sample in samples]
        what = f"memory of an install, {name}"
        peak = max(shares)
        rows.append(Row(what, "64 MiB", min(shares), peak, budget="64 MiB", share=peak))
    return rows


def start(shop, rounds):
    """How long the commands that people type most take to answer."""
    home, _ = shop.installed(shop.bundle("server-1", 1, 2000))
    nothing = Contender("floor: true", lambda _: Call([shutil.which("true")], shop.folder))
    commands = {
        "--version": shop.command(home, "--version"),
        "list": shop.command(home, "list", "--user"),
    }
    asked = [Contender(name, lambda _, call=call: call) for name, call in commands.items()]
    shop.meter.compare([nothing, *asked], rounds * 4)
    return [ratio(f"start of `{one.name}`", one, nothing) for one in asked]


ALL = {case.__name__: case for case in (run, sync, start, cold, warm, memory)}
