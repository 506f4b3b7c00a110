# What is decided while evaluating: a list of what does not hold.
{
  lib,
  stdenv,
  callPackage,
  dockerTools,
  fetchFromGitHub,
  fetchpatch,
  fetchurl,
  fetchPypi,
  fetchPypiLegacy,
  gcc14Stdenv,
  jq,
  mkShell,
  pythonManylinuxPackages,
  ugrep,
  writeTextFile,
  project,
  python3,
  python311,
  zlib,
}:
let
  wheel = {
    pname = "a_b";
    version = "1.0";
    format = "wheel";
    python = "py3";
    hash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  };
  legacyWheel = fetchPypiLegacy {
    inherit (wheel) pname hash;
    file = "a_b-1.0-py3-none-any.whl";
    urls = [ "https://index.example/simple" ];
  };
  env = python3.withPackages (ps: [ ps.packaging ]);
  plain = stdenv.mkDerivation {
    pname = "plain";
    version = "1";
    passthru.tests.a = 1;
    passthru.extra = "e";
    meta.description = "d";
    outputs = [
      "out"
      "dev"
    ];
    word = "w";
  };
  recursive = stdenv.mkDerivation (final: {
    pname = "recursive";
    version = "1";
    word = "v${final.version}";
    passthru.package = final.finalPackage.drvPath;
  });
  make = attrs: (stdenv.mkDerivation ({ name = "x"; } // attrs)).drvPath;
  pythonPackage = python3.pkgs.buildPythonPackage {
    pname = "python-package";
    version = "1";
    format = "other";
    dependencies = [ zlib ];
  };
  recursivePython = python3.pkgs.buildPythonPackage (final: {
    pname = "recursive";
    version = "1";
    format = "other";
    passthru.word = "v${final.version}";
  });
  called = callPackage ({ lib, word ? "default" }: stdenv.mkDerivation { name = "called"; inherit word; }) { };

  holds = {
    "passthru and meta are attributes" =
      plain.extra == "e" && plain.tests.a == 1 && plain.meta.description == "d" && plain.dev.extra == "e";
    "name is made of pname and version" = plain.name == "plain-1" && plain.meta.name == "plain-1";
    "outputs have paths of their own" =
      "${plain.dev}" != "${plain}" && lib.hasSuffix "-plain-1-dev" "${plain.dev}";
    "meta does not change what is built" =
      (plain.overrideAttrs { meta.description = "other"; }).drvPath == plain.drvPath;
    "passthru does not change what is built" =
      (plain.overrideAttrs { passthru = { }; }).drvPath == plain.drvPath;
    "overrideAttrs takes a set" = (plain.overrideAttrs { word = "x"; }).word == "x";
    "overrideAttrs takes a function of the previous" =
      (plain.overrideAttrs (previous: { word = previous.word + "x"; })).word == "wx";
    "overrideAttrs takes final and previous" =
      (plain.overrideAttrs (final: previous: {
        version = "2";
        word = previous.word + final.version;
      })).word == "w2";
    "overrideAttrs adds up" =
      ((plain.overrideAttrs (p: { word = p.word + "a"; })).overrideAttrs (p: { word = p.word + "b"; })).word == "wab";
    "overrideAttrs keeps what it does not name" = (plain.overrideAttrs { word = "x"; }).extra == "e";
    "final sees overrides" = (recursive.overrideAttrs { version = "2"; }).word == "v2";
    "finalPackage is the overridden package" =
      let
        changed = recursive.overrideAttrs { version = "2"; };
      in
      changed.package == changed.drvPath && changed.package != recursive.drvPath;
    "override changes arguments" = (called.override { word = "x"; }).word == "x";
    "override after overrideAttrs keeps both" =
      let
        changed = (called.overrideAttrs { more = "m"; }).override { word = "x"; };
      in
      changed.word == "x" && changed.more == "m";
    "overrideAttrs after override keeps both" =
      let
        changed = (called.override { word = "x"; }).overrideAttrs { more = "m"; };
      in
      changed.word == "x" && changed.more == "m";
    "overridePythonAttrs changes a Python package's arguments" =
      (pythonPackage.overridePythonAttrs (old: { dependencies = old.dependencies ++ [ project ]; })).dependencies == [
        zlib
        project
      ];
    "overridePythonAttrs and overrideAttrs keep each other's changes" =
      let
        one = (pythonPackage.overrideAttrs { patches = [ "p" ]; }).overridePythonAttrs { version = "2"; };
        other = (pythonPackage.overridePythonAttrs { version = "2"; }).overrideAttrs { patches = [ "p" ]; };
      in
      one.drvPath == other.drvPath && one.drvPath != pythonPackage.drvPath && one.version == "2";
    "overridePythonAttrs sees final" =
      (recursivePython.overridePythonAttrs { version = "2"; }).word == "v2";
    "a wheel's tests are tests" =
      (pythonPackage.overridePythonAttrs {
        format = "wheel";
        nativeCheckInputs = [ project ];
      }).doInstallCheck;
    "an environment can be overridden" =
      (env.override { ignoreCollisions = true; }).drvPath
      == (python3.buildEnv.override {
        extraLibs = [ python3.pkgs.packaging ];
        ignoreCollisions = true;
      }).drvPath;
    "fetchFromGitHub knows its archive" =
      let
        source = fetchFromGitHub {
          owner = "a";
          repo = "b";
          tag = "v1";
          inherit (wheel) hash;
          fetchSubmodules = false;
        };
      in
      lib.hasSuffix "/a/b/archive/refs/tags/v1.tar.gz" source.url && source.rev == "refs/tags/v1";
    "buildImage is buildLayeredImage by other names" =
      (dockerTools.buildImage {
        name = "x";
        copyToRoot = project;
        config.Cmd = [ "greet" ];
      }).drvPath == (dockerTools.buildLayeredImage {
        name = "x";
        contents = [ project ];
        config.Cmd = [ "greet" ];
      }).drvPath;
    "a shell can have another standard environment" =
      (mkShell.override { stdenv = gcc14Stdenv; } { }).stdenv.cc.version == gcc14Stdenv.cc.version;
    "extensions reach every interpreter, and packageOverrides come after them" =
      let
        set = (import ../../debpkgs {
          inherit (stdenv.hostPlatform) system;
          overlays = [
            (_final: prev: { pythonPackagesExtensions = prev.pythonPackagesExtensions ++ [ (_: _: { a = 1; b = 1; }) ]; })
          ];
        });
      in
      set.python3.pkgs.a == 1
      && (set.python3.override { packageOverrides = _: prev: { b = prev.b + 1; }; }).pkgs.b == 2;
    "the order of overlays is the order given" =
      let
        set = (import ../../debpkgs {
          inherit (stdenv.hostPlatform) system;
          overlays = [
            (_: _: { testValue = "a"; })
            (_: prev: { testValue = prev.testValue + "b"; })
          ];
        }).extend (final: prev: {
          testValue = prev.testValue + "c";
          testFinal = final.testValue;
        });
      in
      set.testValue == "abc" && set.testFinal == "abc";
    "empty lists of what is not supported pass" = make { depsBuildBuild = [ ]; } != "";
    "null inputs are left out" = make { buildInputs = [ null ]; } == make { buildInputs = [ ]; };
    "inputs come as their dev output" =
      make { buildInputs = [ project ]; } == make { buildInputs = [ project.dev ]; };
    "check inputs are inputs only when checks run" =
      let
        with' = doCheck: (stdenv.mkDerivation {
          name = "x";
          inherit doCheck;
          nativeCheckInputs = [ project ];
        }).nativeBuildInputs;
      in
      with' false == [ ] && lib.length (with' true) == 1;
    "a version with a hash is a path" = lib.isString (fetchurl {
      url = "https://example.org/x.tar.gz";
      hash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    }).outPath;
    "a wheel's name follows from its tags" =
      (fetchPypi wheel).name == "a_b-1.0-py3-none-any.whl";
    "a file is the same by its name and by its tags" =
      legacyWheel.outPath == (fetchPypi wheel).outPath && legacyWheel.isWheel;
    "a pinned file may be given meta" =
      let
        told = (legacyWheel.overrideAttrs { meta.a = 1; }).overrideAttrs (old: { meta = old.meta // { b = 2; }; });
      in
      told.outPath == legacyWheel.outPath && told.meta == { a = 1; b = 2; };
    "an environment's interpreter sees its packages" =
      env.interpreter == "${env}/bin/python3.13" && env.interpreter != python3.interpreter;
    "an environment has its interpreter's attributes" =
      env.python == python3 && env.pkgs.packaging == python3.pkgs.packaging && env.pythonAtLeast "3.13";
    "programs have nixpkgs' names" = lib.hasSuffix "/bin/jq" (lib.getExe jq) && lib.hasSuffix "/bin/ug" (lib.getExe ugrep);
    "every manylinux has libraries" =
      lib.attrNames pythonManylinuxPackages == [ "manylinux1" "manylinux2010" "manylinux2014" ]
      && lib.all (libraries: libraries != [ ] && lib.all lib.isDerivation libraries) (lib.attrValues pythonManylinuxPackages);
  };

  # What throws; each message is a sentence about what to do, read by whoever meets it.
  refused = {
    "no name" = (stdenv.mkDerivation { pname = "x"; }).drvPath;
    "structured attributes" = make { __structuredAttrs = true; };
    "cross compilation" = make { depsBuildBuild = [ project ]; };
    "debug information apart" = make { separateDebugInfo = true; };
    "unknown hardening" = make { hardeningEnable = [ "unheard-of" ]; };
    "fetchurl without a hash" = (fetchurl { url = "https://example.org/x"; }).drvPath;
    "fetchPypi without a hash" = (fetchPypi {
      pname = "x";
      version = "1";
    }).drvPath;
    "another change of a pinned file than of its meta" = (legacyWheel.overrideAttrs { patches = [ ]; }).outPath;
    "a source with submodules" =
      (fetchFromGitHub {
        owner = "a";
        repo = "b";
        rev = "c";
        inherit (wheel) hash;
        fetchSubmodules = true;
      }).url;
    "a patch by its address" = fetchpatch { url = "x"; };
    "an image made on another" = (dockerTools.buildImage { name = "x"; fromImage = project; }).drvPath;
    "a missing argument" = callPackage ({ noSuchPackage }: noSuchPackage) { };
    "a destination that is no absolute path" =
      (writeTextFile {
        name = "x";
        text = "";
        destination = "x";
      }).drvPath;
    "a system that is neither Debian's nor ours" =
      (import ../../debpkgs { system = "riscv64-linux"; }).hello;
    "a Python package without a format" =
      (python3.pkgs.buildPythonPackage {
        pname = "x";
        version = "1";
      }).drvPath;
    "a Python package with two formats" =
      (python3.pkgs.buildPythonPackage {
        pname = "x";
        version = "1";
        pyproject = true;
        format = "wheel";
      }).drvPath;
    "a Python package of an unknown format" =
      (python3.pkgs.buildPythonPackage {
        pname = "x";
        version = "1";
        format = "egg";
      }).drvPath;
    "a module of another Python" =
      (pythonPackage.overridePythonAttrs { dependencies = [ python311.pkgs.packaging ]; }).drvPath;
    "a relaxed requirement" = (pythonPackage.overridePythonAttrs { pythonRelaxDeps = [ "a" ]; }).drvPath;
    "a Python package for another Python" =
      (python3.pkgs.buildPythonPackage {
        pname = "x";
        version = "1";
        pyproject = true;
        disabled = true;
      }).drvPath;
  };
in
map (name: "does not hold: ${name}") (lib.filter (name: !holds.${name}) (lib.attrNames holds))
++ map (name: "is not refused: ${name}") (
  lib.filter (name: (builtins.tryEval refused.${name}).success) (lib.attrNames refused)
)
