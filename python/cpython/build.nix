# The derivation of an interpreter.
#
# bin/python3.X is linked from libpython's objects, as Debian's is: a call inside the interpreter is a call, not a
# look-up in a table. libpython3.X.so is there for programs that embed Python; extension modules link neither.
#
# Outputs: out; embed (libpython3.X.so and its pkg-config file, which no image carries unasked); tests (the standard library's
# tests); idle; ensurepip (pip's wheel, for `python -m venv` without --without-pip: put its library on PYTHONPATH);
# static (libpython.a).
{
  lib,
  final,
  stdenv,
  version,
  source,
}:
let
  pythonVersion = lib.versions.majorMinor version;
  libPrefix = "python${pythonVersion}";
  isBefore312 = lib.versionOlder version "3.12";

  # Every extension module that upstream builds on Linux with all libraries
  # there; tkinter is a package of its own in nixpkgs and left out here.
  modules = import ./modules.nix { inherit lib version; };
  fixes = import ./fixes {
    inherit version;
    inherit (final.bootstrap) source;
  };
in
{
  enableOptimizations,
  enableLTO,
  enableDebug,
  /** Archive of GCC's counters; null where none is used. */
  profile ? null,
}:
stdenv.mkDerivation {
  pname = "python3" + lib.optionalString enableDebug "-debug";
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
    "embed"
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
  ++ lib.optional enableOptimizations "--enable-optimizations"
  ++ lib.optional enableLTO "--with-lto"
  ++ lib.optional enableDebug "--with-pydebug";
  dontAddStaticConfigureFlags = true;
  dontStrip = enableDebug;

  # A call inside libpython need not go through the table that lets others replace it.
  CFLAGS = "-fno-semantic-interposition";
  LDFLAGS = "-fno-semantic-interposition";
  # glibc loads it when a thread ends early, and knows no folder to look in.
  LIBS = "-lgcc_s";

  # Not `patches`: their names are in the archive, which evaluation does not open.
  inherit (fixes) debian left;
  prePatch = builtins.readFile fixes.apply;

  builtinModules = modules.builtin;
  inherit profile;
  postPatch =
    builtins.readFile ./builtin-modules.sh
    # The file of what it was built with: lines were broken where the name of the build folder let them. As 3.13 has it, without an end.
    + lib.optionalString isBefore312 ''
      substituteInPlace Lib/sysconfig.py --replace-fail 'pprint.pprint(vars, stream=f)' 'pprint.pprint(vars, stream=f, width=sys.maxsize)'
    '';
  # Before 3.12 extension modules are found by a program that reads these and not the compiler's own paths.
  preConfigure = ''
    # The counters of a profile are marked with this: not with the hash of the derivation that trained.
    NIX_CFLAGS_COMPILE+=" -frandom-seed=$libPrefix"
  ''
  # --with-lto asks for debug information, which is stripped in the end and doubles the time of linking.
  + lib.optionalString (!enableDebug) ''
    NIX_CFLAGS_COMPILE+=" -g0"
  ''
  + lib.optionalString isBefore312 ''
    export CPPFLAGS="''${NIX_CFLAGS_COMPILE//-isystem /-I}"
    export LDFLAGS="$LDFLAGS $NIX_LDFLAGS"
  '';
  # bin/python3.X from the objects themselves, at a fixed place: no table, no relocation at its start.
  # The two programs that freeze modules are for the build alone: no minute of link-time optimization for them.
  postConfigure = ''
    echo 'python: LINK_PYTHON_OBJS = -no-pie $(LIBRARY_OBJS)' >>Makefile
    echo 'Programs/_freeze_module _bootstrap_python: PY_CORE_LDFLAGS += -fno-lto' >>Makefile
  ''
  # Upstream's mark for "trained": what follows is the build that uses the profile.
  + lib.optionalString (profile != null) ''
    tar -xf "$profile"
    touch profile-run-stamp
  '';

  inherit pythonVersion libPrefix;
  inherit (final) tzdata;
  testModules = modules.tests;
  requiredModules = modules.required;
  installTargets = "altinstall";
  # Not upstream's three levels of bytecode, checked against the source: install.sh writes one that is not.
  # As old as before, or what depends on the Makefile is made again.
  preInstall = ''
    touch -r Makefile unchanged
    sed -i 's,compileall\.py ,compileall.py --help >/dev/null ,' Makefile
    touch -r unchanged Makefile
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
}
