#!/bin/sh
# Make the virtual environment of the emulator, or leave it alone when it is up to date.
# Prints nothing when there is nothing to do.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
target=${CARGO_TARGET_DIR:-$here/../../target}
venv=$target/emulator
stamp=$venv/requirements.installed

if cmp -s "$here/requirements.txt" "$stamp"; then
    exit 0
fi

python=${PYTHON:-python3}
missing() {
    printf 'The emulator needs %s.\n%s\n' "$1" "$2" >&2
    exit 1
}
command -v "$python" >/dev/null 2>&1 ||
    missing 'Python 3.10 or newer' 'Install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python) or name it: PYTHON=/path/to/python3'
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    missing "Python 3.10 or newer; $python is $("$python" -V 2>&1)" 'Install a newer one or name it: PYTHON=/path/to/python3'
"$python" -c 'import venv, ensurepip' >/dev/null 2>&1 ||
    missing "the modules venv and ensurepip of $python" 'Install them (Debian, Ubuntu: apt-get install python3-venv)'

echo "Installing the emulator into $venv" >&2
mkdir -p "$target"
rm -rf "$venv"
"$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --require-hashes --requirement "$here/requirements.txt" ||
    missing 'the packages of acceptance/emulator/requirements.txt' 'They come from the Python package index (https://pypi.org): is it, or the mirror in PIP_INDEX_URL, reachable?'
cp "$here/requirements.txt" "$stamp"
