# Run the project's tests against the installed package.
#
#   pytestFlags         more flags
#   enabledTestPaths    what to run, default everything pytest finds: files, folders, file::test, patterns
#   enabledTests        names of tests to run alone (substring match, as -k)
#   enabledTestMarks    marks of tests to run alone
#   disabledTests, disabledTestPaths, disabledTestMarks    the same, to be left out
#   dontUsePytestCheck
# shellcheck shell=bash disable=SC2154

# _pytestExpression ENABLED DISABLED: of the names in two variables, as -k and -m take it.
_pytestExpression() {
  local -a enabled=() disabled=()
  concatTo enabled "$1"
  concatTo disabled "$2"
  local all="" name
  for name in ${enabled[@]+"${enabled[@]}"}; do all+="${all:+ or }$name"; done
  [ -z "$all" ] || all="($all)"
  for name in ${disabled[@]+"${disabled[@]}"}; do all+="${all:+ and }not $name"; done
  printf '%s' "$all"
}

# _pytestFiles VARIABLE PATTERN: what a pattern stands for, which must be something. It may go on with ::test.
_pytestFiles() {
  compgen -G "${2%%::*}" || {
    echo "pytestCheckPhase: $1: $2 does not exist" >&2
    return 1
  }
}

pytestCheckPhase() {
  [ -w "$HOME" ] || HOME="$(mktemp -d)"
  export HOME
  runHook preCheck
  local -a flagsArray=() paths=()
  local path files expression
  concatTo flagsArray pytestFlags
  # Its words are a shell's in nixpkgs.
  case "$(declare -p pytestFlagsArray 2>/dev/null)" in
    "declare -a"*) flagsArray+=("${pytestFlagsArray[@]}") ;;
    *) eval "flagsArray+=(${pytestFlagsArray:-})" ;;
  esac

  concatTo paths enabledTestPaths
  for path in ${paths[@]+"${paths[@]}"}; do
    files="$(_pytestFiles enabledTestPaths "$path")"
    case $path in
      *::*) flagsArray+=("$path") ;;
      *) mapfile -t -O "${#flagsArray[@]}" flagsArray <<<"$files" ;;
    esac
  done
  paths=()
  concatTo paths disabledTestPaths
  for path in ${paths[@]+"${paths[@]}"}; do
    _pytestFiles disabledTestPaths "$path" >/dev/null
    case $path in
      *::*) flagsArray+=("--deselect=$path") ;;
      *) flagsArray+=("--ignore-glob=$path") ;;
    esac
  done

  expression="$(_pytestExpression enabledTests disabledTests)"
  [ -z "$expression" ] || flagsArray+=(-k "$expression")
  expression="$(_pytestExpression enabledTestMarks disabledTestMarks)"
  [ -z "$expression" ] || flagsArray+=(-m "$expression")
  echoCmd "pytest flags" ${flagsArray[@]+"${flagsArray[@]}"}
  PYTHONPATH="$out/@sitePackages@${PYTHONPATH:+:$PYTHONPATH}" \
    @python@ -P @runTests@ pytest -p no:cacheprovider ${flagsArray[@]+"${flagsArray[@]}"} || {
    echo "pytestCheckPhase: there is no network and no terminal here, and of programs only what nativeCheckInputs has" >&2
    echo "pytestCheckPhase: to leave tests out: disabledTests = [ \"name\" ] or doCheck = false, by overridePythonAttrs (in buildProject: overrides, or check-groups = [] in [tool.pyproject2nix])" >&2
    return 1
  }
  runHook postCheck
}

if [ -z "${dontUsePytestCheck:-}" ] && [ -z "${installCheckPhase:-}" ]; then
  installCheckPhase=pytestCheckPhase
fi
