#!/bin/sh
# The browser tests need Chromium. Find it, or install it from Debian where that needs no question.
set -eu

command -v chromium >/dev/null && exit 0

missing="Chromium is missing and the browser tests need it: run 'sudo apt-get install chromium', then try again."
command -v apt-get >/dev/null || { echo "$missing" >&2; exit 1; }
as_root=""
if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || { echo "$missing" >&2; exit 1; }
    as_root="sudo -n"
fi

echo "Installing Chromium from Debian for the browser tests"
$as_root apt-get update -qq
# DejaVu: a browser without any font of the system draws the signs that the app's own font lacks as boxes.
$as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq --yes --no-install-recommends chromium fonts-dejavu-core >/dev/null
command -v chromium >/dev/null || { echo "$missing" >&2; exit 1; }
