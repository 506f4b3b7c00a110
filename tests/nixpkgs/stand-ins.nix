/**
  What a fork of nixpkgs lacks, so that our packages can be evaluated on it: an overlay, and one over its Python packages.
  What the fork has is left alone. On nixpkgs itself nothing of this is used.

  nixpkgs has each under the same name, with what our expressions use of it. Where it is in nixpkgs' tree, and whether the
  one here does anything:

  - `libhwy`: pkgs/by-name/li/libhwy; a package of any content
  - `direnv`: pkgs/by-name/di/direnv; a package of any content
  - `shellcheck-minimal`, which writeShellApplication runs: pkgs/top-level/all-packages.nix; a package of any content
  - `perf`: pkgs/by-name/pe/perf; a package of any content
  - `umoci`: pkgs/by-name/um/umoci; a package of any content
  - `ugrep`, `pdm`, `fetchPypiLegacy`, for nix/interop: pkgs/by-name/ug/ugrep, pkgs/by-name/pd/pdm,
    pkgs/build-support/fetchpypilegacy; packages of any content
  - `pythonManylinuxPackages`, whose libraries the fork does not have: pkgs/development/interpreters/python/manylinux; none
  - `lib.isPath`: lib/filesystem.nix; the builtin, where the fork's `lib` names it and does not have it
  - `mkShell`: pkgs/build-support/mkshell; works, for what our shells give it
  - `cudaPackages`: pkgs/top-level/cuda-packages.nix; ours, whose names are a part of nixpkgs'
  - Python's `auditwheel`, `cupy`, `ruff`: pkgs/development/python-modules; packages of any content
  - `dockerTools.fakeNss`: pkgs/by-name/fa/fakeNss; the fork's own, which its dockerTools does not find
*/
let
  stubIn =
    pkgs: pname:
    pkgs.stdenv.mkDerivation {
      inherit pname;
      version = "0";
      buildCommand = "touch $out";
      meta.mainProgram = pname;
    };
  lacking = lib: set: lib.filterAttrs (name: _: !(set ? ${name}));
in
{
  overlay =
    final: prev:
    let
      inherit (prev) lib;
      stub = stubIn final;
    in
    lacking lib prev {
      libhwy = stub "libhwy";
      direnv = stub "direnv";
      shellcheck-minimal = stub "shellcheck-minimal" // {
        # writeShellApplication asks it where there is no Haskell.
        compiler.bootstrapAvailable = false;
      };
      perf = stub "perf";
      umoci = stub "umoci";
      ugrep = stub "ugrep";
      pdm = stub "pdm";
      fetchPypiLegacy = lib.makeOverridable ({ file, ... }: stub file);
      cudaPackages = final.callPackage ../../cuda { };
      mkShell =
        {
          name ? "nix-shell",
          packages ? [ ],
          inputsFrom ? [ ],
          nativeBuildInputs ? [ ],
          buildInputs ? [ ],
          ...
        }@args:
        final.stdenv.mkDerivation (
          removeAttrs args [
            "inputsFrom"
            "packages"
          ]
          // {
            inherit name;
            nativeBuildInputs = packages ++ nativeBuildInputs ++ lib.concatMap (of: of.nativeBuildInputs) inputsFrom;
            buildInputs = buildInputs ++ lib.concatMap (of: of.buildInputs) inputsFrom;
          }
        );
    }
    // {
      lib = if lib.filesystem ? isPath then lib else lib.extend (_: _: { inherit (builtins) isPath; });
      pythonManylinuxPackages = lib.genAttrs [ "manylinux1" "manylinux2010" "manylinux2014" ] (_: [ ]);
      dockerTools =
        if lib.functionArgs prev.dockerTools.override ? fakeNss_ then
          prev.dockerTools.override { fakeNss_ = final.fakeNss; }
        else
          prev.dockerTools;
    };

  python =
    self: super:
    let
      stub = name: self.toPythonModule (stubIn self.pkgs name);
    in
    builtins.removeAttrs {
      auditwheel = stub "auditwheel";
      cupy = stub "cupy";
      ruff = stub "ruff";
    } (builtins.attrNames super);
}
