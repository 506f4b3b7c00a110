# Programs of Debian in the store find what they look for in Debian's places, what a package depends on, and what maintainer scripts make:
# nix/debpkgs/places. And the links that these ask update-alternatives for: further-alternatives.sh.
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
    mkdir -p $out/nix-support
    echo "share/demo/settings /etc/demo/settings" >$out/nix-support/links-to-make
    chmod +x $out/bin/demo-helper
    patchShebangs $out/bin
  '';
  demo = runCommandCC "demo-1" { } ''
    mkdir -p $out/bin $out/share/demo $out/lib/demo-2/bin
    printf '#!/bin/sh\necho "$0"\n' >$out/lib/demo-2/bin/demo-2
    chmod +x $out/lib/demo-2/bin/demo-2
    patchShebangs $out/lib
    ln -s $out/lib/demo-2/bin/demo-2 $out/bin/
    $CC -O2 -D_FORTIFY_SOURCE=2 -x c -o $out/bin/demo - <<'C'
    #define _GNU_SOURCE
    #include <dirent.h>
    #include <fcntl.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
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
      /* What the scripts of packages made: by a link, by a trigger, and below the folder of the package itself. */
      if (!(file = fopen("/usr/share/demo/settings", "r")) || !fgets(line, sizeof line, file)) return 8;
      printf("%s", line);
      if (!(file = fopen("/var/cache/demo/list", "r")) || !fgets(line, sizeof line, file)) return 9;
      printf("%s", line);
      if (readlink("/proc/self/exe", real, sizeof real) < 0) return 10;
      *strstr(real, "/bin/demo") = 0;
      if (access(strcat(real, "/lib/demo/plugins"), R_OK)) return 11;
      /* A shell that the C library starts sees them, too. */
      if (system("test -e '/usr/share/demo/settings'")) return 12;
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
  # A .deb with these files of control.
  deb =
    name: files:
    runCommandCC "${name}.deb"
      {
        files = builtins.toJSON files;
        nativeBuildInputs = [ pkgs.jq ];
      }
      ''
        mkdir control
        for file in $(jq -r 'keys[]' <<<"$files"); do jq -r --arg file $file '.[$file]' <<<"$files" >control/$file; done
        (cd control && ${bootstrap.tools}/bin/tar -c *) | ${lib.getBin pkgs.xz}/bin/xz >control.tar.xz
        ar -rc $out control.tar.xz
      '';
  scripts = {
    zero.postinst = ''
      #!/bin/sh
      set -e
      echo "$DPKG_MAINTSCRIPT_PACKAGE is made" >/tmp/settings
      ucf --three-way /tmp/settings /etc/demo/settings
    '';
    one = {
      triggers = "interest-noawait /usr/share/demo\ninterest never-activated\n";
      postinst = ''
        #!/bin/sh -e
        . /usr/share/debconf/confmodule
        if [ "$1" = triggered ]; then
          echo "trigger $2" >/var/cache/demo/list
          exit 0
        fi
        # There is no such user, and what follows is made nevertheless.
        chown nobody-at-all /etc/demo/settings
        false
        [ "$(dpkg-query -W -f '${"$"}{Status}' zero)" = 'install ok installed' ]
        grep -q made /usr/share/demo/settings && mkdir -p /var/cache/demo
        touch ${demo}/lib/demo/plugins.new
        mv ${demo}/lib/demo/plugins.new ${demo}/lib/demo/plugins
        # A file of a package is changed in a copy.
        echo more >>/usr/share/demo/text
        openssl genrsa >/etc/demo/key
        date +%s >/etc/demo/time
      '';
    };
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
        # Not the order of the alphabet, nor that of dependencies.
        order = ''
          zero one
          one one
          zero zero
        '';
        sources = lib.concatMapStrings (name: "${name} ${deb name scripts.${name}}\n") (lib.attrNames scripts);
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
    inherit (withPlaces true) made;
    alternatives = ../debpkgs/bootstrap/further-alternatives.sh;
    inherit postinst;
  }
  ''
    # The folder of an image that has links to programs is no prefix of theirs.
    ln -s $demo/bin bin
    found="$(bin/demo argument)"
    expected="text
    zero is made
    trigger /usr/share/demo
    $demo/bin/demo argument
    helper from demo inner"
    [ "$found" = "$expected" ] || { printf 'found:\n%s\n' "$found"; exit 1; }
    # A program in a prefix of its own starts there.
    [ "$($demo/bin/demo-2)" = ${demo}/lib/demo-2/bin/demo-2 ]
    [ "$(cat $made/share/demo/text)" = "text
    more" ]
    # Not the time of the build, no key, and nothing of the packages themselves.
    [ "$(cat $made/etc/demo/time)" = 1 ]
    [ ! -s $made/etc/demo/key ]
    found="$(cd $made && find . -type f | sort | xargs)"
    [ "$found" = "./etc/demo/key ./etc/demo/settings ./etc/demo/time ./lib/demo/plugins ./share/demo/text ./var/cache/demo/list" ] || { echo "made: $found"; exit 1; }

    mkdir -p unpacked/control linked/bin
    cp $postinst unpacked/control/postinst
    (cd unpacked/control && ${bootstrap.tools}/bin/tar -c postinst | ${lib.getBin pkgs.xz}/bin/xz >../control.tar.xz)
    (cd unpacked && ar -rc ../a.deb control.tar.xz)
    touch linked/bin/tool-low linked/bin/tool-high linked/bin/more-low
    export result="$PWD/linked"
    PATH=${bootstrap.tools}/bin debs="$PWD/a.deb" ${bootstrap.tools}/bin/sh -euc '
      place() { printf "%s\n" "''${1#/usr/}"; }
      out=$result
      . $alternatives
    '
    [ "$(readlink linked/bin/tool)" = "$result/bin/tool-high" ]
    # The slave of the better one is not there, the other one is.
    [ "$(readlink linked/bin/more)" = "$result/bin/more-low" ]
    [ ! -e linked/share ]
    touch $out
  ''
