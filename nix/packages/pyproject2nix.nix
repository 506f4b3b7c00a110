# pyproject2nix with the programs that `pyproject2nix lock` starts, which are on nobody's PATH, and what `migrate` asks of the
# package set. Its interpreter is one that has its packages: it starts that again with pip's modules. Who opens a shell does not wait
# for its tests: they are a package of their own, `tests.units`.
{
  lib,
  makeWrapper,
  pkgs,
  poetry,
  python,
  runCommandLocal,
  uv,
  writeText,
}:
let
  tested = python.pkgs.pyproject2nix;
  unwrapped = tested.overridePythonAttrs { doCheck = false; };
  names = writeText "names.json" (
    builtins.toJSON {
      packages = builtins.attrNames pkgs;
      python = builtins.attrNames pkgs.python3.pkgs;
    }
  );
  env = python.withPackages (_: [ unwrapped ]);
in
runCommandLocal unwrapped.name
  {
    inherit (unwrapped) pname version meta;
    nativeBuildInputs = [ makeWrapper ];
    passthru = {
      inherit env python unwrapped;
      tests.units = tested;
    };
  }
  ''
    # uv asks an interpreter, and would download one where PATH has none.
    # Not its script: that one imports from PYTHONPATH, which is for the person's own programs.
    makeWrapper ${env}/bin/python3 $out/bin/pyproject2nix --add-flags "-I -B -m pyproject2nix" \
      --set-default PYPROJECT2NIX_POETRY ${lib.getExe poetry} \
      --set-default PYPROJECT2NIX_UV ${lib.getExe uv} \
      --set-default PYPROJECT2NIX_PYTHON ${python}/bin/python3 \
      --set-default PYPROJECT2NIX_LIB ${../lib} \
      --set-default PYPROJECT2NIX_NAMES ${names} \
      --suffix PATH : ${python}/bin
  ''
