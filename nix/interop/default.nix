/**
  The other Python-to-Nix tools on one package set.

  # Arguments

  inputs
  : trees: `poetry2nix`, `dream2nix`, `pynixify`, `uv2nix`, `pyproject-nix`, `pyproject-build-systems`, `nixpkgs-lib`

  pkgs
  : the package set, with our overlay; default: debpkgs, with all of nixpkgs' `lib`

  # Result

  tools
  : `NAME { projectRoot, locks, … } => { package, program, env, needs }`: the project; an environment with it; the tool's own
    environment; the Python packages that it needs

  projects
  : hpds and the sample by each

  differences
  : for each of those, sentences about what it needs and ours does not, or in another version: none
*/
{
  inputs,
  system ? builtins.currentSystem,
  pkgs ? import ./debpkgs.nix { inherit inputs system; },
}:
let
  inherit (pkgs) lib;
  # With nixpkgs' own, the names of what there is would ask for a tree of GitHub.
  inherit (builtins) mapAttrs;

  call = file: import file { inherit inputs lib pkgs; };
  tools = {
    dream2nix-pdm = call ./dream2nix-pdm.nix;
    dream2nix-pip = call ./dream2nix-pip.nix;
    poetry2nix = call ./poetry2nix.nix;
    pynixify = call ./pynixify.nix;
    uv2nix = call ./uv2nix.nix;
  };
  # Where each tool's files are, below locks/PROJECT.
  formats = {
    dream2nix-pdm = "pdm";
    dream2nix-pip = "dream2nix-pip";
    poetry2nix = "poetry1";
    pynixify = "pynixify";
    uv2nix = "uv";
  };
  roots = {
    hpds = ../../envs/hpds;
    sample = ./sample;
  };
  ours = mapAttrs (
    _: projectRoot:
    pkgs.buildProject {
      inherit projectRoot;
      python = pkgs.python313;
    }
  ) roots;

  # No tool has a place for the programs and libraries of a native build; these are ours.
  change = {
    sample = _old: { inherit (ours.sample.package) src; };
    hpds = old: {
      inherit (ours.hpds.package) src;
      nativeBuildInputs = old.nativeBuildInputs or [ ] ++ [
        pkgs.cmake
        pkgs.ninja
      ];
      buildInputs = old.buildInputs or [ ] ++ [ pkgs.libhwy ];
      dontUseCmakeConfigure = true;
    };
  };

  further.pynixify = {
    sample.builders = {
      click = [ "flit-core" ];
      jinja2 = [ "flit-core" ];
    };
    hpds.builders.numpy = [
      "cython"
      "meson-python"
    ];
  };
  further.uv2nix.hpds.overrides = [
    # CMake asks the interpreter where pybind11 is; pyproject.nix' has it elsewhere while it builds.
    (final: prev: {
      hpds = prev.hpds.overrideAttrs (_: {
        pybind11_DIR = "${final.pybind11}/${final.python.sitePackages}/pybind11/share/cmake/pybind11";
      });
    })
  ];

  projects = mapAttrs (
    tool: make:
    mapAttrs (
      name: projectRoot:
      make (
        {
          inherit projectRoot;
          locks = ./locks + "/${name}/${formats.${tool}}";
          change = change.${name};
        }
        // further.${tool}.${name} or { }
      )
    ) roots
  ) tools;

  compare = import ./differences.nix { inherit lib; };
  needed = mapAttrs (_: project: compare.versionsOf project.package.dependencies) ours;
in
{
  inherit
    compare
    ours
    projects
    tools
    ;
  inherit (compare) versionsOf;

  # Builds that prove something: what each project prints, by the tool's own environment with the project in it.
  run = mapAttrs (
    _: tool:
    mapAttrs (
      name: command:
      pkgs.runCommand "${name}-runs" { } "${tool.${name}.program}/bin/${command} >$out"
    ) {
      hpds = "python3 -c 'import hpds; print(hpds.wrapper.crc32c(b\"123456789\"))'";
      sample = "interop-sample '<b>'";
    }
  ) projects;

  differences = mapAttrs (
    _: mapAttrs (name: project: compare.differences (compare.versionsOf project.needs) needed.${name})
  ) projects;
}
