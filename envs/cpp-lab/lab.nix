# C++ in notebooks: `env`, Python with cppyy and JupyterLab, and `library`, what the notebook includes and links.
{
  callPackage,
  buildProject,
  python313,
}:
let
  inherit
    (buildProject {
      projectRoot = ./.;
      python = python313;
      overrides = import ./cling.nix;
    })
    python
    project
    ;
  names = (project.targetFor python.pythonVersion).dependencies;
in
{
  inherit python;
  env = python.withPackages (ps: map (name: ps.${name}) names ++ [ ps.cpp-magic ]);
  library = callPackage ./library.nix { };
}
