# pyproject2nix with the programs that `pyproject2nix lock` starts; they are on nobody's PATH. Its interpreter is
# one that has its packages: it starts that again with pip's modules.
{
  lib,
  makeWrapper,
  poetry,
  python,
  runCommandLocal,
  uv,
}:
let
  unwrapped = python.pkgs.pyproject2nix;
  env = python.withPackages (_: [ unwrapped ]);
in
runCommandLocal unwrapped.name
  {
    inherit (unwrapped) pname version meta;
    nativeBuildInputs = [ makeWrapper ];
    passthru = {
      inherit python unwrapped;
    };
  }
  ''
    # uv asks an interpreter, and would download one where PATH has none.
    makeWrapper ${env}/bin/pyproject2nix $out/bin/pyproject2nix \
      --set-default PYPROJECT2NIX_POETRY ${lib.getExe poetry} \
      --set-default PYPROJECT2NIX_UV ${lib.getExe uv} \
      --suffix PATH : ${python}/bin
  ''
