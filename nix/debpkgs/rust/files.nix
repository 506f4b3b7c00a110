# What a Cargo.lock pins, with the store's files: `TEXT -> PLACE -> { crates, repositories }`, each crate with its `file` or `tree`.
{ lib, final }:
text: place:
let
  lock = import ./cargo-lock.nix { inherit lib; } { inherit text place; };

  file =
    crate:
    import ../bootstrap/pinned-source.nix {
      inherit (final.bootstrap) busybox;
      inherit (final.bootstrap.platform) system;
      # nixpkgs' name, so that both sets have one store path.
      name = "crate-${crate.name}-${crate.version}.tar.gz";
      remedy = "run: nix run .#sync; for a Cargo.lock in your own Nix code: nix run hpds#pyproject2nix -- fetch --cargo-lock ${baseNameOf place} .";
      hash = {
        outputHashAlgo = "sha256";
        outputHash = crate.checksum;
      };
    };

  treeOf =
    crate: more:
    builtins.fetchGit (
      {
        inherit (crate) url;
        rev = crate.commit;
        allRefs = true;
        submodules = true;
      }
      // more
    );
in
{
  crates = map (crate: crate // { file = file crate; }) lock.crates;
  repositories = map (
    crate:
    crate
    // {
      tree = treeOf crate { };
      treeOf = treeOf crate;
    }
  ) lock.repositories;
}
