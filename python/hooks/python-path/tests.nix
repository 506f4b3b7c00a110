# Cases of the interpreter's own hook: inputs are importable while building.
{
  python,
  runCommand,
  buildPythonPackage,
}:
let
  module =
    name: dependencies:
    buildPythonPackage {
      pname = name;
      version = "1.0";
      pyproject = false;
      dontUnpack = true;
      inherit dependencies;
      installPhase = ''
        mkdir -p $out/${python.sitePackages}
        echo 'value = "${name}"' >$out/${python.sitePackages}/${name}.py
      '';
    };
  inner = module "inner_module" [ ];
  outer = module "outer_module" [ inner ];
in
{
  importable = runCommand "python-path" { nativeBuildInputs = [ python outer ]; } ''
    [ "$(python3 -c 'import outer_module, inner_module; print(outer_module.value, inner_module.value)')" = "outer_module inner_module" ]
    # In the order of the inputs, each before what it depends on.
    [[ $PYTHONPATH == *${outer}/${python.sitePackages}:${inner}/${python.sitePackages} ]] || {
      echo "error: PYTHONPATH is $PYTHONPATH" >&2
      exit 1
    }
    touch $out
  '';
  # Without the interpreter among the inputs nothing is set.
  withoutPython = runCommand "python-path-unset" { buildInputs = [ (inner.overrideAttrs { propagatedBuildInputs = [ ]; }) ]; } ''
    [ -z "''${PYTHONPATH:-}" ]
    touch $out
  '';
}
