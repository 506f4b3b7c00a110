# shellcheck shell=sh
# What `devbox shell` and `devbox run` do first, in the person's own shell. The packages are in their profile by now.

# devbox asks whether devbox.json or devbox.lock changed, and looks no further. Without this file it makes the environment anew.
_newer=$(
  cd "$DEVBOX_PROJECT_ROOT" && . shells/support/newer.sh && shell_newer .devbox/.nix-print-dev-env-cache 2>/dev/null
)
if [ -n "$_newer" ]; then
  rm -f "$DEVBOX_PROJECT_ROOT/.devbox/state.json" "$DEVBOX_PROJECT_ROOT"/.devbox/gen/flake/flake.lock \
    "$DEVBOX_PROJECT_ROOT"/.devbox/nixpkgs/flake.lock
  echo "devbox: $_newer is newer than this environment; leave it and start it again to have the new one" >&2
fi
unset _newer

# shellcheck source=/dev/null # the default shell's own
. "$DEVBOX_PACKAGES_DIR/share/hpds-shell/hook.sh"
