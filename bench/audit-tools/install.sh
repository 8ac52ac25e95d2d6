#!/bin/sh
# Installs Lighthouse for `make audit`: about 190 MB, so only where pages are audited. Nothing of it runs while installing.
set -eu
cd "$(dirname "$0")"
command -v npm >/dev/null 2>&1 || { echo "The audit needs Node 20 or newer with npm: please install it (Debian's package is npm)." >&2; exit 1; }
npm ci --silent --no-audit --no-fund --ignore-scripts
