#!/usr/bin/env bash
# Measures an installed mcppkg beside its peers and prints ratios; `run.sh --help` says more.
#
#   Tests/Benchmarks/run.sh            the one under ${PREFIX:-$HOME/.local}
#   Tests/Benchmarks/run.sh --build    one that is built from this checkout first
set -euo pipefail

here=$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
checkout=$(dirname -- "$(dirname -- "$here")")
scratch=$checkout/.build/benchmarks
uv_version=0.13.9

# uv is a peer where it can be had; without it the comparison is shorter.
if ! command -v uv >/dev/null; then
    if [ ! -x "$scratch/uv/bin/uv" ]; then
        mkdir -p "$scratch"
        { python3 -m venv "$scratch/uv" &&
            "$scratch/uv/bin/pip" install --quiet "uv==$uv_version"; } >&2 ||
            echo "uv cannot be had, so it is left out" >&2
    fi
    PATH=$PATH:$scratch/uv/bin
fi

if [ "${1-}" = --build ]; then
    shift
    export PREFIX=$scratch/prefix
    "$checkout/install.sh" >&2
fi

exec python3 -B "$here/driver.py" "$@"
