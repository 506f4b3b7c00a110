# Cases of building a wheel and installing it: pypaBuildHook, pypaInstallHook.
{
  python,
  buildPythonPackage,
  setuptools,
  runCommandLocal,
  testBuildFailure,
}:
let
  source = runCommandLocal "sample-source" { } ''
    mkdir -p $out/src/sample
    cat >$out/pyproject.toml <<'END'
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"
    [project]
    name = "sample"
    version = "1.0"
    scripts = { sample-hello = "sample:hello" }
    END
    echo 'def hello(): print("hello from sample")' >$out/src/sample/__init__.py
  '';
  sample =
    pname: attrs:
    buildPythonPackage (
      {
        inherit pname;
        version = "1.0";
        src = source;
        pyproject = true;
        build-system = [ setuptools ];
        pythonImportsCheck = [ "sample" ];
      }
      // attrs
    );
  telling =
    backEnd: attrs:
    sample "sample-${backEnd}" (
      {
        postPatch = ''
          printf '%s\n' '[build-system]' 'requires = []' 'build-backend = "${backEnd}"' 'backend-path = ["."]' >pyproject.toml
          printf '%s\n' 'def build_wheel(folder, settings, metadata=None):' '    raise SystemExit(f"told: {settings}")' >${backEnd}.py
        '';
      }
      // attrs
    );
  # Modules in the source with the name of each that building and installing could import; importing one leaves a line in a log.
  trapped = attrs: attrs // {
    postPatch = "${attrs.postPatch or ""}\n${python.interpreter} -I ${../../../tests/traps.py} . $NIX_BUILD_TOP/traps";
    postFixup = ''
      ${attrs.postFixup or ""}
      [ ! -s $NIX_BUILD_TOP/traps ] || {
        cat $NIX_BUILD_TOP/traps >&2
        exit 1
      }
    '';
  };
in
{
  ownModules = sample "sample-own-modules" (trapped { });
  # The check of dependencies is made by `build` itself, and finds them.
  ownModulesChecked = sample "sample-own-modules-checked" (trapped { dontSkipDependencyCheck = true; });
  # A back end of the project's own is imported from its folder, and from there alone.
  ownBackEnd = sample "sample-own-back-end" (trapped {
    postPatch = ''
      mkdir back_end
      echo 'from setuptools.build_meta import *; import beside; print(beside.said)' >back_end/own.py
      echo 'said = "the project has its own back end"' >back_end/beside.py
      sed -i 's/"setuptools.build_meta"/"own"\nbackend-path = ["back_end"]/' pyproject.toml
    '';
  });
  # The trap is one: a back end that imports from the source falls into it.
  trapWorks = testBuildFailure
    (sample "sample-falls" (trapped {
      postPatch = ''
        sed -i 's/"setuptools.build_meta"/"argparse"\nbackend-path = ["."]/' pyproject.toml
      '';
    }))
    [ "trap: argparse" ];
  build = sample "sample" {
    postFixup = ''
      [ "$($out/bin/sample-hello)" = "hello from sample" ]
      # Bytecode that is valid without a look at the source's date.
      cd $out/${python.sitePackages}
      ${python.interpreter} -c 'import glob, sys
      files = glob.glob("sample/__pycache__/*.pyc")
      assert files, "no bytecode"
      assert all(open(name, "rb").read()[4:8] == bytes([1, 0, 0, 0]) for name in files), files'
      grep -q '^sample/__init__.py,sha256=' sample-1.0.dist-info/RECORD
      ! grep -rF "$NIX_BUILD_TOP" $out || exit 1
    '';
  };
  flags = testBuildFailure (sample "sample-flags" { pypaBuildFlags = [ "--no-such-flag" ]; }) [
    "pypa build flags: --no-isolation --outdir dist/ --wheel --skip-dependency-check --no-such-flag"
    "unrecognized arguments: --no-such-flag"
  ];
  # The flags that CMake and Meson have hooks for: a back end that says what it is told.
  cmakeFlags = testBuildFailure (telling "scikit_build_core" { cmakeFlags = [ "-DA=1" "-DB=2" ]; }) [
    "told: {'cmake.args': '-DA=1;-DB=2'}"
  ];
  mesonFlags = testBuildFailure (telling "mesonpy" { mesonFlags = [ "-Da=1" "-Db=2" ]; }) [
    "told: {'setup-args': ['-Da=1', '-Db=2']}"
  ];
  flagsForNobody = testBuildFailure (sample "sample-cmake-flags" { cmakeFlags = [ "-DA=1" ]; }) [
    "pypaBuildPhase: cmakeFlags: the build back end setuptools.build_meta takes none; give them in pypaBuildFlags"
  ];
  missingBackEnd = testBuildFailure (sample "sample-no-back-end" { build-system = [ ]; }) [
    "setuptools.build_meta"
    "failed in buildPhase"
  ];
  twoWheels = testBuildFailure
    (sample "sample-two-wheels" { postBuild = "cp dist/sample-1.0-py3-none-any.whl dist/other-1.0-py3-none-any.whl"; })
    [ "pypaInstallPhase: 2 wheels in dist/, expected one: dist/other-1.0-py3-none-any.whl dist/sample-1.0-py3-none-any.whl" ];
  # What a package propagates is importable by who depends on it, and by its environment.
  dependent = buildPythonPackage {
    pname = "dependent";
    version = "1.0";
    pyproject = false;
    dependencies = [ (sample "sample" { }) ];
    dontUnpack = true;
    installPhase = ''
      mkdir -p $out/${python.sitePackages}
      echo 'import sample' >$out/${python.sitePackages}/dependent.py
    '';
    pythonImportsCheck = [ "dependent" ];
  };
  environment =
    runCommandLocal "sample-environment"
      { environment = python.withPackages (_: [ (sample "sample" { }) ]); }
      ''
        [ "$($environment/bin/sample-hello)" = "hello from sample" ]
        head -n 1 $environment/bin/sample-hello | grep -qF "#!$environment/bin/"
        $environment/bin/python3 -c 'import sample, sys; assert sys.prefix != sys.base_prefix'
        ! ${python.interpreter} -c 'import sample' 2>/dev/null || exit 1
        touch $out
      '';
}
