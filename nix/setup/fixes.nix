# What the frozen locks lack: "expat 2.5.0-1+deb12u5, openssl 3.0.22-1~deb12u2", source packages with the version that has the fixes.
{ system }:

let
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    fromJSON
    listToAttrs
    map
    readFile
    ;
  inherit ((fromJSON (readFile ../debpkgs/machines.json)).${system}) architecture;
  read = name: (fromJSON (readFile (../debpkgs/lock + "/${name}.json"))).packages;
  fixesIn =
    lock:
    let
      frozen = read "frozen/${lock}";
      fixed = read lock;
    in
    concatMap (
      name:
      if (frozen.${name}.version or null) == fixed.${name}.version then
        [ ]
      else
        [
          {
            name = fixed.${name}.source;
            value = fixed.${name}.version;
          }
        ]
    ) (attrNames fixed);
  fixes = listToAttrs (concatMap fixesIn [ architecture "trixie-${architecture}" ]);
in
concatStringsSep ", " (map (name: "${name} ${fixes.${name}}") (attrNames fixes))
