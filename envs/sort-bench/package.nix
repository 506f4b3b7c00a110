# A command-line program that times sorting algorithms.
{
  lib,
  stdenv,
  cmake,
  ninja,
  onetbb,
  libhwy,
}:

stdenv.mkDerivation {
  pname = "sort-bench";
  version = "0.1.0";

  src = lib.cleanSourceWith {
    src = ./.;
    # Only what CMake reads, so that editing this file or the documentation rebuilds nothing.
    filter =
      path: type:
      let
        relative = lib.removePrefix (toString ./. + "/") (toString path);
      in
      builtins.any (kept: relative == kept || lib.hasPrefix (kept + "/") relative) [
        "CMakeLists.txt"
        "src"
        "tests"
      ];
  };

  nativeBuildInputs = [
    cmake
    ninja
  ];
  buildInputs = [
    onetbb
    libhwy
  ];

  doCheck = true;

  meta = {
    description = "Time sorting algorithms and print a table or JSON";
    license = lib.licenses.mit;
    mainProgram = "sort-bench";
    platforms = lib.platforms.linux;
  };
}
