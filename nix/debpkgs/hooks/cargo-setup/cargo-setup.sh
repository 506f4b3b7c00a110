# Let Cargo build offline, from the crates that importCargoLock made a folder of.
#
#   cargoDeps        that folder
#   cargoVendorDir   or one in the source, as `cargo vendor` makes it
#   cargoRoot        folder of Cargo.lock in the source; default: the source itself
# shellcheck shell=bash disable=SC2154

cargoSetupPostUnpackHook() {
  local vendor="" config
  export CARGO_HOME="$NIX_BUILD_TOP/.cargo"
  mkdir -p "$CARGO_HOME"
  if [ -n "${cargoVendorDir:-}" ]; then
    vendor="$NIX_BUILD_TOP/$sourceRoot/${cargoRoot:+$cargoRoot/}$cargoVendorDir"
    [ -d "$vendor" ] || {
      echo "cargoSetupHook: cargoVendorDir: $cargoVendorDir is no folder of the source" >&2
      return 1
    }
    config=$'[source.crates-io]\nreplace-with = "vendored-sources"\n[source.vendored-sources]\ndirectory = "@vendor@"'
  elif [ -n "${cargoDeps:-}" ]; then
    # Writable: some crates are built in their own folder.
    vendor="$NIX_BUILD_TOP/cargo-vendor-dir"
    cp -rL --no-preserve=mode,ownership "$cargoDeps" "$vendor"
    config="$(<"$vendor/.cargo/config.toml")"
  else
    echo "cargoSetupHook: no cargoDeps; the source has its crates itself, or needs none"
    config=""
  fi
  printf '%s\n' "${config//@vendor@/$vendor}" $'[net]\noffline = true' "[build]" "rustc-wrapper = \"$CARGO_HOME/rustc-wrapper\"" >>"$CARGO_HOME/config.toml"
  printf '#!%s\n' @shell@ | cat - @rustcWrapper@ >"$CARGO_HOME/rustc-wrapper"
  chmod +x "$CARGO_HOME/rustc-wrapper"
  export CARGO_BUILD_JOBS="${NIX_BUILD_CORES:-1}"
}

cargoSetupPostPatchHook() {
  [ -n "${cargoDeps:-}" ] && [ -z "${cargoVendorDir:-}" ] || return 0
  local -r lock="${cargoRoot:+$cargoRoot/}Cargo.lock"
  [ -e "$lock" ] || {
    echo "cargoSetupHook: the source has no $lock; set cargoRoot to the folder that has it, or copy one there in postPatch" >&2
    return 1
  }
  diff "$lock" "$cargoDeps/Cargo.lock" || {
    echo "cargoSetupHook: $lock of the source is not the one that cargoDeps is made of; copy it there again" >&2
    return 1
  }
}

# The wheel of a Python package names no folder of the build either.
cargoSetupPostBuildHook() {
  local -r python="$(type -P python3)"
  local -a wheels=(dist/*.whl)
  [ -n "$python" ] && [ -e "${wheels[0]}" ] || return 0
  "$python" -I -B @neutralSbom@ "$NIX_BUILD_TOP" "${wheels[@]}"
}

if [ -z "${dontCargoSetupPostUnpack:-}" ]; then
  postBuildHooks+=(cargoSetupPostBuildHook)
  postUnpackHooks+=(cargoSetupPostUnpackHook)
fi
if [ -z "${dontCargoSetupPostPatch:-}" ]; then
  postPatchHooks+=(cargoSetupPostPatchHook)
fi
