# mkShell whose interactive shell is a person's choice: HPDS_SHELL=xonsh. Commands (`nix develop -c`), direnv and scripts are not
# concerned: they get what every shell sets and no other shell.
{ mkShell, xonsh }:
arguments:
mkShell (
  arguments
  // {
    shellHook = arguments.shellHook or "" + ''
      # As in buildProject's shells, for those that have another Python: root's would write bytecode into the store.
      [ "$(id -u)" -ne 0 ] || export PYTHONDONTWRITEBYTECODE=1
      # mypy, pytest and ruff write caches next to the sources and crash in a read-only checkout; redirect the caches.
      [ -w . ] || export MYPY_CACHE_DIR=/dev/null PYTEST_ADDOPTS="-p no:cacheprovider ''${PYTEST_ADDOPTS:-}" RUFF_NO_CACHE=true
      case $-:''${HPDS_SHELL:-bash} in
        *i*:bash) ;;
        # At the first prompt: Nix's own start-up code goes on after this one.
        *i*:xonsh) PROMPT_COMMAND="exec ${xonsh}/bin/xonsh" ;;
        *i*:*) echo "HPDS_SHELL=$HPDS_SHELL: not known here; choose bash or xonsh" >&2 ;;
      esac
    '';
  }
)
