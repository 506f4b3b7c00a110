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
      {
        flags = [
          "-std=gnu11"
          "-O2"
          "-Wall"
          "-Wextra"
          "-Werror"
          "-fPIC"
          "-shared"
        ];
      }
      ''
        mkdir -p $out/lib
        cp ${./interpose.h} interpose.h
        cp ${./places.h} places.h
        cp ${./places.c} places.c
        cp ${./made.c} made.c
        for name in places made; do
          $CC $flags '-DTRIPLET="${triplet}"' '-DSTORE="${builtins.storeDir}"' $name.c -o $out/lib/lib$name.so
        done
      '';
  # As Debian's debianutils has it.
  which = pkgs.writeShellScriptBin "which" ''
    status=0
    for name; do
      case $name in -*) continue ;; esac
      type -P "$name" || status=1
    done
    exit $status
  '';
in
name: package:
let
  closure = closureOf name;
  storeName = lib.sanitizeDerivationName name;
  viewOf =
    suffix: first: last:
    pkgs.buildEnv {
      name = "${storeName}-${suffix}";
      # With what every Debian has, since no package names it: scripts start /bin/sed.
      paths = first ++ closure.paths ++ [
        pkgs.bash
        pkgs.coreutils
        pkgs.diffutils
        pkgs.findutils
        pkgs.gawk
        pkgs.gnugrep
        pkgs.gnused
        pkgs.gnutar
        pkgs.gzip
        which
      ] ++ last;
      pathsToLink = [
        "/bin"
        "/etc"
        "/lib"
        "/libexec"
        "/share"
        "/var"
      ];
      ignoreCollisions = true;
      postBuild = ''
        mkdir $out/nix-support
        printf '%s\n' ${toString (first ++ closure.paths)} >$out/nix-support/parts
      '';
    };
  # What Debian's maintainer scripts make, such as caches and lists of plugins.
  made =
    pkgs.runCommandLocal "${storeName}-made"
      {
        library = "${library}/lib";
        shell = pkgs.bash;
        view = viewOf "as-unpacked" [ ] [ pkgs.perl ];
        order = builtins.toFile "order" closure.order;
        packages = pkgs.writeText "packages" closure.sources;
        nativeBuildInputs = [
          pkgs.stdenv.cc
          pkgs.xz
          (lib.getBin pkgs.zstd)
        ];
      }
      ''
        source ${./run-scripts.sh}
      '';
  view = viewOf "in-view" [ made ] [ ];
  out =
    pkgs.runCommandLocal "${storeName}-${lib.sanitizeDerivationName package.version}"
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
    pkgs.runCommandLocal "${storeName}-dev-${lib.sanitizeDerivationName package.version}"
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
    inherit out made;
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
