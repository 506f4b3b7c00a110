# `python3.pkgs`: packages and builders for one interpreter. Layers: builders,
# the wheels of base/ and of cuda/cupy/, `pythonPackagesExtensions`, `packageOverrides`,
# and what CuPy's wheel, of whichever layer, is linked to.
{
  lib,
  final,
  /** What packages are built by. */
  python,
  /** What environments start; of the same ABI. */
  interpreter ? python,
  packageOverrides,
}:
let
  builders = self: {
    inherit python;
    inherit (final) lib stdenv fetchPypi;
    pkgs = final;
    pythonPackages = self;
    callPackage = lib.callPackageWith (final // self);
    newScope = extra: lib.callPackageWith (final // self // extra);
    inherit (python)
      isPy27
      isPy3
      isPy3k
      isPyPy
      pythonAtLeast
      pythonOlder
      ;

    hooks = import ./hooks {
      inherit lib python;
      inherit (final) makeSetupHook;
      inherit (self) pytest;
      manylinuxLibraries = [
        final.expat
        final.libgomp
        final.zlib
      ];
      bootstrapModules = lib.genAttrs [ "build" "installer" "packaging" "pyproject-hooks" ] (
        name:
        import ./bootstrap-module.nix {
          inherit python name;
          inherit (final) runCommandLocal unzip;
          inherit (wheels.${name}) src;
        }
      );
    };
    inherit (self.hooks)
      compileBytecodeHook
      pypaBuildHook
      pypaInstallHook
      pytestCheckHook
      pythonImportsCheckHook
      setuptoolsBuildHook
      unittestCheckHook
      wheelUnpackHook
      wrapPython
      ;

    buildPythonPackage = lib.makeOverridable (import ./build-python-package.nix) {
      inherit lib python;
      inherit (final) makeWrapper stdenv;
      inherit (self) hooks setuptools;
    };
    buildPythonApplication = self.buildPythonPackage.override { namePrefix = ""; };
    hasPythonModule = drv: drv ? pythonModule && drv.pythonModule == python;
    toPythonModule = drv: drv // { pythonModule = python; };
    toPythonApplication = drv: drv;

    /** The packages and everything they need at run time. */
    requiredPythonModules =
      packages:
      map (node: node.package) (
        builtins.genericClosure {
          startSet = map node (lib.filter isModule packages);
          operator = { package, ... }: map node (lib.filter isModule (package.propagatedBuildInputs or [ ]));
        }
      );
    makePythonPath = packages: lib.makeSearchPath python.sitePackages (self.requiredPythonModules packages);
    buildEnv = lib.makeOverridable (import ./build-env.nix {
      inherit (final) buildEnv;
      inherit (self) requiredPythonModules;
      python = interpreter;
      builder = python;
    }) { };
    withPackages = f: self.buildEnv.override { extraLibs = f self; };
  };
  isModule = package: package != null && package ? pythonModule;
  node = package: {
    key = package.drvPath;
    inherit package;
  };
  base = import ./base/overlay.nix;
  # The builders need some of them before packages exist.
  wheels = import ./wheels.nix {
    inherit lib;
    inherit (python) pythonVersion;
    pkgs = final;
    overlay = ./base/overlay.nix;
  };
in
lib.fix (
  lib.foldr lib.extends builders [
    (import ../cuda/cupy.nix)
    packageOverrides
    (lib.composeManyExtensions final.pythonPackagesExtensions)
    (import ../cuda/cupy/overlay.nix)
    base
  ]
)
