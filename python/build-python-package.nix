# buildPythonPackage, with today's arguments of nixpkgs:
#
#   pyproject = true; build-system; dependencies; optional-dependencies; nativeCheckInputs; pythonImportsCheck
#   format = "wheel" | "setuptools"
{
  lib,
  stdenv,
  python,
  hooks,
  setuptools,
  namePrefix ? "${python.libPrefix}-",
}:
let
  own = [
    "pyproject"
    "format"
    "build-system"
    "dependencies"
    "optional-dependencies"
    "disabled"
    "nativeCheckInputs"
    "checkInputs"
    "doCheck"
    "nativeBuildInputs"
    "buildInputs"
    "propagatedBuildInputs"
    "passthru"
    "name"
  ];

  arguments =
    attrs:
    let
      label = attrs.name or "${attrs.pname or "?"}-${attrs.version or "?"}";
      format =
        if attrs.pyproject or null != null && attrs.format or null != null then
          throw "buildPythonPackage: ${label}: give pyproject or format, not both"
        else if attrs.pyproject or null == true then
          "pyproject"
        else if attrs.pyproject or null == false then
          "other"
        else if attrs.format or null != null then
          attrs.format
        else
          throw "buildPythonPackage: ${label} does not configure a format; set pyproject = true with build-system = [ setuptools ], or format = \"wheel\"";
      known = [
        "pyproject"
        "wheel"
        "setuptools"
        "other"
      ];
      isWheel = format == "wheel";
      doCheck = attrs.doCheck or (!isWheel && attrs ? nativeCheckInputs);
      dependencies = attrs.dependencies or [ ] ++ attrs.propagatedBuildInputs or [ ];
    in
    lib.throwIf (!(builtins.elem format known))
      "buildPythonPackage: ${label}: format \"${format}\" is not supported; use one of ${toString known}"
      (
        lib.throwIf (attrs.disabled or false) "${label} is not supported by Python ${python.pythonVersion}" (
          {
            # The interpreter's own hook makes the modules of the inputs importable.
            nativeBuildInputs = [
              python
              hooks.pythonImportsCheckHook
            ]
            ++ lib.optional isWheel hooks.wheelUnpackHook
            ++ lib.optional (format == "pyproject") hooks.pypaBuildHook
            ++ lib.optionals (format == "setuptools") [
              hooks.setuptoolsBuildHook
              setuptools
            ]
            ++ lib.optional (format != "other") hooks.pypaInstallHook
            ++ [ hooks.wrapPython ]
            ++ attrs.build-system or [ ]
            ++ attrs.nativeBuildInputs or [ ];
            buildInputs = attrs.buildInputs or [ ];
            propagatedBuildInputs = dependencies ++ [ python ];
            doInstallCheck = doCheck;
            nativeInstallCheckInputs = attrs.nativeCheckInputs or [ ];
            installCheckInputs = attrs.checkInputs or [ ];
            strictDeps = attrs.strictDeps or true;
            # A wheel's libraries are stripped by those who built it.
            dontStrip = attrs.dontStrip or isWheel;
            name = namePrefix + label;
            passthru = {
              inherit python dependencies;
              pythonModule = python;
              optional-dependencies = attrs.optional-dependencies or { };
              build-system = attrs.build-system or [ ];
            }
            // attrs.passthru or { };
          }
          # Beside the installed package, the wheel that it was installed from.
          // lib.optionalAttrs (format == "pyproject") {
            outputs = [
              "out"
              "dist"
            ];
          }
          // lib.optionalAttrs (attrs ? pythonImportsCheck) { inherit (attrs) pythonImportsCheck; }
          // removeAttrs attrs own
        )
      );
in
lib.makeOverridable (
  attrsOrFunction:
  stdenv.mkDerivation (
    if lib.isFunction attrsOrFunction then
      final: arguments (attrsOrFunction final)
    else
      arguments attrsOrFunction
  )
)
