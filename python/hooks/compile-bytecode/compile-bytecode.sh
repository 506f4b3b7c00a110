# Compile the installed modules, whichever way they were installed: an interpreter would write what is missing into the store, as root.
#
#   dontCompileBytecode
# shellcheck shell=bash disable=SC2154

# Bytecode last, when no file changes any more; one process, since order can show in it.
pythonCompileBytecode() {
  local modules=$prefix/@sitePackages@ said
  [ -d "$modules" ] || return 0
  find "$modules" -name __pycache__ -exec rm -rf {} +
  said=$(PYTHONPATH="" @python@ -P -m compileall -q -j1 --invalidation-mode unchecked-hash "$modules" 2>&1) ||
    echo "some files hold no valid Python and stay without bytecode: $(grep -c '^\*\*\*' <<<"$said")"
}

if [ -z "${dontCompileBytecode:-}" ]; then
  fixupOutputHooks+=(pythonCompileBytecode)
fi
