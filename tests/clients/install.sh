#!/bin/sh
# Installs the software that `make test-clients` lets read what we emit: a Java for the HTML validator, npm packages (among
# them an OpenID provider), PostgreSQL, web servers to stand in front, a WordPress, and LibreOffice.
set -eu
PATH=$PATH:/usr/sbin
cd "$(dirname "$0")"
need() { # need COMMAND PACKAGE: from Debian, where this account may install
  command -v "$1" >/dev/null 2>&1 && return 0
  as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  if command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null; then
    echo "Installing $2 for the client tests …"
    $as_root apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null
  else
    echo "The client tests need $1: please install it (Debian's package is $2)." >&2
    exit 1
  fi
}
need java default-jre-headless
need npm npm
need nginx nginx-light
need caddy caddy
need openssl openssl
need systemd-analyze systemd
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need initdb postgresql
need newsboat newsboat
need khal khal
need php php-cli
for module in curl mbstring mysql xml; do
  php -m | grep -q "^$module" || need "the $module of PHP" "php-$module"
done
need mariadbd mariadb-server-core
need mariadb mariadb-client-core
need soffice libreoffice-writer-nogui
for part in impress calc; do
  [ -f "/usr/lib/libreoffice/share/.registry/$part.xcd" ] || need "the $part of LibreOffice" "libreoffice-$part-nogui"
done
# WordPress wants a web server that is started: it is unpacked and not installed, and PHP's own serves it.
blog=../../.venv/wordpress
if [ ! -f "$blog/usr/share/wordpress/wp-load.php" ]; then
  echo "Unpacking WordPress for the client tests …"
  mkdir -p "$blog"
  (cd "$blog" && { apt-get update -qq || true; } && apt-get download -qq wordpress wordpress-theme-twentytwentythree libjs-underscore php-getid3 \
    && for package in *.deb; do dpkg-deb -x "$package" .; done && rm ./*.deb)
fi
npm ci --silent --no-audit --no-fund --ignore-scripts
