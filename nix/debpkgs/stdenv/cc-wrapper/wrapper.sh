#!@shell@
# shellcheck shell=bash disable=SC1008,SC2043,SC2054,SC2157,SC2239
# @program@ of gcc, told where the C library, the dynamic linker and this build's
# inputs are. Debian's gcc finds everything else relative to itself.
#
#   NIX_CFLAGS_COMPILE, NIX_CXXFLAGS_COMPILE   flags for the compiler
#   NIX_CFLAGS_LINK                            flags for the compiler when it links
#   NIX_LDFLAGS                                flags for the linker: -L, -l, and what ld takes
#   NIX_ENFORCE_NO_NATIVE=1                    leave out -march=native and its kin
#   NIX_HARDENING_ENABLE                       fortify, stackprotector, relro, bindnow
#
# Every directory given with -L, and that of each library given by its path, also
# becomes a run path: a program works as soon as it is linked. The fixup phase
# keeps those that are needed.
set -u

link=1 shared="" preprocess_only="" previous="" native=""
directories=()
for argument in "$@"; do
  case $previous in
    -L) directories+=("$argument") ;;
    -o) previous="" && continue ;;
  esac
  previous=$argument
  case $argument in
    -c | -S | -fsyntax-only) link="" ;;
    -E | -M | -MM) link="" preprocess_only=1 ;;
    -r | -static | -static-pie) shared=1 ;;
    -shared) shared=1 ;;
    -march=native | -mtune=native | -mcpu=native) native=${NIX_ENFORCE_NO_NATIVE-} ;;
    -L?*) directories+=("${argument#-L}") ;;
    *.so | *.so.*) [[ $argument == /* && -e $argument ]] && directories+=("${argument%/*}") ;;
  esac
done
[ "$#" -eq 1 ] && case $1 in -v | -dumpspecs | -dump* | -print* | --version | --help*) link="" ;; esac

# What is built is for every machine, and the same on each.
if [ "$native" = 1 ]; then
  echo "@program@: warning: leaving out -march=native, -mtune=native, -mcpu=native; NIX_ENFORCE_NO_NATIVE=0 lets them through" >&2
  for argument in "$@"; do
    shift
    case $argument in -march=native | -mtune=native | -mcpu=native) ;; *) set -- "$@" "$argument" ;; esac
  done
fi

before=(--sysroot=@sysroot@ -B@gcc@/usr/bin/ @archives@)
after=()
hardening=" ${NIX_HARDENING_ENABLE-} "
if [ -z "$preprocess_only" ]; then
  [[ $hardening == *" stackprotector "* ]] && before+=(-fstack-protector-strong --param ssp-buffer-size=4)
fi
# Fortification needs optimisation and warns without it.
if [[ $hardening == *" fortify "* ]]; then
  case " $* ${NIX_CFLAGS_COMPILE-} " in
    *" -O0 "* | *_FORTIFY_SOURCE*) ;;
    *" -O"*) before+=(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2) ;;
  esac
fi

read -r -a compile_flags <<<"${NIX_CFLAGS_COMPILE-}"
[ -n "@cxx@" ] && {
  read -r -a cxx_flags <<<"${NIX_CXXFLAGS_COMPILE-}"
  compile_flags+=(${cxx_flags[@]+"${cxx_flags[@]}"})
}

if [ -n "$link" ]; then
  read -r -a link_flags <<<"${NIX_CFLAGS_LINK-}"
  after+=(${link_flags[@]+"${link_flags[@]}"})
  read -r -a link_flags <<<"${NIX_LDFLAGS-}"
  for flag in ${link_flags[@]+"${link_flags[@]}"}; do
    case $flag in
      -L*) after+=("$flag") && directories+=("${flag#-L}") ;;
      -l*) after+=("$flag") ;;
      *) after+=(-Xlinker "$flag") ;;
    esac
  done
  for directory in @libraries@; do after+=("-L$directory") && directories+=("$directory"); done
  seen=" "
  for directory in "${directories[@]}"; do
    case $directory in
      @store@/*) ;;
      *) continue ;;
    esac
    case $seen in *" $directory "*) continue ;; esac
    seen+="$directory "
    # For a library's own libraries ld looks below the sysroot, unless told by rpath-link.
    after+=("-Wl,-rpath,$directory" "-Wl,-rpath-link,$directory")
  done
  [ -z "$shared" ] && after+=("-Wl,-dynamic-linker,@interpreter@")
  [[ $hardening == *" relro "* ]] && after+=(-Wl,-z,relro)
  [[ $hardening == *" bindnow "* ]] && after+=(-Wl,-z,now)
fi

exec @gcc@/usr/bin/@triplet@-@target@ "${before[@]}" "$@" ${compile_flags[@]+"${compile_flags[@]}"} ${after[@]+"${after[@]}"}
