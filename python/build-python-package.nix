# buildPythonPackage, with today's arguments of nixpkgs:
#
#   pyproject = true; build-system; dependencies; optional-dependencies; nativeCheckInputs; pythonImportsCheck
#   format = "wheel" | "setuptools"
#
# The package has overridePythonAttrs.
{
  lib,
  stdenv,
  python,
  makeWrapper,
  hooks,
  setuptools,
  wheelUnpackHook ? hooks.wheelUnpackHook,
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
    "nativeInstallCheckInputs"
    "checkInputs"
    "installCheckInputs"
    "checkPhase"
    "doCheck"
    "doInstallCheck"
    "nativeBuildInputs"
    "buildInputs"
    "propagatedBuildInputs"
    "passthru"
    "name"
  ];

  # Arguments of nixpkgs that would be without effect here.
  unsupported = lib.genAttrs [
    "pythonRelaxDeps"
    "pythonRemoveDeps"
  ] (_: "requirements are not compared when a package is built; leave it out, or change the metadata in postPatch");

  # Any of them says that there are tests.
  tests = [
    "nativeCheckInputs"
    "nativeInstallCheckInputs"
    "checkInputs"
    "installCheckInputs"
    "checkPhase"
    "installCheckPhase"
  ];

  # Modules of another Python would be there, and not be found.
  forThisPython =
    label:
    map (
      package:
      let
        version = package.pythonModule.pythonVersion or python.pythonVersion;
      in
      lib.throwIf (version != python.pythonVersion)
        "buildPythonPackage: ${label}: ${package.name} is for Python ${version}, this is ${python.pythonVersion}; take it from the same package set"
        package
    );

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
      doCheck = attrs.doCheck or attrs.doInstallCheck or (lib.any (name: attrs ? ${name}) tests);
      dependencies = forThisPython label (attrs.dependencies or [ ] ++ attrs.propagatedBuildInputs or [ ]);
      used = lib.filter (name: attrs ? ${name} && attrs.${name} != [ ] && attrs.${name} != false) (
        lib.attrNames unsupported
      );
    in
    lib.throwIf (used != [ ])
      "buildPythonPackage: ${label}: debpkgs does not support ${
        lib.concatMapStringsSep ", " (name: "${name} (${unsupported.${name}})") used
      }"
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
            ++ lib.optional isWheel wheelUnpackHook
            ++ lib.optional (format == "pyproject") hooks.pypaBuildHook
            ++ lib.optionals (format == "setuptools") [
              hooks.setuptoolsBuildHook
              setuptools
            ]
            ++ lib.optional (format != "other") hooks.pypaInstallHook
            ++ [ hooks.compileBytecodeHook ]
            ++ lib.optional (attrs.makeWrapperArgs or [ ] != [ ]) makeWrapper
            ++ [ hooks.wrapPython ]
            ++ attrs.build-system or [ ]
            ++ attrs.nativeBuildInputs or [ ];
            buildInputs = attrs.buildInputs or [ ];
            propagatedBuildInputs = dependencies ++ [ python ];
            doInstallCheck = doCheck;
            nativeInstallCheckInputs = attrs.nativeCheckInputs or [ ] ++ attrs.nativeInstallCheckInputs or [ ];
            installCheckInputs = attrs.checkInputs or [ ] ++ attrs.installCheckInputs or [ ];
            strictDeps = attrs.strictDeps or true;
            # A wheel's libraries are stripped by those who built it.
            dontStrip = attrs.dontStrip or isWheel;
            name = namePrefix + label;
            passthru = {
              inherit python dependencies;
              pythonModule = python;
              optional-dependencies = attrs.optional-dependencies or { };
              build-system = forThisPython label (attrs.build-system or [ ]);
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
          // lib.optionalAttrs (attrs ? checkPhase) { installCheckPhase = attrs.checkPhase; }
          // lib.optionalAttrs (attrs ? pythonImportsCheck) { inherit (attrs) pythonImportsCheck; }
          // removeAttrs attrs own
        )
      );

  changed =
    change: attrsOrFunction:
    let
      apply = old: old // lib.toFunction change old;
    in
    if lib.isFunction attrsOrFunction then final: apply (attrsOrFunction final) else apply attrsOrFunction;

  # overridePythonAttrs changes the arguments above, overrideAttrs those of mkDerivation; either may follow the other.
  overridable =
    build: attrsOrFunction:
    build attrsOrFunction
    // {
      overridePythonAttrs = change: overridable build (changed change attrsOrFunction);
      overrideAttrs = change: overridable (attrs: (build attrs).overrideAttrs change) attrsOrFunction;
    };
in
overridable (
  lib.makeOverridable (
    attrsOrFunction:
    stdenv.mkDerivation (
      if lib.isFunction attrsOrFunction then
        final: arguments (attrsOrFunction final)
      else
        arguments attrsOrFunction
    )
  )
)
