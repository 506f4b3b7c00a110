# Configure with CMake.
#
#   cmakeFlags        more -D flags
#   cmakeBuildType    default Release
#   cmakeBuildDir     default build
#   cmakeDir          where CMakeLists.txt is, seen from the build directory
#   dontUseCmakeConfigure, dontUseCmakeBuildDir
# shellcheck shell=bash disable=SC2154

cmakeConfigurePhase() {
  runHook preConfigure
  if [ -z "${dontUseCmakeBuildDir:-}" ]; then
    mkdir -p "${cmakeBuildDir:=build}"
    # An absolute path, so that a nested build directory finds it, too.
    : "${cmakeDir:=$PWD}"
    cd "$cmakeBuildDir" || return
  fi
  local -a flagsArray=(
    "-DCMAKE_INSTALL_PREFIX=$prefix"
    "-DCMAKE_INSTALL_BINDIR=${!outputBin}/bin"
    "-DCMAKE_INSTALL_INCLUDEDIR=${!outputInclude}/include"
    "-DCMAKE_INSTALL_LIBDIR=${!outputLib}/lib"
    "-DCMAKE_BUILD_TYPE=${cmakeBuildType:-Release}"
    # Nothing outside the inputs is looked at, nor recorded.
    -DCMAKE_FIND_USE_SYSTEM_PACKAGE_REGISTRY=OFF
    -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF
    -DCMAKE_EXPORT_NO_PACKAGE_REGISTRY=ON
    "-DCMAKE_SYSTEM_PREFIX_PATH="
  )
  [ -n "${doCheck:-}" ] || flagsArray+=(-DBUILD_TESTING=OFF)
  [ "$(type -t ninjaBuildPhase)" = function ] && flagsArray+=(-GNinja)
  concatTo flagsArray cmakeFlags cmakeFlagsArray
  echoCmd "cmake flags" "${flagsArray[@]}"
  cmake "${cmakeDir:-.}" "${flagsArray[@]}"
  runHook postConfigure
}

if [ -z "${dontUseCmakeConfigure:-}" ] && [ -z "${configurePhase:-}" ]; then
  configurePhase=cmakeConfigurePhase
fi
