#!/bin/sh
# Xapian comes from Debian alone: no package index has it ready made. Without it the benchmark goes on and says so.
set -u
python="${1:-.venv/bin/python}"
has() { "$python" -c 'import sys; from bench.engines import installed; sys.exit("Xapian" not in installed())'; }

has && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Debian's Xapian for the benchmark …"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-xapian >/dev/null
fi
has || echo "Xapian will not be measured: install python3-xapian for the same version of Python to have it."
exit 0
