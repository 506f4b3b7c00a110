# devbox.lock follows from devbox.json, and what devbox starts with is there.
{
  lib,
  pkgs,
  runCommandLocal,
  devbox-lock,
  hpds-shell,
  busybox,
}:
let
  names = (lib.importJSON ../../devbox.json).packages;
  unknown = lib.filter (name: !(pkgs ? ${name})) names;
in
lib.throwIf (unknown != [ ])
  "devbox.json: ${lib.concatStringsSep ", " unknown}: not in the package set; nix/debpkgs/packages.toml and nix/overlay.nix list it"
  runCommandLocal
  "devbox-lock-is-fresh"
  { packages = map (name: pkgs.${name}) names; }
  ''
    diff -u ${../../devbox.lock} ${devbox-lock} || {
      echo "error: devbox.lock is not what devbox.json asks for; run: nix run .#devbox-lock" >&2
      exit 1
    }
    # Scripts of devbox run it by sh.
    ${busybox}/bin/busybox sh -n ${hpds-shell}/share/hpds-shell/hook.sh
    touch $out
  ''
