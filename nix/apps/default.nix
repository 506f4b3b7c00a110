# What `nix run .#NAME` starts.
{
  pkgs,
  packages,
  devShells,
}:
let
  inherit (pkgs) lib writeShellApplication;
  testPython = pkgs.callPackage ../packages/test-python.nix { };
  testPrograms = testPython: pkgs.callPackage ../packages/test-programs.nix { inherit testPython; };
  inherit (pkgs.stdenv.hostPlatform) system;
  named = kind: map (name: "${kind}.${system}.${name}");
  outputs =
    named "packages" (lib.attrNames (removeAttrs packages [ "default" "sources" ]))
    ++ named "devShells" (lib.attrNames devShells)
    ++ named "legacyPackages" [ "gpu-doctor" ];
  isolated = ../../python/pyproject2nix/src/pyproject2nix/isolated.py;
  ofCheckout =
    name:
    writeShellApplication {
      inherit name;
      text = ''
        top=$(git rev-parse --show-toplevel)
        exec "$top/tests/${name}" "$@"
      '';
    };
  runImage = pkgs.runImage (pkgs.ociLayout packages.hpds-image);
in
{
  inherit (packages) cuda-bench pyproject2nix sort-bench;
  inherit (pkgs) gpu-doctor;
  # For people's projects: docs/your-project.md.
  inherit (pkgs.projectPrograms)
    debpkgs
    init
    sync
    undo
    upgrade
    ;

  # hpds in its image, confined.
  run-image = runImage;

  # pytest over tests/: what a person types and what must come out.
  tests = writeShellApplication {
    name = "tests";
    runtimeInputs = testPrograms testPython;
    text = ''exec python3 -I -B -m pytest -p no:cacheprovider "$@"'';
  };

  check-all = writeShellApplication {
    name = "check-all";
    runtimeInputs =
      testPrograms (testPython.override {
        furtherPackages = ps: lib.optional pkgs.stdenv.hostPlatform.isx86_64 ps.atheris;
      })
      ++ [ pkgs.uv ];
    # What pyproject2nix has where it is installed: the interpreter that hooks of back ends run on.
    text = ''
      export PYPROJECT2NIX_PYTHON=${pkgs.python313}/bin/python3
    ''
    + builtins.readFile ./check-all.sh;
    # It calls its parts by name.
    excludeShellChecks = [ "SC2317" ];
  };

  # What needs trees of GitHub.
  interop-check = writeShellApplication {
    name = "interop-check";
    runtimeInputs = testPrograms testPython;
    text = builtins.readFile ./interop-check.sh;
  };

  # For contributors: any command in an empty Debian, or in one that systemd booted.
  fresh-machine = ofCheckout "fresh-machine";
  booted-machine = ofCheckout "booted-machine";

  # The end of `make check`: no path in the store was changed after it was built.
  verify-store = writeShellApplication {
    name = "verify-store";
    text = builtins.readFile ./verify-store.sh;
  };

  devbox-lock = writeShellApplication {
    name = "devbox-lock";
    text = "cp --no-preserve=mode ${pkgs.devbox-lock} devbox.lock";
  };

  # Debian 12's is too old for devbox.
  newer-nix = writeShellApplication {
    name = "newer-nix";
    runtimeInputs = [
      pkgs.patchelf
      pkgs.python3
    ];
    text = ''exec python3 -I -B ${isolated} ${../debpkgs} -m update.newer_nix "$@"'';
  };

  # A binary cache of what the flake offers; the pinned sources, every machine gets from its own mirrors.
  cache = writeShellApplication {
    name = "cache";
    text = ''
      CACHE_OUTPUTS=${lib.escapeShellArg (toString outputs)}
      CACHE_UNSANDBOXED=${../setup/unsandboxed.sh}
    ''
    + builtins.readFile ./cache.sh;
  };

  profile = writeShellApplication {
    name = "profile";
    text = builtins.readFile ./profile.sh;
  };

  bench = writeShellApplication {
    name = "bench";
    runtimeInputs = [ testPython ];
    text = ''exec python3 -I -B ${isolated} tests/bench -m bench "$@"'';
  };

  bench-python = writeShellApplication {
    name = "bench-python";
    runtimeInputs = [
      pkgs.patchelf
      pkgs.pyproject2nix
      pkgs.python3
    ];
    text = ''exec python3 -I -B ${isolated} tests/bench/python -m bench_python "$@"'';
  };
}
