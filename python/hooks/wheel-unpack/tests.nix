# Cases of wheels as sources: installed as they are, native libraries re-linked.
{
  lib,
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
        mkdir content
        cd content
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
        rm brought.c _native.c
        python3 ${./write_record.py} .
        ${archive}
      '';
  archive = ''
    find . -exec touch -d @"$SOURCE_DATE_EPOCH" {} +
    python3 -I -m zipfile -c $out *
  '';
  # A wheel of one module and of a few texts more. `edit` is done after its RECORD was written.
  pure =
    name:
    {
      files ? { },
      edit ? "",
    }:
    runCommandCC "${name}-1.0-py3-none-any.whl" { nativeBuildInputs = [ python ]; } ''
      mkdir content
      cd content
      ${lib.concatStrings (
        lib.mapAttrsToList
          (path: text: ''
            mkdir -p "$(dirname ${lib.escapeShellArg path})"
            printf '%s' ${lib.escapeShellArg text} >${lib.escapeShellArg path}
          '')
          (
            {
              "${name}.py" = "value = 1";
              "${name}-1.0.dist-info/METADATA" = "Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n";
              "${name}-1.0.dist-info/WHEEL" = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n";
            }
            // files
          )
      )}
      python3 ${./write_record.py} .
      ${edit}
      ${archive}
    '';
  purePackage =
    name: content: attrs:
    buildPythonPackage (
      {
        pname = name;
        version = "1.0";
        format = "wheel";
        src = pure name content;
        pythonImportsCheck = [ name ];
      }
      // attrs
    );
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
    [
      "pypaInstallPhase: broken-1.0-py3-none-any.whl: BadZipFile: File is not a zip file"
      "failed in installPhase"
    ];

  # What a wheel brings for its data is installed, apart from what Nix would run, however it is spelled.
  data = purePackage "with_data" { files."with_data-1.0.data/data/share/with_data.txt" = "data"; } {
    postFixup = "[ -s $out/share/with_data.txt ]";
  };
  setupHook = testBuildFailure
    (purePackage "with_hook" { files."with_hook-1.0.data/data/nix-support/setup-hook" = "echo it ran"; } { })
    [
      "pypaInstallPhase: with_hook-1.0-py3-none-any.whl: it has a file for nix-support/setup-hook, which Nix would run or follow"
      "failed in installPhase"
    ];
  propagated = testBuildFailure
    (purePackage "with_inputs" {
      files."with_inputs-1.0.data/data/nix-support/propagated-build-inputs" = "/tmp/evil";
    } { })
    [ "it has a file for nix-support/propagated-build-inputs, which" ];
  entryPoint = testBuildFailure
    (purePackage "with_program" {
      files."with_program-1.0.dist-info/entry_points.txt" = "[console_scripts]\n../nix-support/setup-hook = with_program:value\n";
    } { })
    [ "it has a file for nix-support/setup-hook, which" ];
  outside = testBuildFailure
    (purePackage "with_program" {
      files."with_program-1.0.dist-info/entry_points.txt" = "[console_scripts]\n../../evil = with_program:value\n";
    } { })
    [ "Attempting to write ../../evil outside of the target directory" ];

  # Files that RECORD does not name as they are: the lock has the hash of the whole wheel, so a warning is the default.
  changed = purePackage "changed" { edit = "echo 'value = 2' >changed.py"; } {
    preInstall = "exec 3>&2 2>said";
    postInstall = ''
      exec 2>&3
      grep -F 'changed-1.0-py3-none-any.whl: warning: changed.py: its content is not the one whose hash is in RECORD' said
      grep -F 'value = 2' $out/${python.sitePackages}/changed.py
    '';
  };
  changedAndRefused =
    testBuildFailure (purePackage "changed" { edit = "echo 'value = 2' >changed.py"; } { wheelRecord = "refuse"; })
      [
        "pypaInstallPhase: changed-1.0-py3-none-any.whl: changed.py: its content is not the one whose hash is in RECORD"
        "lock another version, or leave out wheelRecord = \"refuse\""
        "failed in installPhase"
      ];
  added = testBuildFailure (purePackage "added" { edit = "echo >more.py"; } { wheelRecord = "refuse"; }) [
    "added-1.0-py3-none-any.whl: more.py: RECORD has no hash of it"
  ];
  withoutHash =
    testBuildFailure
      (purePackage "without_hash" { edit = "sed -i 's/^without_hash.py,.*/without_hash.py,,/' *.dist-info/RECORD"; } {
        wheelRecord = "refuse";
      })
      [ "without_hash.py: RECORD has no hash of it" ];
  weakHash =
    testBuildFailure
      (purePackage "weak_hash" { edit = "sed -i 's/^weak_hash.py,sha256=/weak_hash.py,md5=/' *.dist-info/RECORD"; } {
        wheelRecord = "refuse";
      })
      [ "weak_hash.py: RECORD has a hash of the kind 'md5', which is not accepted" ];
  signed = purePackage "signed" { edit = "echo signature >signed-1.0.dist-info/RECORD.jws"; } { };
  noRecord = testBuildFailure (purePackage "no_record" { edit = "rm *.dist-info/RECORD"; } { }) [
    "no_record-1.0-py3-none-any.whl: KeyError"
  ];
}
