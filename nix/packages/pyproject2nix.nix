# pyproject2nix with the programs that `pyproject2nix lock` starts; they are on nobody's PATH.
{
  lib,
  makeWrapper,
  poetry,
  runCommandLocal,
  unwrapped,
  uv,
}:
runCommandLocal unwrapped.name
  {
    inherit (unwrapped) pname version meta;
    nativeBuildInputs = [ makeWrapper ];
    passthru = { inherit unwrapped; };
  }
  ''
    makeWrapper ${lib.getExe unwrapped} $out/bin/pyproject2nix \
      --set-default PYPROJECT2NIX_POETRY ${lib.getExe poetry} \
      --set-default PYPROJECT2NIX_UV ${lib.getExe uv}
  ''
