/**
  Drivers of our own for tests, and programs that look for one.

  `580`, `535`, `590`, `crash`, `refuses`: a folder of libraries each, named and linked as NVIDIA's are:
  the file has the release in its name, no run path, and needs glibc's old libraries by name.
  `stubs`: the toolkit's stub. `bin/program` and `bin/linked` are offered the driver, `bin/plain` is not.
*/
{
  lib,
  stdenv,
  driver-bridge,
  patchelf,
}:
stdenv.mkDerivation {
  name = "driver-fakes";
  src = lib.sourceByRegex ./. [ "(driver|linked|program)[.]c" ];
  nativeBuildInputs = [ patchelf ];
  hardeningDisable = [ "all" ];
  buildPhase = ''
    runHook preBuild
    # library FOLDER STEM INTERFACE-NUMBER RELEASE FLAG…
    library() {
      local file="$1/$2.so.$4"
      mkdir -p "$1"
      $CC -shared -fPIC -O1 -Wl,-soname,"$2.so.$3" -o "$file" driver.c -lm "-DRELEASE=\"$4\"" "''${@:5}"
      patchelf --remove-rpath "$file"
      local needed
      for needed in libdl.so.2 libpthread.so.0 librt.so.1; do
        patchelf --add-needed "$needed" "$file"
      done
    }
    # driver FOLDER RELEASE FLAG…
    driver() {
      library "$1" libcuda 1 "''${@:2}"
      library "$1" libnvidia-ml 1 "''${@:2}"
      library "$1" libnvidia-ptxjitcompiler 1 "''${@:2}"
    }
    driver 535 535.216.01 -DINTERFACE=12020
    driver 580 580.95.05 -DINTERFACE=13000
    driver 590 590.44.01 -DINTERFACE=13010
    driver crash 580.95.05 -DBROKEN
    driver refuses 580.95.05 -DINIT=803
    mkdir -p stubs
    $CC -shared -fPIC -Wl,-soname,libcuda.so.1 -o stubs/libcuda.so driver.c -lm -DINIT=34
    patchelf --remove-rpath stubs/libcuda.so

    mkdir bin
    $CC -o bin/plain program.c
    $CC -o bin/program program.c -Wl,--depaudit=${driver-bridge.library}
    ln -s libcuda.so stubs/libcuda.so.1
    $CC -o bin/linked linked.c stubs/libcuda.so -Wl,--depaudit=${driver-bridge.library}
    patchelf --remove-rpath bin/linked
    patchelf --set-rpath ${lib.getLib stdenv.cc.libc}/lib bin/linked
    rm stubs/libcuda.so.1
    runHook postBuild
  '';
  # Linked as they are meant to be.
  dontFixup = true;
  installPhase = ''
    mkdir -p $out
    cp -a 535 580 590 crash refuses stubs bin $out/
  '';
  meta.platforms = lib.platforms.linux;
}
