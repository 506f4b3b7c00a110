# shellcheck shell=sh disable=SC2154 # part of ./setup, which holds what the parts share
# The frozen locks: Debian's releases without the fixes of the security archive, which removes superseded files.

locks=nix/debpkgs/lock

# frozen_use: from now on this checkout has no fixes.
frozen_use() {
  lacks=$(frozen_lacks)
  [ -n "$lacks" ] || return 0
  cp "$root/$locks/frozen/"*.json "$root/$locks/" 2>/dev/null ||
    die "$locks: cannot be written; run ./setup --frozen as the owner of this checkout"
  rm -rf "${root:?}/$locks/grafts"
  say "$locks: now Debian's releases, without the fixes of: $lacks"
  say "     (undo: git checkout $locks; newer fixes: make update)"
}

# frozen_lacks: source packages with the versions that the locks have and the frozen ones lack.
frozen_lacks() {
  plan_eval "fixes.nix { system = \"$system\"; }" || die "$locks: $(nix_error "$work/plan.log"); restore them: git checkout $locks"
}

# frozen_offer: ends the run with status 3 if all of what is wanted was found nowhere, and the frozen locks do without it.
frozen_offer() {
  while IFS=$tab read -r _ _ _ name _; do
    grep -F -e "$name" "$work/fetch.log" | grep -q -e '404' -e 'no such file' || return 0
  done <"$work/wanted"
  plan_eval "plan.nix { system = \"$system\"; locks = ./$locks/frozen; }" >"$work/plan.frozen" || return 0
  ! plan_awk 'FILENAME == ARGV[1] { frozen[$path]; next } $path in frozen { found = 1 } END { exit !found }' \
    "$work/plan.frozen" "$work/wanted" || return 0
  name=$(sed -n 1p "$work/wanted" | plan_column name /dev/stdin)
  count=$(wc -l <"$work/wanted")
  [ "$count" -eq 1 ] || name="$name and $((count - 1)) more"
  say_error "$name: fixes of Debian that no source has any longer (asked: $asked); run: make update, which takes the newest ones," \
    "or: ./setup --frozen, which takes the release without the fixes of: $(frozen_lacks)"
  exit 3
}
