"""Runs mcppkg beside its peers and prints how they compare. `run.sh` calls this."""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

import cases
from measure import CommandFailed
from workshop import Workshop


def arguments():
    prefix = Path(os.environ.get("PREFIX") or Path.home() / ".local")
    parser = argparse.ArgumentParser(prog="Tests/Benchmarks/run.sh", description=__doc__)
    parser.add_argument("--mcppkg", type=Path, default=prefix / "bin" / "mcppkg")
    parser.add_argument("--only", choices=cases.ALL, action="append", help="one case; repeatable")
    parser.add_argument("--rounds", type=int, default=9, help="rounds of the slow cases")
    parser.add_argument("--work", type=Path, help="where to work; decides the file system")
    parser.add_argument("--strict", action="store_true", help="a missed budget fails the run")
    return parser.parse_args()


def missing():
    """Peers that a comparison cannot do without."""
    needed = ("curl", "sha256sum", "bsdtar", "cp", "true")
    return [name for name in needed if not shutil.which(name)]


def measured(shop, options):
    """The rows of all cases, and what the commands said that failed."""
    rows, failures = [], []
    for name in options.only or cases.ALL:
        print(f"{name}: {cases.ALL[name].__doc__}", file=sys.stderr)
        try:
            rows += cases.ALL[name](shop, options.rounds)
        except CommandFailed as failure:
            failures.append(f"{name}: {failure}")
    return rows, failures


LEGEND = """
min, median, cpu: ratio of the least wall times, of the median ones, of the least CPU times
used: how much of the budget the least wall time (or the peak memory) takes
floor: the least that the kernel must do for the same; no budget is set against it"""


def print_table(rows):
    head = ["what", "compared with", "min", "median", "cpu", "budget", "used", ""]
    lines = [head] + [
        [
            row.what,
            row.against,
            f"{row.minimum:.2f} x",
            f"{row.median:.2f} x",
            "" if row.cpu is None else f"{row.cpu:.2f} x",
            row.budget or "",
            "" if row.share is None else f"{row.share:.0%}",
            row.verdict,
        ]
        for row in rows
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for number, line in enumerate(lines):
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))
    print(LEGEND)


def main():
    options = arguments()
    if missing():
        raise SystemExit(f"needed and not on PATH: {', '.join(missing())}")
    if not options.mcppkg.is_file():
        raise SystemExit(f"there is no {options.mcppkg}; `./install.sh` makes one")
    folder = Path(tempfile.mkdtemp(prefix="mcppkg-benchmarks-", dir=options.work))
    shop = Workshop(folder.resolve(), options.mcppkg.resolve())
    try:
        print(f"loopback server: {shop.server.kind}", file=sys.stderr)
        rows, failures = measured(shop, options)
    finally:
        shop.close()
    print_table(rows)
    for failure in failures:
        print(failure, file=sys.stderr)
    is_missed = options.strict and any(row.verdict == "MISSED" for row in rows)
    return 1 if failures or is_missed else 0


if __name__ == "__main__":
    sys.exit(main())
