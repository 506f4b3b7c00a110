# The closure of some paths, as nixpkgs' closureInfo: store-paths, registration, total-nar-size.
{ lib, final }:
{ rootPaths }:
let
  roots = lib.toList rootPaths;
in
final.runCommandLocal "closure-info"
  {
    exportReferencesGraph = lib.concatLists (lib.imap0 (i: root: [ "graph-${toString i}" root ]) roots);
    graphs = toString (lib.imap0 (i: _: "graph-${toString i}") roots);
  }
  ''
    mkdir $out
    # Each path's record is: path, deriver, number of references, the references.
    for graph in $graphs; do cat "$graph"; done |
      awk 'state == 0 { path = $0; state = 1; next }
           state == 1 { state = 2; next }
           state == 2 { left = $0; print path; state = left ? 3 : 0; next }
           { if (--left == 0) state = 0 }' | sort -u >$out/store-paths
  ''
