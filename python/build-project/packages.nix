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

  # What a package.nix hands to buildPythonPackage, as it is: its lists hold what the packager wrote, and not the builder's own hooks.
  argumentsOf =
    file:
    let
      given = python.pkgs.callPackage file { buildPythonPackage = lib.id; };
    in
    if lib.isFunction given then lib.fix given else given;
  isModule = package: package ? pythonModule;
  # From a build set, in a version that the project's environment may have another one of.
  isApart =
    package:
    isModule package
    && !(python.pkgs ? ${package.pname} && python.pkgs.${package.pname}.outPath == package.outPath);

  backEnds = lib.importTOML ../pyproject2nix/src/pyproject2nix/data/back-ends.toml;
  nameOf = requirement: builtins.head (builtins.match "([A-Za-z0-9_-]+).*" requirement);

  # What it takes to build local projects in a shell.
  buildersOf =
    projects:
    let
      listed = name: lib.concatMap (one: one.arguments.${name} or [ ]) projects;
      buildSystem = lib.filter (package: !isApart package) (listed "build-system");
    in
    {
      inherit buildSystem;
      # Requirements that no [build-system] table has: PEP 660 lets a back end name them when it is asked to install editable.
      editable = packagesOf (
        lib.concatMap (package: map nameOf backEnds.${package.pname or ""}.editable or [ ]) buildSystem
      );
      # In a shell of their own, programs that come as Python packages would set PYTHONPATH: they belong into its environment.
      pythonPrograms = lib.filter isModule (listed "nativeBuildInputs");
      programs = lib.filter (program: !isModule program) (listed "nativeBuildInputs");
      libraries = listed "buildInputs";
    };

  # A local project: `{ name, path, environment, arguments, apart }`; `apart` are builders that no environment of a shell has.
  local = name: path: environment: arguments: {
    inherit
      name
      path
      environment
      arguments
      ;
    apart = lib.filter isApart arguments.build-system or [ ];
  };
  own = lib.optional project.package (
    local project.name "." project.environment or { } (argumentsOf project.packageFile)
  );
  members = lib.mapAttrs (
    name: member: local name member.path member.environment or { } (argumentsOf member.file)
  ) project.editable;

  dependencies = packagesOf target.dependencies;
  extrasPackages = packagesOf (project.choose "extra" target.extras extras);
  groups = packagesOf (project.choose "group" target.groups project.groups);

  # What the shell needs, down to what its editable projects need in their turn.
  reached = builtins.genericClosure {
    startSet = keyed (dependencies ++ extrasPackages ++ groups);
    operator = { key, ... }: keyed members.${key}.arguments.dependencies or [ ];
  };
  keyed = map (package: {
    key = package.pname or package.name;
    inherit package;
  });
  isMember = { key, ... }: members ? ${key};
  # A member may need the project.
  isOwn = { key, ... }: project.package && key == project.name;
  editableProjects = own ++ map ({ key, ... }: members.${key}) (lib.filter isMember reached);
in
{
  package =
    if project.package then
      python.pkgs.${project.name}
    else
      throw "buildProject: ${project.name}: it is no package, since pyproject.toml says so (package-mode = false or no build-system); use env";
  inherit dependencies groups;
  extras = extrasPackages;
  builders = buildersOf own;

  editable = {
    projects = editableProjects;
    # In the place of `dependencies`, `extras` and `groups`.
    dependencies = map ({ package, ... }: package) (
      lib.filter (item: !(isMember item || isOwn item)) reached
    );
    builders = buildersOf editableProjects;
  };
}
