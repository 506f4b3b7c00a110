# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # part of ./setup, which holds what the parts share
# The list of all sources; plan.nix, which reads the locks, describes its lines.

tab=$(printf '\t')

# plan_awk ARGUMENT...: awk, where the columns of a line have their names: $kind, $path.
plan_awk() {
  awk -F '\t' -v kind=1 -v sha256=2 -v size=3 -v name=4 -v path=5 -v origin=6 -v snapshot=7 "$@"
}

# plan_column NAME FILE
plan_column() {
  plan_awk "{ print \$$1 }" "$2"
}

# plan_for OUTPUT
plan_for() {
  case $1 in
    '' | *[!A-Za-z0-9._+-]*) die "--for $1: not an output's name; see: nix flake show" ;;
  esac
  outputs="$outputs $1"
}

# plan_for_project FOLDER
plan_for_project() {
  project=$(CDPATH='' cd -- "$1" 2>/dev/null && pwd) || die "--project $1: no such folder; give that of a flake.nix"
  [ -e "$project/flake.nix" ] || die "--project $1: it has no flake.nix; run nix run hpds#init in it"
}

# plan_read: all sources, or with --for and --project those that the named outputs and the project are made of; then $work/plan.all is
# the whole list.
plan_read() {
  # Not a part of the expression: it may be any name.
  export DEBPKGS_PROJECT="$project"
  plan_eval "plan.nix { system = \"$system\"; project = builtins.getEnv \"DEBPKGS_PROJECT\"; }" >"$work/plan" ||
    die "locks: $(nix_error "$work/plan.log"); restore them: git checkout nix/debpkgs/lock"
  [ -n "$outputs$project" ] || return 0
  mv "$work/plan" "$work/plan.all"
  # shellcheck disable=SC2086 # names of outputs
  names=$(printf ' "%s"' $outputs $plan_own)
  plan_eval "needed.nix { system = \"$system\"; names = [$names ]; project = builtins.getEnv \"DEBPKGS_PROJECT\"; }" \
    >"$work/derivations" || die "${project:+--project $project: }${outputs:+--for }$(nix_error "$work/plan.log")"
  # Sources are the derivations at the ends of the graph. The tree's own .deb is none: no derivation unpacks it.
  xargs nix-store --query --requisites <"$work/derivations" >"$work/requisites" 2>"$work/store.log" || store_failed
  sed -n '/\.drv$/p' "$work/requisites" | xargs nix-store --query --outputs >"$work/needed" 2>"$work/store.log" || store_failed
  plan_awk '
    pass == 1 { needed[$1]; next }
    pass == 2 { if ($kind == "tree" && $path in needed) deb[$origin]; next }
    $path in needed || $name in deb
  ' pass=1 "$work/needed" pass=2 "$work/plan.all" pass=3 "$work/plan.all" >"$work/plan"
}

# What pypi.sh builds.
plan_own='legacyPackages.python-bootstrap legacyPackages.ca-certificates'

# plan_eval EXPRESSION: of a file beside this one.
plan_eval() {
  (cd "$root" && nix eval --raw --impure --expr "import ./nix/setup/$1") 2>"$work/plan.log"
}

# plan_missing KIND: lines of one kind that are not in the store.
plan_missing() {
  plan_awk -v wanted="$1" '
    FILENAME == ARGV[1] { missing[$1]; next }
    $kind == wanted && $path in missing
  ' "$work/missing.paths" "$work/plan"
}

# plan_bytes FILE: sum of the sizes that are known.
plan_bytes() {
  plan_awk '{ sum += $size } END { printf "%d\n", sum }' "$1"
}

# plan_largest FILE: its lines, those of the largest files first.
plan_largest() {
  sort -t "$tab" -k 3,3nr "$1"
}
