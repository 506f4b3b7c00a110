# Programs of Debian that look in Debian's places, so that they find in the store what is there: places.c says how.
#
#   name: package: the package, its programs started with what they depend on in view
{
  lib,
  pkgs,
  triplet,
  closureOf,
}:
let
  library =
    pkgs.runCommandCC "debian-places"
      { }
      ''
        mkdir -p $out/lib
        $CC -std=gnu11 -O2 -Wall -Wextra -Werror -fPIC -shared '-DTRIPLET="${triplet}"' ${./places.c} -o $out/lib/libplaces.so
      '';
in
name: package:
let
  closure = closureOf name;
  view = pkgs.buildEnv {
    name = "${lib.sanitizeDerivationName name}-in-view";
    # With what every Debian has, since no package names it: scripts start /bin/sed.
    paths = closure.paths ++ [
      pkgs.bash
      pkgs.coreutils
      pkgs.diffutils
      pkgs.findutils
      pkgs.gawk
      pkgs.gnugrep
      pkgs.gnused
      pkgs.gnutar
      pkgs.gzip
    ];
    pathsToLink = [
      "/bin"
      "/etc"
      "/lib"
      "/libexec"
      "/share"
    ];
    ignoreCollisions = true;
  };
  out =
    pkgs.runCommandLocal "${lib.sanitizeDerivationName name}-${lib.sanitizeDerivationName package.version}"
      {
        inherit library view;
        plain = package.out;
        nativeBuildInputs = [ pkgs.makeWrapper ];
      }
      ''
        source ${./wrap.sh}
      '';
  # Its headers, which propagate the package itself.
  dev =
    pkgs.runCommandLocal "${lib.sanitizeDerivationName name}-dev-${lib.sanitizeDerivationName package.version}"
      {
        wrapped = out;
        plain = package.out;
        headers = package.dev;
      }
      ''
        mkdir -p $out
        ln -s $headers/* $out/
        if [ -d $headers/nix-support ]; then
          rm $out/nix-support
          cp -r --no-preserve=mode $headers/nix-support $out/
          sed -i "s,$plain,$wrapped,g" $out/nix-support/*
        fi
      '';
in
if closure.namesPlaces then
  package
  // out
  // {
    inherit out;
    inherit (package) pname version meta outputs;
    unwrapped = package;
  }
  // lib.optionalAttrs (package ? dev) {
    dev = dev // {
      inherit (package) pname version;
      inherit (package.dev) debianPackages;
      outputSpecified = true;
    };
  }
else
  package
