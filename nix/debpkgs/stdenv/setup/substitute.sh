# shellcheck shell=bash
# Substitution in text files.

# substitute INPUT OUTPUT [--replace-fail|--replace-warn|--replace-quiet|--replace OLD NEW]
#   [--subst-var NAME] [--subst-var-by NAME VALUE]
substitute() {
  local -r input="$1" output="$2"
  shift 2
  local content mode
  [ -f "$input" ] || {
    echo "substitute: $input does not exist" >&2
    return 1
  }
  IFS= read -r -d '' content <"$input" || true
  while [ "$#" -gt 0 ]; do
    mode="$1"
    case $mode in
      --replace | --replace-fail | --replace-warn | --replace-quiet)
        if [[ $content == *"$2"* ]]; then
          content="${content//"$2"/"$3"}"
        else
          case $mode in
            --replace-fail)
              echo "substitute: $input does not contain: $2" >&2
              return 1
              ;;
            --replace-quiet) ;;
            *) echo "substitute: warning: $input does not contain: $2" >&2 ;;
          esac
        fi
        shift 3
        ;;
      --subst-var)
        [ -n "${!2+set}" ] || {
          echo "substitute: --subst-var $2: no variable has that name" >&2
          return 1
        }
        content="${content//"@$2@"/"${!2}"}"
        shift 2
        ;;
      --subst-var-by)
        content="${content//"@$2@"/"$3"}"
        shift 3
        ;;
      *)
        echo "substitute: unknown option $mode" >&2
        return 1
        ;;
    esac
  done
  printf '%s' "$content" >"$output.tmp"
  [ -e "$output" ] && chmod --reference="$output" "$output.tmp"
  mv "$output.tmp" "$output"
}

# substituteAll INPUT OUTPUT: every @name@ of which there is a variable.
substituteAll() {
  local -a _options=()
  local _variable
  while IFS= read -r _variable; do
    [ -z "${!_variable+set}" ] || _options+=(--subst-var "$_variable")
  done < <(grep -oE '@[A-Za-z_][A-Za-z0-9_]*@' "$1" | tr -d @ | sort -u)
  substitute "$1" "$2" ${_options[@]+"${_options[@]}"}
}

# substituteAllInPlace FILE…
substituteAllInPlace() {
  local _file
  for _file in "$@"; do substituteAll "$_file" "$_file"; done
}

# substituteInPlace FILE… OPTION…
substituteInPlace() {
  local -a files=()
  while [ "$#" -gt 0 ] && [[ $1 != --* ]]; do
    files+=("$1")
    shift
  done
  if [ "${#files[@]}" -eq 0 ]; then
    echo "substituteInPlace: no files given; they come before the options" >&2
    return 1
  fi
  local file
  for file in "${files[@]}"; do substitute "$file" "$file" "$@"; done
}
