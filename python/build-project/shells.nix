# Shells of the project: one to work beside it, one in which it is installed editable.
{
  lib,
  mkShell,
  writeShellApplication,
  project,
  parts,
  python,
  buildInputs,
  shellPackages,
  wrapEnv,
  ignoreCollisions,
}:
let
  # `tools` are for the editable installation.
  environment =
    tools:
    wrapEnv (
      python.buildEnv.override {
        inherit ignoreCollisions;
        extraLibs =
          parts.dependencies
          ++ parts.extras
          ++ parts.groups
          ++ parts.buildSystem
          ++ parts.pythonPrograms
          ++ shellPackages python.pkgs
          ++ tools;
      }
    );
  shell =
    env: arguments:
    mkShell (
      {
        inherit (project) name;
        buildInputs = parts.libraries ++ buildInputs;
      }
      // arguments
      // {
        packages = [ env ] ++ parts.programs ++ arguments.packages or [ ];
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

  editableEnv = environment (
    [
      python.pkgs.installer
      python.pkgs.packaging
      python.pkgs.pyproject-hooks
    ]
    ++ parts.editable
  );
  # Its back end finds these before the packages of the shell, which may have other versions.
  buildEnv = python.withPackages (_: parts.buildSystemApart);
  buildOptions = lib.optionalString (parts.buildSystemApart != [ ]) " --build-env ${buildEnv}";
  program = "${project.name}-rebuild";
  # The version that the expressions have, where the backend would ask the repository.
  setUnlessSet = name: value: ''
    [ -n "''${${name}+set}" ] || export ${name}=${lib.escapeShellArg value}
  '';
  rebuild =
    if project.package then
      writeShellApplication {
        name = program;
        text =
          lib.concatStrings (lib.mapAttrsToList setUnlessSet (project.environment or { }))
          + ''
            exec ${editableEnv}/bin/python3 -I -B ${./rebuild.py} ${lib.escapeShellArg project.name}${buildOptions} "$@"
          '';
      }
    else
      throw "buildProject: ${project.name}: it is no package, so there is nothing to install editable; use devShell";
in
rec {
  inherit rebuild;

  # What `nix develop` opens.
  default = if project.package then editableShell else devShell;

  devShell = shell (environment [ ]) { };

  editableShell = shell editableEnv {
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
