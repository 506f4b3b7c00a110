# No interpreter can write into the store: each module that is installed there has its bytecode, or a file stands where Python would
# make the folder. Root could write it otherwise, and the store path would differ from what was built.
{
  closureInfo,
  devShells,
  lib,
  packages,
  python3,
  runCommandLocal,
}:
let
  installed = removeAttrs packages [ "sources" ];
  closure = closureInfo { rootPaths = lib.attrValues installed ++ lib.attrValues devShells; };
in
runCommandLocal "bytecode" { } ''
  ${python3}/bin/python3 -I -B ${./bytecode.py} ${closure}/store-paths
  mkdir $out
''
