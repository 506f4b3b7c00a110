# shellcheck shell=sh
# When an environment that was kept has to be made anew: for direnv and devbox.

# shell_newer FILE: in the checkout, the first file that is newer, of those from which a shell follows.
shell_newer() {
  find flake.nix flake.lock .envrc nix python shells cuda envs -name build -prune -o \
    \( -name '*.nix' -o -name '*.json' -o -name flake.lock -o -name .envrc \) -newer "$1" -print -quit
}
