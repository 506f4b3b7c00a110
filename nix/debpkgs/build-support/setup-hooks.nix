# makeSetupHook and the hooks that are not Python's. One folder a hook under ../hooks.
{ lib, final }:
{
  /** A package whose script stdenv sources. Arguments: `name`, `propagatedBuildInputs`, `substitutions`, `passthru`, `meta`. */
  makeSetupHook =
    {
      name,
      propagatedBuildInputs ? [ ],
      propagatedNativeBuildInputs ? [ ],
      substitutions ? { },
      passthru ? { },
      meta ? { },
    }:
    script:
    final.runCommandLocal name
      {
        inherit meta passthru;
        propagated = map lib.getDev (propagatedBuildInputs ++ propagatedNativeBuildInputs);
      }
      ''
        mkdir -p $out/nix-support
        [ -z "$propagated" ] || printf '%s\n' "$propagated" >$out/nix-support/propagated-build-inputs
        substitute ${script} $out/nix-support/setup-hook ${
          lib.escapeShellArgs (
            lib.concatLists (
              lib.mapAttrsToList (n: v: [
                "--subst-var-by"
                n
                # A path is copied, as nixpkgs does it.
                (if builtins.isPath v then "${v}" else toString v)
              ]) substitutions
            )
          )
        }
      '';

  makeWrapper = final.makeSetupHook { name = "make-wrapper-hook"; substitutions.shell = final.runtimeShell; } ../hooks/make-wrapper/make-wrapper.sh;
  makeShellWrapper = final.makeWrapper;
  makeBinaryWrapper = final.makeWrapper;
  writableTmpDirAsHomeHook = final.makeSetupHook { name = "writable-tmpdir-as-home-hook"; } (
    final.writeText "writable-tmpdir-as-home.sh" ''export HOME="$(mktemp -d)"''
  );
  autoPatchelfHook = final.makeSetupHook { name = "auto-patchelf-hook"; } ../hooks/auto-patchelf/auto-patchelf.sh;
  pkgconf = final.pkg-config;
  cmake = final.callPackage ../hooks/cmake/package.nix { };
  ninja = final.callPackage ../hooks/ninja/package.nix { ninja-unwrapped = final.ninja-unwrapped; };
  unzip = final.runCommandLocal "unzip" { } ''
    mkdir -p $out/bin
    ln -s ${final.busybox}/bin/busybox $out/bin/unzip
  '';
}
