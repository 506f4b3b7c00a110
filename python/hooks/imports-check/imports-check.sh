# Import modules of the installed package, from a directory that has none of its sources.
#
#   pythonImportsCheck   names of modules
# shellcheck shell=bash disable=SC2154

pythonImportsCheckPhase() {
  local -a modules
  read -r -d '' -a modules <<<"${pythonImportsCheck:-}" || true
  ((${#modules[@]} > 0)) || return 0
  echo "importing ${modules[*]}"
  (cd "$(mktemp -d)" && PYTHONPATH="$out/@sitePackages@${PYTHONPATH:+:$PYTHONPATH}" @python@ -P -c 'import importlib, sys
for name in sys.argv[1:]: importlib.import_module(name)' "${modules[@]}")
}

if [ -z "${dontUsePythonImportsCheck:-}" ]; then
  postPhases="${postPhases:-} pythonImportsCheckPhase"
fi
