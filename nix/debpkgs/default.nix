# debpkgs: a package set with nixpkgs' interface and Debian's binaries.
#
#   import ./nix/debpkgs { system = "x86_64-linux"; overlays = [ … ]; }
{
  system ? builtins.currentSystem,
  overlays ? [ ],
  config ? { },
}:
let
  lib = import ../lib;
  release = import ./bootstrap { inherit lib system; };
  trixie = import ./bootstrap {
    inherit lib system;
    packages = ./trixie.toml;
    lockPrefix = "trixie-";
    base = release;
  };
  bootstrap = release // {
    allSources = release.allSources ++ trixie.allSources;
  };

  base = final: {
    inherit lib config system bootstrap;
    inherit (final.stdenv) hostPlatform buildPlatform targetPlatform;
    pkgs = final;
    # There is no cross compilation.
    buildPackages = final;
    callPackage = lib.callPackageWith final;
    newScope = extra: lib.callPackageWith (final // extra);
    overlays = overlays;
    /** Fixes that images get without a build: see grafts.nix. */
    grafts = import ./grafts.nix {
      inherit lib system;
      base = release;
      lockFile = ./lock/grafts + "/${release.architecture}.json";
    };
    /** Overlays of every interpreter's packages: `[ (final: prev: { … }) ]`. */
    pythonPackagesExtensions = [ ];
    /** The set with further overlays. */
    extend = overlay: import ./. { inherit system config; overlays = overlays ++ [ overlay ]; };
    /** The set with the packages of a project's debpkgs.toml: `debpkgs { list = ./debpkgs.toml; }`. */
    debpkgs = { list }: final.extend ((import ./further.nix { inherit lib system bootstrap; inherit (final) patchelf; }).ofFile list);
    appendOverlays = more: import ./. { inherit system config; overlays = overlays ++ more; };
  };

  debian =
    _final: _prev:
    import ./debian-packages.nix { inherit lib bootstrap; }
    // {
      trixie = import ./debian-packages.nix {
        inherit lib;
        bootstrap = trixie;
      };
    };
  toolchain = final: _prev: import ./toolchain.nix { inherit lib bootstrap final config; };
  buildSupport = final: _prev: import ./build-support { inherit lib final; };
  python = final: _prev: import ../../python { inherit lib final; };
  rust = final: _prev: { rustPlatform = import ./rust { inherit lib final; }; };
  cuda = final: _prev: {
    cudaPackages = final.callPackage ../../cuda { };
    inherit (final.cudaPackages) cudatoolkit;
  };
in
lib.fix (
  lib.foldr (overlay: set: lib.extends overlay set) base (
    lib.reverseList ([ debian toolchain buildSupport python rust cuda ] ++ overlays)
  )
)
