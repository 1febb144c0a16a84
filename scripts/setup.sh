#!/usr/bin/env bash
# Sets up everything that the project needs in .venv: Python packages, and a browser where there is none.
# Run by `make`; safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
    echo "setup: cannot run '$*': this needs root. Run it yourself, then run make again." >&2
    return 1
  fi
}

apt_install() {
  command -v apt-get >/dev/null || {
    echo "setup: cannot install $*: this machine has no apt-get. Install it by hand, then run make again." >&2
    return 1
  }
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

find_python() {
  local name
  for name in ${PYTHON:-} python3.12 python3.13 python3.11 python3; do
    if "$name" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  echo "setup: no Python 3.11, 3.12 or 3.13 found. Install one (on Debian: apt-get install python3 python3-venv)." >&2
  return 1
}

make_venv() {
  local python version
  python=$(find_python)
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    apt_install "python$version-venv"
  fi
  "$python" -m venv .venv
}

has_browser() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null && command -v chromedriver >/dev/null && return
  done
  return 1
}

[ -x .venv/bin/python ] || make_venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
has_browser || apt_install chromium chromium-driver
touch .venv/ready
