# Programs of Debian in the store find what they look for in Debian's places, and what a package depends on: nix/debpkgs/places. And the
# links that maintainer scripts ask update-alternatives for: further-alternatives.sh.
{
  lib,
  pkgs,
  runCommand,
  runCommandCC,
}:
let
  inherit (pkgs) bootstrap;
  # What the program depends on.
  data = runCommand "data-1" { } ''
    mkdir -p $out/share/demo $out/etc/demo.d $out/lib/demo $out/bin
    echo text >$out/share/demo/text
    touch $out/etc/demo.d/one
    printf '#!/bin/sh\necho helper "$@" "$(cat /usr/lib/${bootstrap.triplet}/demo/inner)"\n' >$out/bin/demo-helper
    echo inner >$out/lib/demo/inner
    chmod +x $out/bin/demo-helper
    patchShebangs $out/bin
  '';
  demo = runCommandCC "demo-1" { } ''
    mkdir -p $out/bin $out/share/demo
    $CC -O2 -D_FORTIFY_SOURCE=2 -x c -o $out/bin/demo - <<'C'
    #define _GNU_SOURCE
    #include <dirent.h>
    #include <fcntl.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <sys/stat.h>
    #include <unistd.h>
    int main(int count, char **words) {
      char line[99] = "", real[4096];
      struct stat found;
      FILE *file = fopen("/usr/share/demo/text", "r");
      if (!file || !fgets(line, sizeof line, file)) return 1;
      printf("%s", line);
      if (stat("/usr/share/demo/text", &found) || access("/usr/share/demo/absent", F_OK) == 0) return 2;
      if (open("/etc/demo.d/one", O_RDONLY) < 0 || !opendir("/etc/demo.d")) return 3;
      /* What is written is not the package's. */
      if (fopen("/usr/share/demo/text", "w") || open("/etc/demo.d/one", O_WRONLY) >= 0) return 4;
      if (!realpath("/usr/lib/${bootstrap.triplet}/demo", real)) return 5;
      if (access("/etc/passwd", R_OK)) return 6;
      printf("%s %s\n", words[0], count > 1 ? words[1] : "");
      fflush(stdout);
      execl("/usr/bin/demo-helper", "demo-helper", "from demo", (char *)0);
      return 7;
    }
    C
  '';
  package = {
    inherit (demo) outPath;
    out = demo;
    pname = "demo";
    version = "1";
    meta = { };
    outputs = [ "out" ];
  };
  withPlaces =
    namesPlaces:
    import ../debpkgs/places {
      inherit lib pkgs;
      inherit (bootstrap) triplet;
      closureOf = _: {
        inherit namesPlaces;
        paths = [
          demo
          data
        ];
      };
    } "demo" package;
  postinst = builtins.toFile "postinst" ''
    #!/bin/sh -e
    set -e
    dpkg --compare-versions "$2" lt 1 && exit 1
    no-such-program
    case $1 in
      configure)
        for name in low high; do
          case $name in high) priority=20 ;; *) priority=10 ;; esac
          update-alternatives --install /usr/bin/tool tool /usr/bin/tool-$name $priority \
            --slave /usr/share/man/man1/tool.1.gz tool.1.gz /usr/share/man/man1/tool-$name.1.gz \
            --slave /usr/bin/more more /usr/bin/more-$name
        done
        ;;
    esac
  '';
in
assert (withPlaces false).outPath == demo.outPath;
runCommandCC "places"
  {
    demo = withPlaces true;
    alternatives = ../debpkgs/bootstrap/further-alternatives.sh;
    inherit postinst;
  }
  ''
    found="$(cd / && $demo/bin/demo argument)"
    expected="text
    $demo/bin/demo argument
    helper from demo inner"
    [ "$found" = "$expected" ] || { printf 'found:\n%s\n' "$found"; exit 1; }

    mkdir -p unpacked/control made/bin
    cp $postinst unpacked/control/postinst
    (cd unpacked/control && ${bootstrap.tools}/bin/tar -c postinst | ${lib.getBin pkgs.xz}/bin/xz >../control.tar.xz)
    (cd unpacked && ar -rc ../a.deb control.tar.xz)
    touch made/bin/tool-low made/bin/tool-high made/bin/more-low
    export made="$PWD/made"
    PATH=${bootstrap.tools}/bin debs="$PWD/a.deb" ${bootstrap.tools}/bin/sh -euc '
      place() { printf "%s\n" "''${1#/usr/}"; }
      out=$made
      . $alternatives
    '
    [ "$(readlink made/bin/tool)" = "$made/bin/tool-high" ]
    # The slave of the better one is not there, the other one is.
    [ "$(readlink made/bin/more)" = "$made/bin/more-low" ]
    [ ! -e made/share ]
    touch $out
  ''
