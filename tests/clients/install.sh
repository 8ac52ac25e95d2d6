#!/bin/sh
# Installs the software that `make test-clients` lets read what we emit: a Java for the HTML validator, and npm packages.
set -eu
cd "$(dirname "$0")"
need() { # need COMMAND PACKAGE: from Debian, where this account may install
  command -v "$1" >/dev/null 2>&1 && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing $2 for the client tests …"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null
  else
    echo "The client tests need $1: please install it (Debian's package is $2)." >&2
    exit 1
  fi
}
need java default-jre-headless
need npm npm
npm ci --silent --no-audit --no-fund --ignore-scripts
