# shellcheck shell=bash
# What the scripts beside this file share; they read it first and are then at the root of the tree.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# A headline: what is done next, so that a wait is never a riddle. Colours on a terminal only.
say() {
    if [ -t 2 ] && [ -z "${NO_COLOR:-}" ]; then
        printf '\033[1m== %s\033[0m\n' "$*" >&2
    else
        printf '== %s\n' "$*" >&2
    fi
}

fail() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "'$*' needs root: run this as root, or install sudo"
    fi
}

# release_name: bookworm, trixie, noble, … of the running system.
release_name() {
    # shellcheck disable=SC1091
    (. /etc/os-release && printf '%s' "${VERSION_CODENAME:-unknown}")
}

# apt_sources: "URI|release" of everything the running system takes packages from.
# shellcheck disable=SC2016
apt_sources() { apt-get indextargets --format '$(REPO_URI)|$(RELEASE)' 2>/dev/null; }

# mirror: where the running system takes its packages from, so that nothing here has to name a host.
mirror() {
    apt_sources | awk -F'|' -v release="$(release_name)" '$2 == release && !seen++ {print $1}'
}

# seconds COMMAND…: its output to stderr, the seconds it took to stdout.
seconds() {
    local start
    start=$(date +%s.%N)
    "$@" >&2
    date +%s.%N | awk -v start="$start" '{printf "%.0f", $1 - start}'
}
