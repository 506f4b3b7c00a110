# shellcheck shell=bash disable=SC2178
# Variables that are strings or arrays, as derivations give them.

# appendToVar NAME VALUE…: to an array, or to a string after a blank.
appendToVar() {
  local -r name="$1"
  shift
  case "$(declare -p "$name" 2>/dev/null)" in
    "declare -a"*)
      local -n array="$name"
      array+=("$@")
      ;;
    *) printf -v "$name" '%s' "${!name:+${!name} }$*" ;;
  esac
}

# prependToVar NAME VALUE…: the same in front.
prependToVar() {
  local -r name="$1"
  shift
  case "$(declare -p "$name" 2>/dev/null)" in
    "declare -a"*)
      local -n array="$name"
      array=("$@" ${array[@]+"${array[@]}"})
      ;;
    *) printf -v "$name" '%s' "$*${!name:+ ${!name}}" ;;
  esac
}

# concatTo ARRAY NAME…: append the words of variables, strings or arrays, to an
# array; NAME=DEFAULT gives a default.
concatTo() {
  local -n target="$1"
  shift
  local argument name default words
  for argument in "$@"; do
    name="${argument%%=*}" default=""
    [[ $argument == *=* ]] && default="${argument#*=}"
    case "$(declare -p "$name" 2>/dev/null)" in
      "declare -a"*)
        local -n values="$name"
        target+=(${values[@]+"${values[@]}"})
        unset -n values
        ;;
      *)
        read -r -d '' -a words <<<"${!name:-$default}" || true
        target+=(${words[@]+"${words[@]}"})
        ;;
    esac
  done
}
