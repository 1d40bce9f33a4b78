#!/bin/sh
# The tests of imports speak to real servers on this machine, PostGIS and MapServer: install them from Debian where that needs
# no question; elsewhere those tests are skipped, and say so.
set -eu

missing=""
ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 || missing="$missing postgresql-15-postgis-3"
command -v mapserv >/dev/null || missing="$missing cgi-mapserver"
[ -n "$missing" ] || exit 0

skipped="Not installed, so their tests are skipped:$missing (Debian: sudo apt-get install$missing)"
command -v apt-get >/dev/null || { echo "$skipped" >&2; exit 0; }
as_root=""
if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || { echo "$skipped" >&2; exit 0; }
    as_root="sudo -n"
fi

echo "Installing$missing from Debian for the tests of imports"
$as_root apt-get update -qq
# shellcheck disable=SC2086 # the names are words of their own
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends $missing >/dev/null ||
    echo "$skipped" >&2
