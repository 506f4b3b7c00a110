# What `nix run .#NAME` starts.
{
  pkgs,
  packages,
  devShells,
}:
let
  inherit (pkgs) lib writeShellApplication;
  # The generator's own tests are run, too: those that evaluate cannot be in a sandbox.
  testPythonWith =
    more:
    pkgs.pyproject2nix.python.withPackages (
      ps:
      [
        ps.pytest
        ps.hypothesis
      ]
      ++ ps.pyproject2nix.dependencies
      ++ more ps
    );
  testPython = testPythonWith (_: [ ]);
  inherit (pkgs.stdenv.hostPlatform) system;
  named = kind: map (name: "${kind}.${system}.${name}");
  outputs =
    named "packages" (lib.attrNames (removeAttrs packages [ "default" "sources" ]))
    ++ named "devShells" (lib.attrNames devShells)
    ++ named "legacyPackages" [ "gpu-doctor" ];
  runImage = pkgs.runImage (pkgs.ociLayout packages.hpds-image);
in
{
  inherit (packages) cuda-bench pyproject2nix sort-bench;
  inherit (pkgs) gpu-doctor;

  # hpds in its image, confined.
  run-image = runImage;

  # pytest over tests/: what a person types and what must come out. Nix is the machine's; patchelf re-links newer ones.
  tests = writeShellApplication {
    name = "tests";
    runtimeInputs = [
      pkgs.patchelf
      testPython
    ];
    text = ''exec python3 -m pytest -p no:cacheprovider "$@"'';
  };

  check-all = writeShellApplication {
    name = "check-all";
    runtimeInputs = [
      pkgs.patchelf
      (testPythonWith (ps: lib.optional pkgs.stdenv.hostPlatform.isx86_64 ps.atheris))
    ];
    text = builtins.readFile ./check-all.sh;
  };

  # A binary cache of what the flake offers; the pinned sources, every machine gets from its own mirrors.
  cache = writeShellApplication {
    name = "cache";
    text = ''
      CACHE_OUTPUTS=${lib.escapeShellArg (toString outputs)}
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
    text = ''exec python3 tests/bench/bench.py "$@"'';
  };

  bench-python = writeShellApplication {
    name = "bench-python";
    runtimeInputs = [
      pkgs.patchelf
      pkgs.pyproject2nix
      pkgs.python3
    ];
    text = ''exec python3 -B tests/bench/python/bench_python.py "$@"'';
  };
}
