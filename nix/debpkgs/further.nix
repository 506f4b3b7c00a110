# Debian packages of a project beside those of debpkgs: what `debpkgs add` wrote into debpkgs.toml and debpkgs.lock.
{
  lib,
  system,
  bootstrap,
  /** A newer one than that of Debian's release, which damages some libraries and every program in Go. */
  patchelf,
}:
rec {
  /** The overlay of a debpkgs.toml, whose debpkgs.lock is beside it. */
  ofFile =
    list:
    let
      lockFile = dirOf list + "/debpkgs.lock";
    in
    overlay {
      inherit list;
      wanted = (lib.importTOML list).packages or { };
      lock =
        if builtins.pathExists lockFile then
          lib.importJSON lockFile
        else
          throw "debpkgs: ${toString lockFile}: missing; run: debpkgs update, and git add it";
    };

  /** `{ list, wanted, lock } -> overlay`: the packages of a lock, under their names and Debian's. */
  overlay =
    {
      list,
      wanted,
      lock,
    }:
    let
      further = import ./bootstrap {
        inherit lib system;
        base = bootstrap;
        further = {
          inherit patchelf;
          # The names of another archive's packages are longer in the lock.
          list.packages = lib.mapAttrs (
            name: entry:
            entry // removeAttrs wanted.${name} or { } (lib.optionals (wanted ? ${name}.from) [ "bin" "dev" "out" ])
          ) lock.entries;
          lock.packages = lock.packages.${bootstrap.architecture};
          uses = lock.uses or { };
          lockName = "debpkgs.lock beside ${toString list}";
        };
      };
      plain = import ./debian-packages.nix {
        inherit lib;
        bootstrap = further;
      };
      # What debpkgs has with its headers stays what its own packages are built on: an interpreter, say. More of that source is its
      # output `bin`, and answers to Debian's names. Of what it has without headers (perl), its part and the rest are one.
      beside =
        prev: withPlaces: packages:
        lib.mapAttrs (
          name: package:
          if prev ? ${name}.dev then
            # Programs that debpkgs has not: sqlite3.
            { bin = packages.${name}; } // prev.${name}
          else if bootstrap.built ? ${name} then
            withPlaces name (
              prev.symlinkJoin {
                name = "${name}-${package.version}";
                paths = [
                  prev.${name}
                  package
                ];
              }
              // {
                # For buildFHSEnv.
                debianPackages = prev.${name}.debianPackages or [ ] ++ package.debianPackages;
                inherit (package)
                  pname
                  version
                  meta
                  outputs
                  ;
              }
              // lib.optionalAttrs (package ? dev) { inherit (package) dev; }
            )
          else if prev ? ${name} && !(prev ? furtherPackages) then
            # What is made here and not Debian's (python3): Debian's package of that name does not replace it.
            prev.${name}
          else
            packages.${name}
        ) plain;
      # nixpkgs' name of a package in a set: `xorg.libX11`, but not Debian's `libglib2.0-dev`.
      pathOf = name: builtins.match "([A-Za-z][A-Za-z0-9_]*)[.]([A-Za-z][A-Za-z0-9_-]*)" name;
      # The packages whose names are such, also in those sets.
      nested =
        prev: named:
        lib.foldl'
          (
            sets: name:
            let
              path = pathOf name;
              set = lib.head path;
            in
            sets // { ${set} = (sets.${set} or prev.${set} or { }) // { ${lib.last path} = named.${name}; }; }
          )
          { }
          (lib.filter (name: pathOf name != null) (lib.attrNames named));
      unlocked = lib.filter (name: !(lock.entries ? ${name} || lock.aliases ? ${name} || lock.there ? ${name})) (lib.attrNames wanted);
    in
    final: prev:
    let
      pinned = lock.packages.${bootstrap.architecture};
      outOf = deb: further.debs.${further.home.${deb}.entry}.${further.home.${deb}.output};
      # Archives with a C library of their own: programs that use their libraries have to be linked with it.
      archives = lib.mapAttrs (
        archive: _:
        let
          own = deb: fallback: if pinned ? "${deb}@${archive}" then outOf "${deb}@${archive}" else fallback;
        in
        {
          stdenv = final.overrideCC final.stdenv (
            import ./stdenv/cc-wrapper {
              inherit bootstrap;
              inherit (final) bash;
              gcc = final.gcc-unwrapped;
              glibc = own "libc6" prev.glibc;
              libstdcxx = own "libstdc++6" prev.libstdcxx;
            }
          );
        }
      ) (lib.filterAttrs (archive: _: pinned ? "libc6@${archive}") (lock.archives or { }));
      withPlaces =
        let
          compilers = import ./compilers {
            inherit lib bootstrap closureOf;
            pkgs = prev;
          };
          places = import ./places {
            inherit lib closureOf;
            inherit (further) triplet;
            pkgs = prev;
          };
          # Both look at it.
          closures = lib.mapAttrs (name: _: further.closureOf name) plain;
          closureOf = name: closures.${name} or (further.closureOf name);
        in
        # A compiler is told all places.
        name: package:
        let
          compiler = compilers name package;
        in
        if compiler ? libc then compiler else places name package;
      packages = lib.mapAttrs withPlaces plain;
      named =
        # A program that debpkgs has by itself (git).
        lib.mapAttrs (
          deb: name: if prev.${name} ? dev || !(bootstrap.packages ? ${deb}) then prev.${name} else withPlaces deb prev.${name}
        ) lock.there
        # Debian's libc-bin is of the source package glibc: what debpkgs has by that name stays.
        // lib.mapAttrs (_: name: packages.${name}) (lib.filterAttrs (name: _: !(bootstrap.built ? ${name})) lock.aliases)
        // beside prev withPlaces packages;
    in
    lib.throwIf (lock.version or null != 1)
      "debpkgs: debpkgs.lock beside ${toString list}: version ${builtins.toJSON (lock.version or null)} is not 1; use the debpkgs of one checkout"
      (
        lib.throwIf (unlocked != [ ]) "debpkgs: ${toString list}: ${toString unlocked}: not in debpkgs.lock; run: debpkgs update"
          (named // nested prev named)
      )
    // lib.optionalAttrs (archives != { }) { inherit archives; }
    // {
      furtherPackages = list;
    };
}
