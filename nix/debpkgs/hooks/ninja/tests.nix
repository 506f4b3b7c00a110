# Cases of the Ninja hook on its own.
{
  stdenv,
  ninja,
  writeTextDir,
  testBuildFailure,
}:
let
  sample =
    name: attrs:
    stdenv.mkDerivation (
      {
        inherit name;
        src = writeTextDir "build.ninja" ''
          rule write
            command = echo $text > $out
          rule install
            command = mkdir -p $$out && cp built $$out/
          rule fail
            command = exit 7
          build built: write
            text = right
          build other: write
            text = wrong
          build test: install built
          build install: install built
          build broken: fail
          default built
        '';
        nativeBuildInputs = [ ninja ];
        # Files of the store are read-only, and the build adds to the directory.
        postInstall = ''
          [ "$(<$out/built)" = right ]
          [ ! -e other ]
        '';
      }
      // attrs
    );
in
{
  default = sample "ninja-default" { };
  check = sample "ninja-check" {
    doCheck = true;
    postCheck = "[ -e $out/built ]";
  };
  buildFlags = sample "ninja-build-flags" {
    buildFlags = [ "other" ];
    postInstall = "grep -qx wrong other";
  };
  broken = testBuildFailure (sample "ninja-broken" { ninjaFlags = [ "broken" ]; }) [
    "FAILED: broken"
    "failed in buildPhase"
  ];
  # A build phase of one's own wins over the hook's.
  own = sample "ninja-own" {
    buildPhase = "echo right >built";
    installPhase = "mkdir $out; cp built $out";
    postFixup = "[ ! -e .ninja_log ]";
    postInstall = "";
  };
}
