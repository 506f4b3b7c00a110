# wrapProgram, makeWrapper: start a program with another environment.
# shellcheck shell=bash disable=SC2016

# makeWrapper PROGRAM WRAPPER [--set NAME VALUE] [--set-default NAME VALUE] [--unset NAME]
#   [--prefix NAME SEP VALUE] [--suffix NAME SEP VALUE] [--add-flags FLAGS] [--append-flags FLAGS]
#   [--add-flag FLAG] [--append-flag FLAG]
#   [--chdir DIR] [--run CODE] [--argv0 NAME] [--inherit-argv0]
makeWrapper() {
  local -r program="$1" wrapper="$2"
  shift 2
  [ -x "$program" ] || {
    echo "makeWrapper: $program is not an executable file" >&2
    return 1
  }
  mkdir -p "$(dirname "$wrapper")"
  local flags="" last_flags="" argv0=""
  {
    printf '#!%s -e\n' '@shell@'
    while [ "$#" -gt 0 ]; do
      case $1 in
        --set) printf 'export %s=%q\n' "$2" "$3" && shift 3 ;;
        # Quoted on its own: within "${NAME-…}" a quoted word is not read as one.
        --set-default) printf '[ -n "${%s+set}" ] || export %s=%q\n' "$2" "$2" "$3" && shift 3 ;;
        --unset) printf 'unset %s\n' "$2" && shift 2 ;;
        --prefix) printf 'export %s=%q"${%s:+%s${%s}}"\n' "$2" "$4" "$2" "$3" "$2" && shift 4 ;;
        --suffix) printf 'export %s="${%s:+${%s}%s}"%q\n' "$2" "$2" "$2" "$3" "$4" && shift 4 ;;
        --add-flags) flags+=" $2" && shift 2 ;;
        --append-flags) last_flags+=" $2" && shift 2 ;;
        --add-flag) flags+=" $(printf '%q' "$2")" && shift 2 ;;
        --append-flag) last_flags+=" $(printf '%q' "$2")" && shift 2 ;;
        --chdir) printf 'cd %q\n' "$2" && shift 2 ;;
        --run) printf '%s\n' "$2" && shift 2 ;;
        --argv0) printf -v argv0 -- '-a %q ' "$2" && shift 2 ;;
        --inherit-argv0) argv0='-a "$0" ' && shift ;;
        *)
          echo "makeWrapper: unknown option $1" >&2
          return 1
          ;;
      esac
    done
    printf 'exec %s%q%s "$@"%s\n' "$argv0" "$program" "$flags" "$last_flags"
  } >"$wrapper"
  chmod +x "$wrapper"
}

# wrapProgram PROGRAM OPTION…: the same in its own place, also a second time.
wrapProgram() {
  local -r program="$1"
  local hidden
  [ -x "$program" ] || {
    echo "wrapProgram: $program is not an executable file" >&2
    return 1
  }
  hidden="$(dirname "$program")/.$(basename "$program")-wrapped"
  while [ -e "$hidden" ]; do hidden+=_; done
  mv "$program" "$hidden"
  makeWrapper "$hidden" "$program" --inherit-argv0 "${@:2}"
}

# nixpkgs tells wrappers that are scripts from those in C; here all are scripts.
makeShellWrapper() { makeWrapper "$@"; }
wrapProgramShell() { wrapProgram "$@"; }
