# CPython from upstream's source, under nixpkgs' interface:
#
#   python313.override { enableOptimizations; enableLTO; enableDebug; reproducibleBuild; packageOverrides; self; }
#   python313.pkgs, .withPackages, .buildEnv, .interpreter, .sitePackages, …
#
# Optimized and reproducible: the profile that GCC optimizes by is an input, kept in ./profile.
{ lib, final }:
{
  version,
  source,
  /** Profile-guided optimization. */
  enableOptimizations ? !enableDebug,
  /** Link-time optimization. */
  enableLTO ? enableOptimizations,
  /** Assertions (--with-pydebug), unoptimized code, all symbols for the debugger. */
  enableDebug ? false,
  /** By the profile in ./profile/pinned; false trains afresh. */
  reproducibleBuild ? true,
  /** Python package overlay: `self: super: { … }`. */
  packageOverrides ? (_: _: { }),
  /** The interpreter that `.pkgs` is built by. Unless given, the package set's own of this version: interpreters that differ
      in how they are optimized, and the debug one, have one ABI, so that to swap them rebuilds no package. */
  self ? null,
}:
let
  pythonVersion = lib.versions.majorMinor version;
  libPrefix = "python${pythonVersion}";
  pythonAttr = "python${lib.replaceStrings [ "." ] [ "" ] pythonVersion}";
  # Python is 5 % faster by this compiler than by the release's own (docs/cpython.md). What it makes runs on the release's C library;
  # extension modules are compiled by either.
  stdenv = final.gcc14Stdenv;
  build = import ./build.nix {
    inherit
      lib
      final
      stdenv
      version
      source
      ;
  };
  wheels = import ../wheels.nix {
    inherit lib pythonVersion;
    pkgs = final;
    overlay = ../base/overlay.nix;
  };
  profile = import ./profile {
    inherit
      lib
      final
      stdenv
      version
      ;
    # The counters are placed before link-time optimization begins: they are the same without it, and sooner there.
    build = build {
      inherit enableOptimizations enableDebug;
      enableLTO = false;
    };
    inherit (wheels) cython;
  };

  interpreter = build {
    inherit enableOptimizations enableLTO enableDebug;
    profile =
      if !enableOptimizations then
        null
      else if reproducibleBuild then
        profile.default
      else
        profile.trained;
  };

  this =
    lib.throwIf (enableOptimizations && enableDebug)
      "python3 ${version}: enableDebug and enableOptimizations exclude each other: optimized code cannot be stepped through"
      (
        interpreter
        // {
          inherit
            pythonVersion
            libPrefix
            pythonAttr
            version
            pkgs
            ;
          sourceVersion = {
            major = lib.versions.major version;
            minor = lib.versions.minor version;
            patch = builtins.elemAt (lib.splitVersion version) 2;
          };
          implementation = "cpython";
          executable = libPrefix;
          sitePackages = "lib/${libPrefix}/site-packages";
          interpreter = "${interpreter}/bin/${libPrefix}";
          isPy27 = false;
          isPy3 = true;
          isPy3k = true;
          passthru = this;
          isPyPy = false;
          pythonAtLeast = lib.versionAtLeast pythonVersion;
          pythonOlder = lib.versionOlder pythonVersion;
          pythonOnBuildForHost = this;
          profile = profile.trained;
          stdlibTests = final.callPackage ./tests { python = this; };
          inherit (pkgs) buildEnv withPackages;
        }
      );

  pkgs = import ../package-set.nix {
    inherit lib final packageOverrides;
    interpreter = this;
    python =
      if self != null then
        self
      else if enableOptimizations && enableLTO && reproducibleBuild then
        this
      else
        final.${pythonAttr}.override { inherit packageOverrides; };
  };
in
this
