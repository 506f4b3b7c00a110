# Cases of wheels as sources: installed as they are, native libraries re-linked.
{
  lib,
  stdenv,
  python,
  buildPythonPackage,
  runCommandCC,
  testBuildFailure,
  bzip2,
}:
let
  # A wheel with an extension module that brings one library and expects another.
  wheel =
    runCommandCC "native_sample-1.0-py3-none-any.whl"
      {
        nativeBuildInputs = [ python ];
        buildInputs = [ bzip2 ];
      }
      ''
        mkdir -p native_sample native_sample.libs native_sample-1.0.dist-info
        echo archive >native_sample/libstatic.a
        echo 'int brought(void) { return 7; }' >brought.c
        gcc -shared -fPIC -Wl,-soname,libbrought.so brought.c -o native_sample.libs/libbrought.so
        cat >_native.c <<'END'
        #include <bzlib.h>
        int brought(void);
        int answer(void) { return brought() + (BZ2_bzlibVersion()[0] == '1'); }
        END
        gcc -shared -fPIC _native.c -o native_sample/_native.so -Lnative_sample.libs -lbrought -lbz2
        patchelf --set-rpath '$ORIGIN/../native_sample.libs' native_sample/_native.so
        cat >native_sample/__init__.py <<'END'
        import ctypes, pathlib
        answer = ctypes.CDLL(str(pathlib.Path(__file__).parent / "_native.so")).answer
        END
        printf 'Metadata-Version: 2.1\nName: native-sample\nVersion: 1.0\n' >native_sample-1.0.dist-info/METADATA
        printf 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: false\nTag: py3-none-any\n' >native_sample-1.0.dist-info/WHEEL
        find native_sample* -type f | sort | sed 's/$/,,/' >native_sample-1.0.dist-info/RECORD
        python3 - <<'END'
        import os, pathlib, zipfile
        with zipfile.ZipFile(os.environ["out"], "w") as archive:
            for name in sorted(pathlib.Path().glob("native_sample*/**/*")):
                if name.is_file():
                    archive.write(name)
        END
      '';
  package =
    name: attrs:
    buildPythonPackage (
      {
        pname = name;
        version = "1.0";
        format = "wheel";
        src = wheel;
        buildInputs = [ bzip2 ];
        pythonImportsCheck = [ "native_sample" ];
      }
      // attrs
    );
in
{
  native = package "native-sample" {
    postFixup = ''
      [ ! -e $out/${python.sitePackages}/native_sample/libstatic.a ]
      cd /
      module=$out/${python.sitePackages}/native_sample
      [ "$(PYTHONPATH=$out/${python.sitePackages} ${python.interpreter} -c 'import native_sample; print(native_sample.answer())')" = 8 ]
      [ "$(patchelf --print-rpath $module/_native.so)" = "$module.libs:${lib.getLib bzip2}/lib" ] || {
        echo "error: run path: $(patchelf --print-rpath $module/_native.so)" >&2
        exit 1
      }
    '';
  };
  keepsStaticArchives = package "native-sample-static" {
    keepStaticArchives = true;
    postFixup = "[ -e $out/${python.sitePackages}/native_sample/libstatic.a ]";
  };
  missingLibrary = testBuildFailure (package "native-sample-missing" { buildInputs = [ ]; }) [
    "native_sample/_native.so needs libbz2.so.1.0, found neither"
    "autoPatchelfIgnoreMissingDeps"
  ];
  noWheel = testBuildFailure
    (package "native-sample-broken" { src = builtins.toFile "broken-1.0-py3-none-any.whl" "no archive"; })
    [ "failed in installPhase" ];
}
