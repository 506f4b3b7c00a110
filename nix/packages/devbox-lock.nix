# devbox.lock, as it follows from devbox.json: every package, and nixpkgs, is this flake by way of shells/devbox/.
{
  lib,
  runCommandLocal,
  python3,
}:
let
  nixpkgs = "path:.devbox/nixpkgs";
  packages = {
    # devbox's own name for the nixpkgs that mkShell and bash come from.
    "github:NixOS/nixpkgs/nixpkgs-unstable".resolved = nixpkgs;
  }
  // lib.genAttrs (lib.importJSON ../../devbox.json).packages (name: {
    resolved = "${nixpkgs}#${name}";
    # Without it devbox takes the entry for one of an old version, and says so.
    source = "nixpkg";
  });
in
runCommandLocal "devbox.lock"
  {
    nativeBuildInputs = [ python3 ];
    lock = builtins.toJSON {
      lockfile_version = "1";
      inherit packages;
    };
  }
  ''
    python3 -I -m json.tool --indent 2 <<<"$lock" >$out
  ''
