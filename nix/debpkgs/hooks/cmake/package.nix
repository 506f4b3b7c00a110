# CMake from the wheel of its own project, one file instead of Debian's thirty
# libraries, with nixpkgs' setup hook.
{
  lib,
  stdenv,
  python3,
  unzip,
}:
let
  wheel = python3.pkgs.cmake.src;
in
stdenv.mkDerivation {
  pname = "cmake";
  inherit (python3.pkgs.cmake) version;
  src = wheel;
  nativeBuildInputs = [ unzip ];
  unpackPhase = "unzip -q $src";
  installPhase = ''
    mkdir -p $out/nix-support
    cp -r cmake/data/bin cmake/data/share $out/
    chmod +x $out/bin/*
    rm -rf $out/share/doc $out/share/man $out/share/vim $out/share/emacs $out/share/bash-completion $out/share/aclocal
    cp ${./cmake.sh} $out/nix-support/setup-hook
  '';
  dontStrip = true;
  meta = {
    description = "Build system generator";
    homepage = "https://cmake.org/";
    license = lib.licenses.bsd3;
    mainProgram = "cmake";
  };
}
