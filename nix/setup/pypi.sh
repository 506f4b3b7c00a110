# shellcheck shell=sh disable=SC2034,SC2154 # part of ./setup, which holds what the parts share
# Python files: from where the machine's pip gets them, by pyproject2nix.fetch, on top of pip.

pypi_fetch() {
  plan_missing pypi >"$work/pypi"
  [ -s "$work/pypi" ] || return 0
  if [ -f "$from" ]; then
    source=$from
    fetch PyPI "$work/pypi" bundle_copy DEBPKGS_PYPI_INDEX
    return
  fi
  source=${DEBPKGS_PYPI_INDEX:-}
  source=${source#file://}
  case $source in
    '')
      pypi_program
      source="pip's index"
      fetch PyPI "$work/pypi" pypi_download DEBPKGS_PYPI_INDEX
      ;;
    http://* | https://*)
      pypi_program
      fetch PyPI "$work/pypi" pypi_download DEBPKGS_PYPI_INDEX
      ;;
    *)
      [ -d "$source" ] || die "DEBPKGS_PYPI_INDEX: $source: no such folder; name a folder or the http(s) URL of a simple index"
      fetch PyPI "$work/pypi" folder_copy DEBPKGS_PYPI_INDEX
      ;;
  esac
}

# Debian's Python and pip from debpkgs: they need nothing but the files that are in the store by now.
pypi_program() {
  pypi_python=$(pypi_build python-bootstrap)
  pypi_certificates=''
  if [ ! -e /etc/ssl/certs/ca-certificates.crt ]; then
    pypi_certificates=$work/certificates
    pypi_run find "$(pypi_build ca-certificates)/" -name '*.crt' -exec cat {} + >"$pypi_certificates"
  fi
}

# pypi_build NAME: store path of an entry of packages.toml.
pypi_build() {
  (cd "$root/nix" && nix-build -o "$cache/roots/$1" -E "
    (import ./debpkgs/bootstrap { lib = import ./lib; system = \"$system\"; }).built.$1.out
  ") 2>"$work/build.log" ||
    die "$1: $(nix_error "$work/build.log"); see: nix build .#legacyPackages.$system.$1"
}

# pypi_run COMMAND...: with the store at /nix/store, also where it is really below the home folder.
pypi_run() {
  if [ -e "$pypi_python" ]; then
    "$@"
  else
    nix shell "$pypi_python" -c "$@"
  fi
}

# pypi_download LIST: progress goes to the terminal, errors to the log.
pypi_download() {
  set -- --plan "$1" --into "$files" --label "setup: PyPI"
  [ -z "${DEBPKGS_PYPI_INDEX:-}" ] || set -- "$@" --index "$DEBPKGS_PYPI_INDEX"
  [ -z "$pypi_certificates" ] || set -- "$@" --ca-bundle "$pypi_certificates"
  set -- "$root/python/pyproject2nix/src" -m pyproject2nix.fetch "$@"
  pypi_run "$pypi_python/bin/python3" -I -B "$root/python/pyproject2nix/src/pyproject2nix/isolated.py" "$@" 2>>"$work/fetch.log"
}
