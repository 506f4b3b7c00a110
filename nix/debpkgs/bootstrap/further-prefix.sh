# shellcheck shell=sh
# Make a package work outside of Debian's single prefix /usr: for further-builder.sh, in $out.
#
# In Debian each package finds the files of all others below /usr. Here each has a prefix of its own.
# shellcheck disable=SC2016,SC2086,SC2154,SC3043

# Headers and what they are of are one prefix: plugins and helper programs, too. deb-builder.sh links the libraries.
prefix_merge() {
  local entry to
  for entry in "$1"/*; do
    to="$2/${entry##*/}"
    [ "$to" != "$out/lib/$triplet" ] || continue
    if [ ! -e "$to" ] && [ ! -L "$to" ]; then
      ln -s "$entry" "$to"
    elif [ -d "$entry" ] && [ -d "$to" ] && [ ! -L "$to" ] && [ ! -L "$entry" ]; then
      prefix_merge "$entry" "$to"
    fi
  done
}
if [ -n "$runtime" ] && [ -d "$runtime/lib" ]; then
  mkdir -p "$out/lib"
  prefix_merge "$runtime/lib" "$out/lib"
fi
# Debian has the headers of some libraries in a package that is no -dev package (wx3.2-headers), and programs that print where they are.
if [ -n "$runtime" ] && [ -d "$runtime/include" ]; then
  mkdir -p "$out/include"
  prefix_merge "$runtime/include" "$out/include"
fi

# Packages of one source look for each other in a folder that is theirs alone (lib/go-1.19), some of them by where they are themselves.
# Their headers may be in one, which a .pc file of one of them names (include/opencv4).
prefix_siblings() {
  local dep folder folders="$out/lib/* $out/share/*"
  [ "${isHeaders:-}" != 1 ] || folders="$out/include/*"
  for dep in $siblings; do
    for folder in $folders; do
      case ${folder#"$out/"} in share/doc | "lib/$triplet") continue ;; esac
      { [ -d "$folder" ] && [ ! -L "$folder" ] && [ -d "$dep/${folder#"$out/"}" ]; } || continue
      prefix_merge "$dep/${folder#"$out/"}" "$folder"
    done
  done
}

# Of what several versions may be installed beside each other the programs are in a folder of a version (lib/postgresql/15/bin): nixpkgs
# has them in bin.
prefix_versioned_programs() {
  local program
  for program in "$out"/lib/*[0-9]*/bin/* "$out"/lib/*/*[0-9]*/bin/*; do
    { [ -f "$program" ] && [ -x "$program" ]; } || continue
    mkdir -p "$out/bin"
    [ -e "$out/bin/${program##*/}" ] || ln -s "$program" "$out/bin/"
  done
}
prefix_siblings
[ "${isHeaders:-}" = 1 ] || prefix_versioned_programs

# Some packages have a prefix of their own below lib (lib/llvm-14, lib/openmpi): what is linked with them is there.
if [ "${isHeaders:-}" = 1 ]; then
  for inner in "$out"/lib/*; do
    { [ -d "$inner/lib" ] && [ ! -L "$inner" ]; } || continue
    { [ -d "$inner/include" ] || [ -d "$inner/bin" ]; } || continue
    for path in "$inner"/lib/lib*.so* "$inner"/include/*; do
      [ -e "$path" ] || continue
      folder="${path#"$inner/"}"
      folder="$out/${folder%%/*}"
      mkdir -p "$folder"
      to="$folder/${path##*/}"
      if [ ! -e "$to" ]; then
        ln -s "$path" "$folder/"
      elif [ -d "$path" ] && [ -L "$to" ]; then
        # The name of a folder in it and of one that is there (openmpi): its headers include one another by both.
        from="$(readlink -f "$to")"
        rm "$to"
        mkdir "$to"
        prefix_merge "$path" "$to"
        prefix_merge "$from" "$to"
      fi
    done
  done
fi

# Of a library of a compiler for another language (gfortran) and of headers that one compiler alone has (clang's omp.h), the place is a
# folder where only that compiler looks. What each compiler has itself, stddef.h and libgcc.a, is for no other.
if [ "${isHeaders:-}" = 1 ]; then
  for inner in "$out"/lib/gcc/*/* "$out"/lib/*/lib/clang/*; do
    if [ -d "$inner/include" ] && [ ! -e "$inner/include/stddef.h" ]; then
      mkdir -p "$out/include"
      prefix_merge "$inner/include" "$out/include"
    fi
    for library in "$inner"/lib*.so "$inner"/lib*.a; do
      { [ -e "$library" ] && [ ! -e "$inner/libgcc.a" ] && [ ! -e "$out/lib/${library##*/}" ]; } || continue
      ln -s "$library" "$out/lib/"
    done
  done
fi

# CMake's files compute their prefix from the number of folders above them: lib/$triplet/cmake/NAME is one deeper than lib/cmake/NAME.
# A package with a prefix of its own below lib computes places below it, too (OPAL_PREFIX of further-hook.sh).
for folder in lib include; do
  # Other folders without headers or CMake's files are for running.
  [ "${isHeaders:-}" = 1 ] || [ -d "$out/include" ] || [ -d "$out/lib/cmake" ] || ls -d "$out"/lib/*/lib >/dev/null 2>&1 || continue
  { [ -d "$out/$folder" ] && [ ! -e "$out/$folder/$triplet" ]; } || continue
  ln -s . "$out/$folder/$triplet"
done
# In the place of that link a folder, with links to what is in lib except CMake's folder.
prefix_triplet_folder() {
  local path
  rm "$out/lib/$triplet"
  mkdir "$out/lib/$triplet"
  for path in "$out"/lib/*; do
    case $path in
      "$out/lib/$triplet" | "$out/lib/cmake") ;;
      *) ln -s "../${path##*/}" "$out/lib/$triplet/" ;;
    esac
  done
}
# CMake looks in lib/$triplet first, so what Debian has in lib/cmake must not be there.
if [ -d "$root/usr/lib/cmake" ] && [ -L "$out/lib/$triplet" ]; then
  prefix_triplet_folder
  mkdir "$out/lib/$triplet/cmake"
  for path in "$root/usr/lib/$triplet/cmake"/*; do
    name="${path##*/}"
    [ ! -e "$out/lib/cmake/$name" ] || ln -s "../../cmake/$name" "$out/lib/$triplet/cmake/$name"
  done
fi

# Texts that a build reads: pkg-config, libtool, CMake, qmake, linker scripts, and programs that print where headers and libraries are
# (pg_config, mysql_config, krb5-config).
prefix_texts() {
  local own
  own="$(prefix_pattern "$out")"
  {
    prefix_linked_programs
    find "$out" -type f \( -name '*.pc' -o -name '*.la' -o -name '*.cmake' -o -name '*.pri' -o -name '*.prl' -o -name '*.prf' \
      -o -name '*-config' -o -path "$out/bin/*config*" -o -path "$out/lib/lib*.so" -o -name '*Config.sh' \)
  } | sort -u | while IFS= read -r file; do
    case "$(head -c 4 "$file")" in
      # Longer or shorter texts would break it; busybox' grep ignores -I.
      ?ELF) continue ;;
    esac
    if grep -qE "/usr|/lib/$triplet|_IMPORT_PREFIX|$own" "$file"; then printf '%s\n' "$file"; fi
  done
}
# Such a program may be a link to a file of another name in this package, an alternative (wx-config).
prefix_linked_programs() {
  local link target
  for link in "$out"/bin/*config*; do
    [ -L "$link" ] || continue
    target="$(readlink -f "$link")"
    case $target in "$out"/*) [ ! -f "$target" ] || printf '%s\n' "$target" ;; esac
  done
}

# $deps, and what those propagate: a .pc file names also libraries of its dependencies' dependencies.
prefix_needs() {
  local dir found="" queue="$deps" next
  while [ -n "$queue" ]; do
    next=""
    for dir in $queue; do
      case " $found " in *" $dir "*) continue ;; esac
      found="$found $dir"
      [ ! -f "$dir/nix-support/propagated-build-inputs" ] || next="$next $(cat "$dir/nix-support/propagated-build-inputs")"
    done
    queue="$next"
  done
  printf '%s\n' "$found"
}
needs="$(prefix_needs)"

# The store path of a path in Debian: in this package, or in one that it needs.
prefix_place() {
  local path="${1#/}" at dir
  path="${path#usr/}"
  at="$(place "$1")"
  for dir in "$out" $needs; do
    # CMake's files count the folders above them: lib/$triplet stays where it is there as a link.
    [ -e "$dir/$path" ] && printf '%s\n' "$dir/$path" && return
    [ -e "$dir/$at" ] && printf '%s\n' "$dir/$at" && return
  done
  return 1
}

# Libraries of the C library by the paths of their files: the linker finds them by their names.
prefix_libc() {
  local name
  case $1 in "/usr/lib/$triplet"/lib* | "/lib/$triplet"/lib* | /usr/lib/lib*) ;; *) return 1 ;; esac
  name="${1##*/lib}"
  case $name in
    c.so | dl.a | dl.so | m.a | m.so | pthread.a | pthread.so | resolv.a | resolv.so | rt.a | rt.so | util.a | util.so) printf -- '-l%s\n' "${name%.*}" ;;
    *) return 1 ;;
  esac
}

# Programs that are scripts.
prefix_scripts() {
  for file in "$out"/bin/* "$out"/libexec/*; do
    case $file in "$out"/bin/*config*) continue ;; esac
    { [ -f "$file" ] && [ ! -L "$file" ] && [ "$(head -c 2 "$file")" = '#!' ]; } || continue
    if grep -q /usr "$file"; then printf '%s\n' "$file"; fi
  done
}

# What matches a pattern in the files that $work/texts lists, the longest first: a path may begin with another.
prefix_named() {
  tr '\n' '\0' <"$work/texts" | xargs -0 grep -ohE "$1" | sort -ru
}

# A path as a pattern of sed.
prefix_pattern() {
  printf '%s' "$1" | sed -e 's,[.+],[&],g'
}

# Write the store's paths in place of Debian's, where they are there: in the files that $work/texts lists.
#   $1  paths that stay: a pattern of grep
prefix_rewrite() {
  local path found script="$work/script"
  [ -s "$work/texts" ] || return 0
  # A dot after a path ends a sentence.
  prefix_named "/(usr|lib/$triplet)(/+[A-Za-z0-9_.+-]+)*" | sed -e 's,\([A-Za-z0-9]\)\.$,\1,' | sort -ru | grep -vxE "$1" | while IFS= read -r path; do
    if [ "$path" = /usr ]; then
      found="$out"
    else
      found="$(prefix_place "$path" || prefix_libc "$path")" || continue
    fi
    # Not as a part of another path, and also before a slash that ends it. A shell's default value comes after `:-`.
    printf 's,\\(^\\|[^A-Za-z0-9_.+/}-]\\|-[ILB]\\|-isystem\\|:-\\)%s\\(/\\?\\)\\($\\|[^A-Za-z0-9_.+/-]\\),\\1%s\\2\\3,g\n' \
      "$(prefix_pattern "$path")" "$found"
  done >"$script"
  # deb-builder.sh took all that .pc files name for this package's own.
  prefix_named "$(prefix_pattern "$out")(/+[A-Za-z0-9_.+-]+)+" | while IFS= read -r path; do
    [ -e "$path" ] && continue
    found="$(prefix_place "/usr${path#"$out"}" || prefix_libc "/usr${path#"$out"}")" || continue
    printf 's,%s\\($\\|[^A-Za-z0-9_.+/-]\\),%s\\1,g\n' "$(prefix_pattern "$path")" "$found"
  done >>"$script"
  # CMake's own prefix, where it names a file of another package: a program of a -bin package.
  prefix_named '\$\{(_IMPORT_PREFIX|PACKAGE_PREFIX_DIR)\}(/[A-Za-z0-9_.+-]+)+' | while IFS= read -r path; do
    file="/usr/${path#*\}/}"
    [ -e "$out/${file#/usr/}" ] && continue
    found="$(prefix_place "$file")" || continue
    printf 's,\\%s\\($\\|[^A-Za-z0-9_.+/-]\\),%s\\1,g\n' "$(prefix_pattern "$path")" "$found"
  done >>"$script"
  # Twice: of two paths with one character between them the first match takes it.
  if [ -s "$script" ]; then tr '\n' '\0' <"$work/texts" | xargs -0 sed -i -f "$script" -f "$script"; fi
}

prefix_texts >"$work/texts"
prefix_rewrite ''
# Scripts that a build runs name programs of Debian's essential packages by their paths (/bin/grep of wx-config): PATH has them.
for file in "$out"/bin/*config*; do
  { [ -f "$file" ] && [ "$(head -c 2 "$file")" = '#!' ]; } || continue
  case "$(readlink -f "$file")" in
    "$out"/*) sed -i -e '2,$s,\(^\|[^A-Za-z0-9_.+/-]\)\(/usr\)\?/bin/\(e\?grep\|sed\|tr\|sort\)\($\|[^A-Za-z0-9_.+/-]\),\1\3\4,g' "$(readlink -f "$file")" ;;
  esac
done
prefix_scripts >"$work/texts"
# A folder that all packages share may be meant for any of them.
prefix_rewrite '/usr(/(bin|sbin|lib|libexec|share|include))?'

# pkg-config's `pcfiledir` had one folder more below it.
find "$out/lib/pkgconfig" -type f -name '*.pc' 2>/dev/null | while IFS= read -r file; do
  [ -e "$root/usr/lib/$triplet/pkgconfig/${file##*/}" ] || continue
  sed -i -e 's,\${pcfiledir}/\.\./\.\./\.\.,${pcfiledir}/../..,g' "$file"
done

# Some of CMake's files look for those of their dependencies in their own prefix alone (Qt, Boost).
find "$out/lib" -type f -name '*.cmake' 2>/dev/null | while IFS= read -r file; do
  if grep -q NO_DEFAULT_PATH "$file"; then sed -i -e 's,\(^\| \)NO_DEFAULT_PATH\( \|)\|$\),\1\2,g' "$file"; fi
done

# Propagate those of some packages that a build reads: not each of them is a -dev package. shared-mime-info has a .pc file,
# wayland-protocols has nothing else.
prefix_propagate() {
  local dir part
  for dir in "$@"; do
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
}
# Where such a package has a .pc file, that may require those of -dev packages which it needs (ros-message-runtime).
if [ "${isHeaders:-}" != 1 ] && { [ -d "$out/share/pkgconfig" ] || [ -d "$out/lib/pkgconfig" ]; }; then prefix_propagate $deps; fi
