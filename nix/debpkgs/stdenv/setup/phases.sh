# shellcheck shell=bash disable=SC2034,SC2154
# The phases up to installation.

# stripHash PATH: its last part, without a store path's hash.
stripHash() {
  local -r last="${1##*/}"
  if [[ $last =~ ^[0-9a-z]{32}- ]]; then printf '%s\n' "${last:33}"; else printf '%s\n' "$last"; fi
}

unpackFile() {
  local -r file="$1"
  local target
  echo "unpacking $file"
  if [ -d "$file" ]; then
    target="$(stripHash "$file")"
    cp -r --no-preserve=ownership,mode --preserve=timestamps "$file" "$target"
    # Scripts stay executable: modes were dropped to make the copy writable.
    (cd "$file" && find . -type f -perm -0100 -print0) | (cd "$target" && xargs -0r chmod +x)
    return
  fi
  case $file in
    *.tar | *.tar.* | *.tgz | *.tbz | *.tbz2 | *.txz) tar --no-same-owner -xf "$file" ;;
    *.zip)
      type -P unzip >/dev/null || {
        echo "unpackFile: $file is a zip archive; add unzip to nativeBuildInputs" >&2
        return 1
      }
      unzip -q "$file"
      ;;
    *)
      echo "unpackFile: $file is no directory, tar or zip archive; set dontUnpack, or write an unpackPhase" >&2
      return 1
      ;;
  esac
}

unpackPhase() {
  runHook preUnpack
  local file before
  before="$(printf '%s\n' */ | sort)"
  for file in ${srcs:-${src:-}}; do unpackFile "$file"; done
  if [ -z "${srcs:-}${src:-}" ]; then
    echo "unpackPhase: neither src nor srcs is set; set dontUnpack = true where there is none" >&2
    return 1
  fi
  if [ -z "${sourceRoot:-}" ]; then
    local -a new
    mapfile -t new < <(comm -13 <(printf '%s\n' "$before") <(printf '%s\n' */ | sort))
    if [ "${#new[@]}" -ne 1 ]; then
      echo "unpackPhase: ${#new[@]} directories were unpacked (${new[*]:-none}); name one in sourceRoot" >&2
      return 1
    fi
    sourceRoot="${new[0]%/}"
  fi
  chmod -R u+w -- "$sourceRoot"
  buildDirectory="$PWD/$sourceRoot"
  runHook postUnpack
}

patchPhase() {
  runHook prePatch
  local file
  local -a flags=()
  concatTo flags patchFlags=-p1
  for file in ${patches:-}; do
    echo "applying $file"
    case $file in
      *.gz) gzip -dc "$file" ;;
      *.bz2) bzip2 -dc "$file" ;;
      *.xz | *.lzma) xz -dc "$file" ;;
      *) cat "$file" ;;
    esac | patch "${flags[@]}"
  done
  runHook postPatch
}

configurePhase() {
  runHook preConfigure
  if [ -n "${configureScript:=$([ ! -x ./configure ] || echo ./configure)}" ]; then
    local -a flags=()
    [ -z "${dontAddPrefix:-}" ] && flags+=("${prefixKey:---prefix=}$prefix")
    if [ -z "${dontAddStaticConfigureFlags:-}" ] && [ "$outputs" != out ]; then
      flags+=("--bindir=${!outputBin}/bin" "--includedir=${!outputInclude}/include" "--libdir=${!outputLib}/lib")
    fi
    concatTo flags configureFlags configureFlagsArray
    echoCmd "configure flags" "${flags[@]}"
    # Words: "sh ./configure" is one, too.
    $configureScript "${flags[@]}"
  else
    echo "no configure script, doing nothing"
  fi
  runHook postConfigure
}

_make() {
  local -a flags=()
  [ -n "${enableParallelBuilding-1}" ] && flags+=("-j$NIX_BUILD_CORES")
  flags+=("SHELL=$SHELL")
  concatTo flags makeFlags makeFlagsArray "$@"
  echoCmd "make flags" "${flags[@]}"
  make ${makefile:+-f "$makefile"} "${flags[@]}"
}

# _target VARIABLE NAME…: the targets in a variable, or else the first of these that the Makefile has.
_target() {
  local -r variable="$1"
  local name
  [ -z "${!variable:-}" ] || return 0
  for name in "${@:2}"; do
    if _hasMakefile && make ${makefile:+-f "$makefile"} -n "$name" >/dev/null 2>&1; then
      printf -v "$variable" '%s' "$name"
      return
    fi
  done
  echo "no Makefile with a target $(printf '%s' "${*:2}" | sed 's/ / or /'), doing nothing"
  return 1
}

_hasMakefile() { [ -n "${makefile:-}" ] || [ -e Makefile ] || [ -e makefile ] || [ -e GNUmakefile ]; }

buildPhase() {
  runHook preBuild
  if _hasMakefile; then _make buildFlags buildFlagsArray; else echo "no Makefile, doing nothing"; fi
  runHook postBuild
}

checkPhase() {
  runHook preCheck
  if _target checkTarget check test; then _make checkFlags checkFlagsArray checkTarget; fi
  runHook postCheck
}

installPhase() {
  runHook preInstall
  if _hasMakefile; then
    [ -n "$prefix" ] && mkdir -p "$prefix"
    _make installFlags installFlagsArray installTargets=install
  else
    echo "error: no Makefile to install with; write an installPhase" >&2
    return 1
  fi
  runHook postInstall
}

installCheckPhase() {
  runHook preInstallCheck
  if _target installCheckTarget installcheck; then _make installCheckFlags installCheckFlagsArray installCheckTarget; fi
  runHook postInstallCheck
}
