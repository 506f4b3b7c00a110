# One program of Python packages, alone: neither the packages' modules nor their other programs
# reach the shell or the derivation that has it among its inputs.
#
#   python     an interpreter whose packages have it
#   packages   the program's package, and its plugins
{
  lib,
  runCommandLocal,
  python,
  name,
  packages,
}:
let
  env = python.withPackages packages;
  package = lib.head (packages python.pkgs);
in
runCommandLocal "${name}-${package.version}"
  {
    inherit (package) version;
    passthru = { inherit env; };
    meta = package.meta // {
      mainProgram = name;
    };
  }
  ''
    mkdir -p $out/bin
    ln -s ${env}/bin/${name} $out/bin/${name}
    $out/bin/${name} --version
  ''
