# Our packages over any nixpkgs-shaped set: debpkgs, or anybody's nixpkgs.
final: prev:
let
  hpdsFor =
    python: arguments:
    final.buildProject (
      {
        inherit python;
        projectRoot = ../envs/hpds;
      }
      // arguments
    );
  pyproject2nixPython = final.python313.override {
    packageOverrides = import ../python/pyproject2nix/overlay.nix;
  };
  programs = final.python313.override {
    packageOverrides = import ../python/tools/overlay.nix;
  };
in
{
  hpdsProject = hpdsFor final.python313 {
    # A type checker reads the packages of its own environment.
    shellPackages = ps: [ ps.mypy ];
    imageConfig.Entrypoint = [
      "${final.hpdsProject.env}/bin/python3"
      # A folder that is mounted has no module of its own that counts.
      "-P"
      "-m"
      "hpds"
    ];
  };
  hpds = final.hpdsProject.package;
  hpds-image = final.hpdsProject.image;

  # The interpreters that hpds is built for, with the versions of its lock.
  hpdsPython313 = final.hpdsProject.python;
  hpdsPython311 = (hpdsFor final.python311 { }).python;

  # The same with the CUDA engine; its interpreter is offered the host's driver.
  hpdsCudaProject = hpdsFor final.python313 { overrides = import ../envs/hpds/cuda.nix; };
  hpds-cuda = final.hpdsCudaProject.package;
  hpdsCudaEnv = final.bridgePython final.hpdsCudaProject.env;
  # For a machine with a GPU: tests, and make bench's figures beside CuPy's.
  hpdsCudaTests = final.bridgePython (
    final.hpdsCudaProject.python.withPackages (ps: [
      ps.cupy
      ps.hpds
      ps.hypothesis
      ps.pytest
      ps.pytest-benchmark
    ])
  );

  # Assertions and all symbols, for the debugger; debpkgs rebuilds no package for it, since the ABI is the same.
  pythonDebug = final.python313.override {
    enableDebug = true;
    enableOptimizations = false;
  };

  # hpds and memray on it. Everything is installed for it anew, wheels as they are.
  hpdsDebugProject = hpdsFor final.pythonDebug {
    overrides = final.lib.composeExtensions (import ../python/memray/overlay.nix) (
      import ../envs/hpds/debug.nix
    );
    shellPackages = ps: [
      ps.hpds
      ps.memray
    ];
  };
  hpds-debug = final.hpdsDebugProject.package;
  gdbForPython = pythons: final.callPackage ./packages/gdb-for-python.nix { inherit pythons; };

  hpds-sanitized = final.callPackage ./packages/hpds-sanitized.nix { };
  hpds-wheel = final.callPackage ./packages/manylinux-wheel.nix {
    package = final.hpdsPython311.pkgs.hpds;
    tools = final.python313;
  };
  cuda-bench = final.callPackage ../envs/cuda-bench/package.nix { };
  sort-bench = final.callPackage ../envs/sort-bench/package.nix { };
  cppLab = import ../envs/cpp-lab/lab.nix { inherit (final) callPackage buildProject python313; };
  pyproject2nix = final.callPackage ./packages/pyproject2nix.nix {
    python = pyproject2nixPython;
  };

  # The host's GPU driver.
  driver-bridge = final.callPackage ../cuda/driver/package.nix { };
  driver-tools = final.callPackage ../cuda/driver/tools.nix { };
  bridgePython = final.callPackage ../cuda/driver/bridge-python.nix { };
  gpu-doctor = final.callPackage ../cuda/driver/gpu-doctor/package.nix { };

  # nixpkgs has its own.
  poetry =
    prev.poetry or (final.callPackage ./packages/python-program.nix {
      python = programs;
      name = "poetry";
      packages = ps: [
        ps.poetry
        ps.poetry-plugin-export
        ps.poetry-plugin-pypi-mirror
      ];
    });
  uv =
    prev.uv or (final.callPackage ./packages/python-program.nix {
      python = programs;
      name = "uv";
      packages = ps: [ ps.uv ];
      # On a machine without Python, uv would download one.
      fallback = [ final.python313 ];
    });

  xonsh =
    prev.xonsh or (final.callPackage ./packages/python-program.nix {
      python = final.python313.override { packageOverrides = import ../python/xonsh/overlay.nix; };
      name = "xonsh";
      packages = ps: [
        ps.xonsh
        ps.prompt-toolkit
        ps.pygments
      ];
    });

  # For devbox, whose lock follows from devbox.json.
  hpds-shell = final.callPackage ./packages/hpds-shell.nix { };
  devbox-lock = final.callPackage ./packages/devbox-lock.nix { };

  python-image = final.callPackage ./images/python-image.nix { python3 = final.python313; };
  cuda-bench-image = final.callPackage ./images/cuda-bench-image.nix { };
  devcontainer-image = final.callPackage ./images/devcontainer-image.nix { };
  hpds-cuda-image = final.callPackage ./images/hpds-cuda-image.nix { };
  sort-bench-image = final.callPackage ./images/sort-bench-image.nix { };

  # Functions for other people's projects.
  buildProject = final.callPackage ../python/build-project { };
  projectPrograms = final.callPackage ../python/build-project/programs.nix { };

  # Functions of images, for other people's images too.
  ociLayout = final.callPackage ./images/oci-layout.nix { };
  runImage = final.callPackage ./images/run-image.nix { };
  closureCheck = final.callPackage ./images/closure-check.nix { };
  imageCheck = final.callPackage ./images/image-check.nix { };
}
