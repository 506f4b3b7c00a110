# Perl of Debian's perl-base, told where its modules are: the places that are compiled in are Debian's.
{
  system,
  base,
  busybox,
}:
let
  perl = base.debs.perl.out;
in
derivation {
  name = "perl";
  inherit system perl;
  builder = "${busybox}/bin/busybox";
  args = [
    "sh"
    "-c"
    ''
      set -eu
      mkdir -p "$out/bin"
      for program in "$perl"/bin/*; do ln -s "$program" "$out/bin/"; done
      rm "$out/bin/perl"
      {
        echo "#!$shell/bin/sh"
        echo "export PERL5LIB=\"$perl/lib/perl-base\''${PERL5LIB:+:\$PERL5LIB}\""
        echo "exec $perl/bin/perl \"\$@\""
      } >"$out/bin/perl"
      chmod +x "$out/bin/perl"
    ''
  ];
  PATH = "${busybox}/bin";
  shell = base.built.bash.out;
}
