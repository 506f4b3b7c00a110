# shellcheck shell=sh disable=SC2034,SC2154 # part of ./setup, which holds what the parts share
# The list of all sources; plan.nix, which reads the locks, describes its lines.

tab=$(printf '\t')

# plan_read CUDA FILE: CUDA is `true`, or `false` for a list without its files.
plan_read() {
  (cd "$root" && nix eval --raw --impure --expr "import ./nix/setup/plan.nix { system = \"$system\"; cuda = $1; }") \
    >"$2" 2>"$work/plan.log" ||
    die "locks: $(sed -n 's/^error: *//p' "$work/plan.log" | head -n 1); restore them: git checkout nix/debpkgs/lock"
}

# plan_missing KIND: lines of one kind that are not in the store.
plan_missing() {
  awk -F '\t' -v kind="$1" '
    FILENAME == ARGV[1] { missing[$1]; next }
    $1 == kind && $5 in missing
  ' "$work/missing.paths" "$work/plan"
}

# plan_bytes FILE: sum of the sizes that are known.
plan_bytes() {
  awk -F '\t' '{ sum += $3 } END { printf "%d\n", sum }' "$1"
}
