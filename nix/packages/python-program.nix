# One program of Python packages, alone: neither the packages' modules nor their other programs
# reach the shell or the derivation that has it among its inputs.
#
#   python     an interpreter whose packages have it
#   packages   the program's package, and its plugins
#   fallback   packages whose programs it finds where PATH has none of that name
{
  lib,
  makeWrapper,
  runCommandLocal,
  python,
  name,
  packages,
  fallback ? [ ],
}:
let
  env = python.withPackages packages;
  package = lib.head (packages python.pkgs);
in
runCommandLocal "${name}-${package.version}"
  {
    inherit (package) version;
    nativeBuildInputs = [ makeWrapper ];
    passthru = { inherit env; };
    meta = package.meta // {
      mainProgram = name;
    };
  }
  ''
    mkdir -p $out/bin
    ${
      if fallback == [ ] then
        "ln -s ${env}/bin/${name} $out/bin/${name}"
      else
        "makeWrapper ${env}/bin/${name} $out/bin/${name} --suffix PATH : ${lib.makeBinPath fallback}"
    }
    $out/bin/${name} --version
  ''
