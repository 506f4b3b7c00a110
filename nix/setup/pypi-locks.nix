# Every pypi.json of the checkout: ./setup fetches what they list, `sources` keeps it. A project anywhere below these folders is found
# by having one. Builtins alone: ./setup needs it before anything else.
let
  inherit (builtins)
    attrNames
    concatMap
    filter
    map
    pathExists
    readDir
    ;

  folders = [
    ../../cuda
    ../../envs
    ../../nix/interop
    ../../python
    ../../templates
    ../../tests/projects
  ];

  findFiles = import ../../python/build-project/find-files.nix;

  # A project with a debpkgs.toml needs more than setup fetches: whoever builds it fetches all of it.
  projects =
    folder:
    if pathExists folder then
      filter (project: !(pathExists (project + "/debpkgs.toml"))) (
        map (name: folder + "/${name}") (attrNames (readDir folder))
      )
    else
      [ ];
in
filter pathExists (map (project: findFiles project + "/pypi.json") (concatMap projects folders))
