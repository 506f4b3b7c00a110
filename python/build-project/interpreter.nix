# The interpreter whose packages are the project's locked ones.
{
  lib,
  pkgs,
  project,
  python,
  overrides,
  buildInputs,
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

  interpreter = (if python == null then default else python).override {
    self = interpreter;
    packageOverrides = lib.composeManyExtensions [
      project.overlay
      withBuildInputs
      overrides
    ];
  };
in
interpreter
