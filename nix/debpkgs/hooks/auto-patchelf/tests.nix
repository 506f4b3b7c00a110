# Cases of the search path that expressions written for nixpkgs add.
{
  stdenv,
  runCommandCC,
  autoPatchelfHook,
  testBuildFailure,
}:
let
  library = runCommandCC "hidden-library" { } ''
    mkdir -p $out/opt/hidden
    echo 'int hidden(void) { return 7; }' >hidden.c
    gcc -shared -fPIC hidden.c -o $out/opt/hidden/libhidden.so
  '';
  opened = runCommandCC "opened-library" { } ''
    mkdir -p $out/lib
    echo 'int opened(void) { return 8; }' >opened.c
    gcc -shared -fPIC opened.c -o $out/lib/libopened.so
  '';
  # A program as strangers ship it: no run path, another system's interpreter.
  foreign =
    name: attrs:
    stdenv.mkDerivation (
      {
        inherit name;
        dontUnpack = true;
        nativeBuildInputs = [ autoPatchelfHook ];
        buildPhase = ''
          echo 'int hidden(void); int main(void) { return hidden() != 7; }' >main.c
          gcc main.c -L${library}/opt/hidden -lhidden -o foreign
          patchelf --remove-rpath --set-interpreter /lib64/ld-linux.so.2 foreign
        '';
        installPhase = "install -D foreign $out/bin/foreign";
      }
      // attrs
    );
in
{
  searchPath = foreign "auto-patchelf-search-path" {
    preFixup = "addAutoPatchelfSearchPath ${library}/opt/hidden";
    doInstallCheck = true;
    installCheckPhase = "$out/bin/foreign";
  };
  # What is only there at run time, a GPU's driver say, may stay away by name.
  ignored = foreign "auto-patchelf-ignored" {
    autoPatchelfIgnoreMissingDeps = [ "libhid*.so" ];
    doInstallCheck = true;
    installCheckPhase = ''
      LD_LIBRARY_PATH=${library}/opt/hidden $out/bin/foreign
      ! $out/bin/foreign || exit 1
    '';
  };
  ignoredAll = foreign "auto-patchelf-ignored-all" { autoPatchelfIgnoreMissingDeps = true; };
  # A phase may ask for it by name, and before the fixup phase.
  byName = foreign "auto-patchelf-by-name" {
    installPhase = ''
      install -D foreign $out/bin/foreign
      addAutoPatchelfSearchPath ${library}/opt/hidden
      autoPatchelf --no-recurse $out/bin
      $out/bin/foreign
    '';
  };
  # What a program opens by name, and no file says that it needs.
  opened = stdenv.mkDerivation {
    name = "auto-patchelf-opened";
    dontUnpack = true;
    nativeBuildInputs = [ autoPatchelfHook ];
    runtimeDependencies = [ opened ];
    appendRunpaths = [ "${library}/opt/hidden" ];
    buildPhase = ''
      printf '%s\n' '#include <dlfcn.h>' 'int main(void) { return !dlopen("libopened.so", 1) || !dlopen("libhidden.so", 1); }' >main.c
      gcc main.c -o program
    '';
    installPhase = "install -D program $out/bin/program";
    doInstallCheck = true;
    installCheckPhase = "$out/bin/program";
  };
  missing = testBuildFailure (foreign "auto-patchelf-missing" { }) [
    "/bin/foreign needs libhidden.so, found neither in its run path nor in:"
  ];
}
