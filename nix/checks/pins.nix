# Fails if a pin of debpkgs is older than Debian's newest version was when somebody last looked: `make audit` notes it in newest.json.
{
  lib,
  runCommandLocal,
  newest ? lib.importJSON ../debpkgs/lock/newest.json,
}:
let
  packagesOf = name: (lib.importJSON (../debpkgs/lock + "/${name}.json")).packages;
  # Fixes that images have: ../debpkgs/grafts.nix.
  graftsOf =
    name: if builtins.pathExists (../debpkgs/lock + "/grafts/${name}.json") then packagesOf "grafts/${name}" else { };
  behind = lib.concatMap (
    lock:
    let
      pinned = packagesOf lock // graftsOf lock;
      versions = newest.packages.${lock};
    in
    map (name: "${lock}: ${name} ${pinned.${name}.version}, newest: ${versions.${name}}") (
      lib.filter (name: pinned ? ${name} && pinned.${name}.version != versions.${name}) (lib.attrNames versions)
    )
  ) (lib.attrNames newest.packages);
  isFrozen = lib.all (lock: packagesOf lock == packagesOf "frozen/${lock}") (lib.attrNames newest.packages);
  dates = lib.concatStringsSep ", " (lib.mapAttrsToList (suite: date: "${suite} of ${date}") newest.dates);
in
runCommandLocal "pins" { inherit behind dates; } (
  if isFrozen then
    ''
      echo "the locks are the frozen ones, without Debian's fixes; run: git checkout nix/debpkgs/lock" | tee $out
    ''
  else
    ''
      if [ -n "$behind" ]; then
        printf 'error: %s\n' ${lib.escapeShellArgs behind} "pins are older than the indexes ($dates); run: make update" >&2
        exit 1
      fi
      echo "each pin is the newest of $dates" >$out
    ''
)
