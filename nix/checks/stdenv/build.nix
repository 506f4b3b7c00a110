# Phases, outputs, patches, run paths: the sample project and who uses it.
{
  lib,
  stdenv,
  project,
  pkg-config,
  zlib,
  glibc,
  python3,
  runCommand,
  unzip,
  writeText,
}:
let
  phases = [
    "Unpack"
    "Patch"
    "Configure"
    "Build"
    "Check"
    "Install"
    "Fixup"
    "InstallCheck"
  ];
  note = word: ''echo "${word}" >>"$NIX_BUILD_TOP/order"'';
  # { preUnpack = "…"; postUnpack = "…"; … }
  notes = lib.genAttrs (lib.concatMap (phase: [
    "pre${phase}"
    "post${phase}"
  ]) phases) note;
in
{
  phaseOrder = project.overrideAttrs (
    notes
    // {
      doCheck = true;
      doInstallCheck = true;
      prePhases = [ "firstPhase" ];
      firstPhase = note "first";
      postPhases = [ "lastPhase" ];
      expectedOrder = lib.concatStringsSep "\n" (
        [ "first" ]
        ++ lib.concatMap (phase: [
          "pre${phase}"
          "post${phase}"
        ]) phases
      );
      installCheckTarget = "check";
      lastPhase = ''
        diff <(echo "$expectedOrder") "$NIX_BUILD_TOP/order"
      '';
    }
  );

  # What a hook sets and reads is the derivation's, under names that stdenv itself uses.
  hookVariables = project.overrideAttrs {
    postInstall = ''
      [ "$name" = greet-1.0 ] || { echo "in a hook, name is $name" >&2; exit 1; }
      for phase in a; do for start in b; do for hook in c; do name=d list=e; done; done; done
      runHook nested
    '';
    nested = "touch $out/nested";
    postFixup = "[ -e $out/nested ]";
  };

  outputs = stdenv.mkDerivation {
    name = "greet-outputs";
    dontUnpack = true;
    out_ = project.out;
    dev_ = project.dev;
    nativeBuildInputs = [ pkg-config ];
    buildInputs = [ project ];
    installPhase = ''
      test -e $dev_/include/greet.h -a -e $dev_/lib/pkgconfig/greet.pc
      test ! -e $out_/include -a ! -e $out_/lib/pkgconfig
      test -x $out_/bin/greet -a -e $out_/lib/libgreet.so
      grep -qF ${zlib.dev} $dev_/nix-support/propagated-build-inputs
      grep -qF $out_ $dev_/nix-support/propagated-build-inputs
      [ "$(pkg-config --libs greet | xargs)" = "-L$out_/lib -lgreet" ]
      [ "$($out_/bin/greet)" = good-day ]
      [ "$($out_/bin/greet-script x)" = "script: x" ]
      head -n 1 $out_/bin/greet-script | grep -qxF '#!${stdenv.shell}'
      # Stripped of debug information, and only of that.
      ! readelf -S $out_/lib/libgreet.so | grep debug_info || exit 1
      grep -q greet <(readelf -Ws $out_/lib/libgreet.so)
      touch $out
    '';
  };

  # Nothing but what is needed, and that by its real place.
  runPath = stdenv.mkDerivation {
    name = "greet-run-path";
    dontUnpack = true;
    out_ = project.out;
    installPhase = ''
      rpath=$(patchelf --print-rpath $out_/bin/greet)
      expected=$out_/lib:${lib.getLib zlib}/lib:${glibc}/lib
      [ "$rpath" = "$expected" ] || { echo "run path: $rpath; expected $expected" >&2; exit 1; }
      # It needs no library at all.
      rpath=$(patchelf --print-rpath $out_/lib/libgreet.so)
      [ -z "$rpath" ] || { echo "run path of libgreet.so: $rpath; expected none" >&2; exit 1; }
      [ "$(patchelf --print-interpreter $out_/bin/greet)" = ${stdenv.cc.libc}/lib/ld-linux-*.so.* ]
      touch $out
    '';
  };

  # An input brings its headers, its libraries, and what it propagates.
  consumer = stdenv.mkDerivation {
    name = "greet-consumer";
    src = writeText "consumer.cpp" ''
      #include <greet.h>
      #include <iostream>
      #include <zlib.h>
      int main() { std::cout << greet() << zlibVersion()[0] << std::endl; }
    '';
    unpackPhase = "cp $src consumer.cpp";
    buildInputs = [ project ];
    buildPhase = "$CXX -O2 -o consumer consumer.cpp -lgreet -lz";
    installPhase = "install -D consumer $out/bin/consumer";
    doInstallCheck = true;
    installCheckPhase = ''
      [ "$($out/bin/consumer)" = good-day1 ]
      ! patchelf --print-rpath $out/bin/consumer | grep -e -dev || exit 1
    '';
  };

  patched = project.overrideAttrs {
    patches = [ ./project/greeting.patch ];
    doInstallCheck = true;
    installCheckPhase = ''[ "$($out/bin/greet)" = "patched good-day" ]'';
    prePatch = ''
      echo 'a & b \1' >text
      substituteInPlace text --replace-fail 'a & b' '& \2'
      [ "$(<text)" = '& \2 \1' ]
      substituteInPlace text --replace-fail '& ' '& '
      substituteInPlace text --replace-quiet absent x
      substitute text other --subst-var-by none x --replace-warn absent x
      cmp text other
      echo '@name@ @doCheck@' >text
      substituteInPlace text --subst-var name
      [ "$(<text)" = 'greet-1.0 @doCheck@' ]
    '';
  };

  # A patch in an archive's format, sources in a zip archive, a configure script that is several words.
  packed = project.overrideAttrs (old: {
    src = runCommand "project.zip" { nativeBuildInputs = [ python3 ]; } ''
      cp -r --no-preserve=ownership ${old.src} project
      chmod -R u+w project
      python3 -m zipfile -c $out project
    '';
    nativeBuildInputs = [ unzip ];
    patches = [
      (runCommand "greeting.patch.xz" { } "xz -c ${./project/greeting.patch} >$out")
    ];
    configureScript = "sh ./configure";
    prefixKey = "--prefix=";
    doInstallCheck = true;
    installCheckPhase = ''[ "$($out/bin/greet)" = "patched good-day" ]'';
  });

  # Where there is no target `check`, there may be one called `test`, or none.
  checkTargets = stdenv.mkDerivation {
    name = "check-targets";
    dontUnpack = true;
    doCheck = true;
    doInstallCheck = true;
    preCheck = "printf 'test:\\n\\ttouch tested\\n' >Makefile";
    installPhase = ''
      [ -e tested ]
      touch $out
    '';
  };

  # `make check` runs with doCheck and not otherwise.
  checked = project.overrideAttrs {
    doCheck = true;
    preCheck = "touch $NIX_BUILD_TOP/checked";
    postInstall = "[ -e $NIX_BUILD_TOP/checked ]";
  };
  unchecked = project.overrideAttrs {
    preCheck = "exit 1";
  };
}
