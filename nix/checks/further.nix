# Packages that a project's debpkgs.lock names: built as those of debpkgs, on these, under their names and Debian's.
{
  lib,
  pkgs,
  runCommandCC,
}:
let
  inherit (pkgs) bootstrap;
  pinned = bootstrap.packages;
  # zlib under other names, so that nothing has to be fetched.
  lock = {
    version = 1;
    entries.mine = {
      out = [ "mine1" ];
      dev = [ "mine-dev" ];
    };
    # More of what debpkgs has.
    entries.expat.out = [ "expat-more" ];
    # It has no headers.
    entries.perl.out = [ "perl-more" ];
    # Headers of what debpkgs has without.
    entries.acl.dev = [ "acl-headers" ];
    # The standard environment has it.
    entries.file.out = [ "file-more" ];
    # A name of what debpkgs makes itself.
    entries.python3.out = [ "python3-more" ];
    # A name of what other entries and debpkgs have.
    entries.both = { };
    uses.both = [
      "mine-dev"
      "libexpat1-dev"
    ];
    # Of another archive, with a C library of its own; under the name of a package of the suite.
    entries.mine1 = {
      out = [ "mine1@acme" ];
      dev = [ "mine-dev@acme" ];
    };
    entries."libc6@acme".out = [
      "libc6@acme"
      "libgcc-s1@acme"
    ];
    archives.acme.suite = "stable";
    aliases = {
      # The source package of some part.
      zlib = "mine";
      expat-more = "expat";
      mine-dev = "mine";
    };
    aliases."sets.mine" = "mine";
    aliases."libmine2.0-dev" = "mine";
    there.libexpat1-dev = "expat";
    there."python3Packages.expat" = "expat";
    packages.${bootstrap.architecture} = {
      mine1 = pinned.zlib1g // {
        links = [ "lib/libalternative.so.1=libz.so.1" ];
      };
      expat-more = pinned.zlib1g;
      perl-more = pinned.zlib1g;
      file-more = pinned.zlib1g;
      acl-headers = pinned.zlib1g-dev // {
        depends = [ ];
      };
      python3-more = pinned.zlib1g;
      mine-dev = pinned.zlib1g-dev // {
        depends = [ "mine1" ];
      };
      "mine1@acme" = pinned.zlib1g // {
        archive = "acme";
        depends = [ "libc6@acme" ];
      };
      "mine-dev@acme" = pinned.zlib1g-dev // {
        depends = [ "mine1@acme" ];
      };
      "libc6@acme" = pinned.libc6 // {
        depends = [ "libgcc-s1@acme" ];
      };
      "libgcc-s1@acme" = pinned.libgcc-s1 // {
        depends = [ "libc6@acme" ];
      };
    };
  };
  overlay =
    (import ../debpkgs/further.nix {
      inherit lib bootstrap;
      inherit (pkgs) patchelf system;
    }).overlay;
  set =
    wanted:
    pkgs.extend (overlay {
      list = "debpkgs.toml";
      inherit wanted lock;
    });
  more = set { mine = { }; };
  # What is linked with a library of that archive has its C library.
  ofAcme = more.archives.acme.stdenv.mkDerivation {
    name = "further-archive";
    dontUnpack = true;
    buildInputs = [ more.mine1 ];
    buildPhase = ''
      echo '#include <zlib.h>
      int main(void) { return zlibVersion()[0] != 49; }' >program.c
      gcc program.c -lz -o program
    '';
    installPhase = ''
      mkdir -p $out/bin
      cp program $out/bin/
    '';
  };
  refused = wanted: !(builtins.tryEval (set wanted).mine.outPath).success;
in
assert more.mine-dev.outPath == more.mine.outPath;
assert more.libexpat1-dev.outPath == pkgs.expat.outPath;
assert more.expat.outPath == pkgs.expat.outPath;
assert more.expat-more.outPath != pkgs.expat.outPath;
assert more.zlib.outPath == pkgs.zlib.outPath;
assert (more.acl.dev or more.acl).outPath != more.acl.outPath;
assert more.python3.outPath == pkgs.python3.outPath;
assert more.mine.out.outPath != more.mine1.out.outPath;
assert more.sets.mine.outPath == more.mine.outPath;
# A set that is there keeps what it has.
assert more.python3Packages ? numpy && more.python3Packages.expat.outPath == pkgs.expat.outPath;
assert !(more ? libmine2);
assert more.file.outPath != pkgs.file.outPath;
assert (more.runCommand "plain" { } "").drvPath == (pkgs.runCommand "plain" { } "").drvPath;
assert refused { other = { }; };
runCommandCC "further"
  {
    nativeBuildInputs = [ more.pkg-config ];
    buildInputs = [ more.mine ];
    mine = more.mine.out;
    both = more.both.dev;
  }
  ''
    [ "$mine" != ${pkgs.zlib.out} ]
    cat >program.c <<'END'
    #include <zlib.h>
    int main(void) { return zlibVersion()[0] != '1'; }
    END
    gcc program.c $(pkg-config --cflags --libs zlib) -o program
    ./program
    readelf -d program | grep -F "$mine/lib"
    [ "$(readlink "$mine/lib/libalternative.so.1")" = libz.so.1 ]
    ${more.perl}/bin/perl -e 'print "one\n"'
    [ -e ${more.perl}/lib/libz.so.1 ]
    for path in ${more.mine.dev} ${pkgs.expat.dev}; do grep -F "$path" $both/nix-support/propagated-build-inputs; done
    ${ofAcme}/bin/program
    readelf -l ${ofAcme}/bin/program | grep -E 'interpreter: .*-libc6-acme-[^/]+/lib/ld-'
    readelf -d ${ofAcme}/bin/program | grep -F ${more.mine1.out}/lib
    touch $out
  ''
