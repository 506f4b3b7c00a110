# What `nix flake check` builds: every package, and the proofs about them.
{
  pkgs,
  packages,
  devShells,
  # what `nix run` starts
  programs,
}:
let
  inherit (pkgs) lib;
  images = {
    inherit (packages)
      cuda-bench-image
      hpds-cuda-image
      hpds-image
      python-image
      sort-bench-image
      ;
  };
  projects = pkgs.callPackage ./projects.nix { };
  # callPackage makes a set of derivations overridable, which no check is.
  several = path: removeAttrs (pkgs.callPackage path { }) [ "override" "overrideDerivation" ];
  prefixed = prefix: lib.mapAttrs' (name: value: lib.nameValuePair "${prefix}-${name}" value);
in
# The packages build; hpds runs its tests while it does.
removeAttrs packages [
  "default"
  "sources"
]
// {
  apps = pkgs.symlinkJoin {
    name = "apps";
    paths = lib.attrValues programs;
  };
  sandbox = pkgs.callPackage ./sandbox.nix { };
  lib = import ./lib.nix { inherit pkgs; };
  documented = import ./documented.nix { inherit pkgs; };
  lint = pkgs.callPackage ./lint.nix { };
  types = pkgs.callPackage ./types.nix { };
  generated = pkgs.callPackage ./generated.nix { };
  pyproject2nix-tests = pkgs.pyproject2nix.tests.units;
  stdenv = pkgs.callPackage ./stdenv { };
  bytecode = pkgs.callPackage ./bytecode.nix { inherit packages devShells; };
  devbox = pkgs.callPackage ./devbox.nix { };
  editable = pkgs.callPackage ./editable.nix { };
  elf = pkgs.callPackage ./elf.nix { };
  compilers = pkgs.callPackage ./compilers.nix { };
  fhs = pkgs.callPackage ./fhs.nix { };
  further = pkgs.callPackage ./further.nix { };
  pins = pkgs.callPackage ./pins.nix { };
  places = pkgs.callPackage ./places.nix { };
  relink = pkgs.callPackage ../debpkgs/relink/tests.nix { };
  rust = pkgs.callPackage ./rust.nix { };
  schemas = pkgs.callPackage ./schemas.nix { };
  wheel = pkgs.callPackage ./wheel.nix { };
  embed = pkgs.callPackage ./embed.nix { };
}
# cling has wheels for this processor alone.
// lib.optionalAttrs pkgs.stdenv.hostPlatform.isx86_64 {
  cpp-notebook = pkgs.callPackage ./cpp.nix { };
}
// several ./hooks.nix
// prefixed "cuda" (several ./cuda)
// prefixed "driver" (several ../../cuda/driver/tests)
// prefixed "shell" devShells
// prefixed "project" (projects ../../tests/projects)
// prefixed "template" (projects ../../templates)
// prefixed "made-of" (several ./templates.nix)
// prefixed "image" (lib.mapAttrs (_: image: pkgs.imageCheck (pkgs.ociLayout image)) images)
// prefixed "closure" (lib.mapAttrs (name: image: pkgs.closureCheck { inherit name image; }) images)
// prefixed "programs" (several ../images/tests.nix)
