# The project's packages by what they are for: lists of Python packages.
{
  lib,
  project,
  python,
  extras,
}:
let
  target = project.targetFor python.pythonVersion;
  packagesOf = map (name: python.pkgs.${name});

  # What package.nix hands to buildPythonPackage, as it is: its lists hold what the packager wrote, and not the builder's own hooks.
  arguments =
    let
      given = python.pkgs.callPackage project.packageFile { buildPythonPackage = lib.id; };
    in
    if lib.isFunction given then lib.fix given else given;
  isModule = package: package ? pythonModule;
  # From a build set, in a version that the project's environment may have another one of.
  isApart =
    package:
    isModule package
    && !(python.pkgs ? ${package.pname} && python.pkgs.${package.pname}.outPath == package.outPath);
  ofPackage = name: lib.optionals project.package arguments.${name} or [ ];
  buildSystem = lib.filter (package: !isApart package) (ofPackage "build-system");

  backEnds = lib.importTOML ../pyproject2nix/src/pyproject2nix/data/back-ends.toml;
  nameOf = requirement: builtins.head (builtins.match "([A-Za-z0-9_-]+).*" requirement);
in
{
  package =
    if project.package then
      python.pkgs.${project.name}
    else
      throw "buildProject: ${project.name}: it is no package, since pyproject.toml says so (package-mode = false or no build-system); use env";
  dependencies = packagesOf target.dependencies;
  extras = packagesOf (project.choose "extra" target.extras extras);
  groups = packagesOf (project.choose "group" target.groups project.groups);
  inherit buildSystem;
  # Requirements that no [build-system] table has: PEP 660 lets a back end name them when it is asked to install editable.
  editable = packagesOf (
    lib.concatMap (package: map nameOf backEnds.${package.pname or ""}.editable or [ ]) buildSystem
  );
  buildSystemApart = lib.filter isApart (ofPackage "build-system");
  # In a shell of their own, programs that come as Python packages would set PYTHONPATH: they belong into its environment.
  pythonPrograms = lib.filter isModule (ofPackage "nativeBuildInputs");
  programs = lib.filter (program: !isModule program) (ofPackage "nativeBuildInputs");
  libraries = ofPackage "buildInputs";
}
