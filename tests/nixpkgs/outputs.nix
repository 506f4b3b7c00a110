# Every output of the overlay on a nixpkgs-shaped set: derivations by name, in the set that our overlay lays over it.
{
  nixpkgs,
  system ? builtins.currentSystem,
}:
let
  pkgs = import ./set.nix { inherit nixpkgs system; };
  inherit (pkgs) lib;

  overlay = builtins.attrNames (import ../../nix/nixpkgs/overlay.nix { } { });
  # What makes something for other people's projects, given something.
  made = {
    bridgePython = pkgs.bridgePython (pkgs.python313.withPackages (_: [ ]));
    buildProject = (pkgs.buildProject { projectRoot = ../../templates/native; }).package;
    closureCheck = pkgs.closureCheck {
      name = "python-image";
      image = pkgs.python-image;
    };
    gdbForPython = pkgs.gdbForPython [ pkgs.pythonDebug ];
    imageCheck = pkgs.imageCheck made.ociLayout;
    ociLayout = pkgs.ociLayout pkgs.python-image;
    runImage = pkgs.runImage made.ociLayout;
  };
  shell = pkgs.newScope (import ../../shells/support pkgs);
  projects = [
    "hpdsProject"
    "hpdsCudaProject"
    "hpdsDebugProject"
  ];
  outputs =
    lib.genAttrs overlay (name: made.${name} or pkgs.${name})
    // lib.listToAttrs (
      lib.concatMap (
        project:
        map
          (part: {
            name = "${project}-${part}";
            value = pkgs.${project}.${part};
          })
          [
            "devShell"
            "editableShell"
            "env"
            "image"
            "package"
            "python"
            "sdist"
            "wheel"
          ]
      ) projects
    )
    // {
      shell = shell ../../shells/default.nix { };
      cppLab-env = pkgs.cppLab.env;
      cppLab-library = pkgs.cppLab.library;
      shell-ci = shell ../../shells/ci.nix { };
      shell-cpp = shell ../../shells/cpp.nix { };
      shell-debug = shell ../../shells/debug.nix { };
      shell-docs = shell ../../shells/docs.nix { };
      shell-cuda = shell ../../shells/cuda.nix { };
      driver-hook = pkgs.driver-bridge.hook;
    };
in
removeAttrs outputs (projects ++ [ "cppLab" ])
