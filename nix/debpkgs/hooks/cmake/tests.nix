# Cases of the CMake hook, with make and with Ninja.
{
  stdenv,
  cmake,
  ninja,
  zlib,
  testBuildFailure,
  runCommand,
}:
let
  source = runCommand "cmake-source" { } ''
    mkdir $out
    cat >$out/CMakeLists.txt <<'END'
    cmake_minimum_required(VERSION 3.15)
    project(sample C)
    option(WITH_LOUD "Say it loudly" OFF)
    include(GNUInstallDirs)
    find_package(ZLIB REQUIRED)
    add_library(shout SHARED shout.c)
    target_link_libraries(shout PRIVATE ZLIB::ZLIB)
    if(WITH_LOUD)
      target_compile_definitions(shout PRIVATE LOUD)
    endif()
    add_executable(sample main.c)
    target_link_libraries(sample PRIVATE shout)
    install(TARGETS sample shout)
    install(FILES shout.h DESTINATION ''${CMAKE_INSTALL_INCLUDEDIR})
    enable_testing()
    add_test(NAME says COMMAND sample)
    END
    echo 'const char *shout(void);' >$out/shout.h
    printf '%s\n' '#include <zlib.h>' '#ifdef LOUD' 'const char *shout(void) { return "LOUD"; }' '#else' \
      'const char *shout(void) { return zlibVersion(); }' '#endif' >$out/shout.c
    printf '%s\n' '#include <stdio.h>' '#include "shout.h"' 'int main(void) { return puts(shout()) < 0; }' >$out/main.c
  '';
  sample =
    name: attrs:
    stdenv.mkDerivation (
      {
        inherit name;
        src = source;
        outputs = [
          "out"
          "dev"
        ];
        nativeBuildInputs = [ cmake ];
        buildInputs = [ zlib ];
        cmakeFlags = [ "-DWITH_LOUD=ON" ];
        doInstallCheck = true;
        installCheckPhase = ''
          [ "$($out/bin/sample)" = LOUD ]
          [ -e $dev/include/shout.h ]
          [ ! -e $out/include ]
        '';
      }
      // attrs
    );
in
{
  make = sample "cmake-make" {
    postConfigure = ''
      [ -e Makefile ]
      grep -q '^CMAKE_BUILD_TYPE:[A-Z]*=Release$' CMakeCache.txt
    '';
  };
  ninja = sample "cmake-ninja" {
    nativeBuildInputs = [
      cmake
      ninja
    ];
    cmakeBuildType = "RelWithDebInfo";
    doCheck = true;
    postConfigure = ''
      [ -e build.ninja ]
      grep -q '^CMAKE_BUILD_TYPE:[A-Z]*=RelWithDebInfo$' CMakeCache.txt
    '';
    # CTest's log shows that the tests ran.
    postCheck = "grep -q says Testing/Temporary/LastTest.log";
  };
  missingInput = testBuildFailure (sample "cmake-missing-input" { buildInputs = [ ]; }) [
    "Could NOT find ZLIB"
    "failed in configurePhase"
  ];
}
