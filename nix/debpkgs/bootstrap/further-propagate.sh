# shellcheck shell=sh
# Let a package of headers say what else a build reads: for further-builder.sh, in $out.
#
# Not each dependency that a build reads is a -dev package: shared-mime-info has a .pc file, wayland-protocols has nothing else.
#
#   readable   what the package needs, without debpkgs' own: the compiler has the C library's headers
# shellcheck disable=SC2154
for dir in $readable; do
  for part in share/pkgconfig lib/pkgconfig include lib/cmake share/cmake; do
    [ -d "$dir/$part" ] || continue
    mkdir -p "$out/nix-support"
    case " $propagated " in
      *" $dir "*) ;;
      *) printf '%s\n' "$dir" >>"$out/nix-support/propagated-build-inputs" ;;
    esac
    break
  done
done
