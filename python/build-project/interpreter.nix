# The interpreter whose packages are the project's locked ones.
{
  lib,
  pkgs,
  project,
  python,
  overrides,
  buildInputs,
  extras,
}:
let
  version = builtins.head project.pythons;
  attribute = "python${lib.replaceStrings [ "." ] [ "" ] (lib.versions.majorMinor version)}";
  default =
    pkgs.${attribute}
      or (throw "buildProject: ${project.name}: the package set has no ${attribute}; give one: python = …");

  withBuildInputs =
    _self: super:
    lib.optionalAttrs (buildInputs != [ ] && project.package) {
      ${project.name} = super.${project.name}.overrideAttrs (previous: {
        buildInputs = previous.buildInputs or [ ] ++ buildInputs;
      });
    };

  # The tests of the package have the extras that were chosen, as those in the shell do.
  withExtras =
    self: super:
    lib.optionalAttrs (extras != [ ] && project.package) {
      ${project.name} = super.${project.name}.overridePythonAttrs (previous: {
        nativeCheckInputs =
          previous.nativeCheckInputs or [ ]
          ++ map (name: self.${name}) (
            project.choose "extra" (project.targetFor self.python.pythonVersion).extras extras
          );
      });
    };

  interpreter = (if python == null then default else python).override {
    self = interpreter;
    packageOverrides = lib.composeManyExtensions [
      project.overlay
      withBuildInputs
      withExtras
      overrides
    ];
  };
in
interpreter
