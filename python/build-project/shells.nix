# Shells of the project: one to work beside it, one in which it is installed editable, with the other projects of its workspace.
{
  lib,
  mkShell,
  writeShellApplication,
  writeText,
  project,
  parts,
  python,
  buildInputs,
  shellPackages,
  wrapEnv,
  ignoreCollisions,
  /** Programs that the tests run. */
  checkPrograms,
}:
let
  environment =
    packages: builders:
    wrapEnv (
      python.buildEnv.override {
        inherit ignoreCollisions;
        extraLibs = packages ++ builders.buildSystem ++ builders.pythonPrograms ++ shellPackages python.pkgs;
      }
    );
  shell =
    env: builders: arguments:
    mkShell (
      {
        inherit (project) name;
        buildInputs = builders.libraries ++ buildInputs;
      }
      // arguments
      // {
        packages = [ env ] ++ builders.programs ++ checkPrograms ++ arguments.packages or [ ];
        # Only root can write to the store, and Python and pytest would write bytecode there: of plugins, or with -O.
        shellHook = ''
          [ "$(id -u)" -ne 0 ] || export PYTHONDONTWRITEBYTECODE=1
        ''
        + lib.optionalString (project.stale != null) ''
          echo ${lib.escapeShellArg project.stale} >&2
        ''
        + arguments.shellHook or "";
      }
    );

  inherit (parts) editable;
  # With what installs the projects.
  editableEnv = environment (
    editable.dependencies
    ++ [
      python.pkgs.installer
      python.pkgs.packaging
      python.pkgs.pyproject-hooks
    ]
    ++ editable.builders.editable
  ) editable.builders;
  # The project's name, which its folder is found by, and what is installed editable there.
  projects = writeText "${project.name}-projects.json" (
    builtins.toJSON {
      inherit (project) name;
      projects = map (one: {
        inherit (one) name path environment;
        # Its back end finds these before the packages of the shell, which may have other versions.
        build-env = if one.apart == [ ] then "" else "${python.withPackages (_: one.apart)}";
        crates = if one.arguments ? cargoDeps then "${one.arguments.cargoDeps}" else "";
      }) editable.projects;
    }
  );
  program = "${project.name}-rebuild";
  rebuild =
    if editable.projects != [ ] then
      writeShellApplication {
        name = program;
        text = ''
          exec ${editableEnv}/bin/python3 -I -B ${./rebuild.py} ${projects} "$@"
        '';
      }
    else
      throw "buildProject: ${project.name}: it is no package, so there is nothing to install editable; use devShell";
in
rec {
  inherit rebuild;

  # What `nix develop` opens.
  default = if editable.projects != [ ] then editableShell else devShell;

  devShell = shell (environment (
    parts.dependencies ++ parts.extras ++ parts.groups
  ) parts.builders) parts.builders { };

  editableShell = shell editableEnv editable.builders {
    packages = [ rebuild ];
    # A failed build leaves a shell in which it can be mended.
    shellHook = ''
      if _programs=$(${program} --if-stale --print-programs); then
        export PATH="$_programs:$PATH"
      else
        echo "${project.name} is not installed; correct it and run: ${program}" >&2
      fi
      unset _programs
    '';
  };
}
