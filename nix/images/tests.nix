/**
  Checks of the image programs by their own pytest.

  # Arguments

  - `python3`: interpreter whose `pkgs` have pytest
*/
{
  runCommand,
  python3,
}:
let
  env = python3.withPackages (packages: [ packages.pytest ]);
  pytest =
    name: source:
    runCommand "${name}-pytest" { } ''
      cp -R ${source} source
      chmod -R u+w source
      cd source
      # Not below the build's folder, whose path in a program is one of the faults that are looked for.
      ${env}/bin/python3 -m pytest -p no:cacheprovider -W error -ra --basetemp="$(mktemp -d /tmp/pytest-XXXXXX)" tests
      touch "$out"
    '';
  sources =
    name: path:
    builtins.path {
      inherit name path;
      filter =
        file: type:
        if type == "directory" then
          baseNameOf file != "__pycache__"
        else
          builtins.match ".*\\.py" file != null;
    };
in
{
  imagetools = pytest "imagetools" (sources "imagetools-tests" ../debpkgs/docker-tools);
  images = pytest "images" (sources "images-tests" ./.);
}
