#!/bin/sh
# Make .venv from requirements.lock, with every hash checked, and put `drumbeat` into it.
set -eu
cd "$(dirname "$0")/.."

python=$(command -v python3.11 || command -v python3 || true)
if [ -z "$python" ]; then
  echo "Python 3.11 is missing. Install it, for example with: apt-get install python3" >&2
  exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Drumbeat needs Python 3.11 or newer; $python is older." >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing python3-venv …"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq </dev/null
    apt-get install -y -qq --no-install-recommends python3-venv </dev/null
  else
    echo "Python cannot make a virtual environment. Run: apt-get install python3-venv" >&2
    exit 1
  fi
fi

echo "Setting up .venv (about a minute the first time) …"
"$python" -m venv .venv
.venv/bin/python -m pip install -qq --disable-pip-version-check "uv==0.13.9"
.venv/bin/uv pip sync -q --require-hashes --python .venv/bin/python requirements.lock
.venv/bin/uv pip install -q --no-deps --python .venv/bin/python -e .
touch .venv/.ok
