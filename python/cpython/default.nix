# CPython from upstream's source, under nixpkgs' interface:
#
#   python313.override { enableOptimizations; reproducibleBuild; packageOverrides; self; }
#   python313.pkgs, .withPackages, .buildEnv, .interpreter, .sitePackages, …
#
# Outputs: out; tests (the standard library's tests); idle; ensurepip (pip's wheel, for
# `python -m venv` without --without-pip: put its library on PYTHONPATH); static (libpython.a).
{ lib, final }:
{
  version,
  source,
  /** Profile-guided and link-time optimization, trained while building. */
  enableOptimizations ? false,
  /** Refuse what makes two builds differ. */
  reproducibleBuild ? true,
  /** Python package overlay: `self: super: { … }`. */
  packageOverrides ? (_: _: { }),
  /** The interpreter that `.pkgs` is for; this one unless given. */
  self ? null,
}:
let
  inherit (final) stdenv;
  pythonVersion = lib.versions.majorMinor version;
  libPrefix = "python${pythonVersion}";
  isBefore312 = lib.versionOlder version "3.12";

  # Every extension module that upstream builds on Linux with all libraries
  # there; tkinter is a package of its own in nixpkgs and left out here.
  modules = import ./modules.nix { inherit lib version; };

  interpreter = stdenv.mkDerivation {
    pname = "python3";
    inherit version;
    src = source;

    nativeBuildInputs = [ final.pkg-config ];
    buildInputs = [
      final.bzip2
      final.expat
      final.gdbm
      final.libffi
      final.libuuid
      final.libxcrypt
      final.ncurses
      final.openssl
      final.readline
      final.sqlite
      final.xz
      final.zlib
    ]
    ++ lib.optionals isBefore312 [
      final.libnsl
      final.libtirpc
    ];

    outputs = [
      "out"
      "tests"
      "idle"
      "ensurepip"
      "static"
    ];

    configureFlags = [
      "--enable-shared"
      "--without-ensurepip"
      "--with-system-expat"
      "--with-dbmliborder=gdbm"
      "--enable-loadable-sqlite-extensions"
      "--with-tzpath=${final.tzdata}/share/zoneinfo"
      "--with-computed-gotos"
    ]
    ++ (if isBefore312 then [ "--with-system-ffi" ] else [ ])
    # bookworm has no libmpdec: upstream's own copy.
    ++ [ "--with-system-libmpdec=no" ]
    ++ lib.optionals enableOptimizations [
      "--enable-optimizations"
      "--with-lto"
    ];
    dontAddStaticConfigureFlags = true;

    # A call inside libpython need not go through the table that lets others replace it.
    CFLAGS = "-fno-semantic-interposition";
    LDFLAGS = "-fno-semantic-interposition";

    # Before 3.12 extension modules are found by a program that reads these and not the compiler's own paths.
    ${if isBefore312 then "preConfigure" else null} = ''
      export CPPFLAGS="''${NIX_CFLAGS_COMPILE//-isystem /-I}"
      export LDFLAGS="$LDFLAGS $NIX_LDFLAGS"
    '';

    inherit pythonVersion libPrefix;
    inherit (final) tzdata;
    testModules = modules.tests;
    requiredModules = modules.required;
    installTargets = "altinstall";
    # Not upstream's three levels of bytecode, checked against the source: install.sh writes one that is not.
    preInstall = ''
      sed -i 's,compileall\.py ,compileall.py --help >/dev/null ,' Makefile
    '';
    postInstall = builtins.readFile ./install.sh;

    setupHook = ../hooks/python-path/python-path.sh;
    doInstallCheck = true;
    installCheckPhase = builtins.readFile ./install-check.sh;

    meta = {
      description = "High-level dynamically-typed programming language";
      homepage = "https://www.python.org/";
      license = lib.licenses.psfl;
      platforms = lib.platforms.linux;
      mainProgram = "python3";
    };
  };

  this = lib.throwIf (enableOptimizations && reproducibleBuild)
    "python3 ${version}: enableOptimizations trains while building and cannot be reproduced; set reproducibleBuild = false too"
    (
      interpreter
      // {
        inherit
          pythonVersion
          libPrefix
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
        pythonAttr = "python${lib.replaceStrings [ "." ] [ "" ] pythonVersion}";
        sitePackages = "lib/${libPrefix}/site-packages";
        interpreter = "${interpreter}/bin/${libPrefix}";
        isPy3 = true;
        isPyPy = false;
        pythonAtLeast = lib.versionAtLeast pythonVersion;
        pythonOlder = lib.versionOlder pythonVersion;
        pythonOnBuildForHost = this;
        inherit (pkgs) buildEnv withPackages;
      }
    );

  pkgs = import ../package-set.nix {
    inherit lib final packageOverrides;
    python = if self == null then this else self;
  };
in
this
