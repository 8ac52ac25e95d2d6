#!/bin/sh
# Makes sure there is a Chromium for the tests that drive a browser: one on the machine, else Debian's, else Playwright's.
set -eu
for name in "${KB_TEST_CHROMIUM:-chromium}" chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the browser tests …"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
  exit 0
fi
echo "Fetching Chromium for the browser tests …"
.venv/bin/python -m playwright install chromium
