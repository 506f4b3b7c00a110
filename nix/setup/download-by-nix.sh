# shellcheck shell=sh
# download-by-nix.sh FOLDER NAME URL SHA256: one file by Nix's own downloader, into FOLDER/NAME.
set -eu
path=$(nix-prefetch-url --option stalled-download-timeout "${DEBPKGS_STALL:-60}" --print-path --type sha256 --name "$2" "$3" "$4" | tail -n 1)
nix store cat "$path" >"$1/$2.new"
mv "$1/$2.new" "$1/$2"
