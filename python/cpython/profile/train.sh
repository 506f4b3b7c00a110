# After the build with counters: one run of the workload, then its counters in one archive.
# shellcheck shell=bash disable=SC2154

# The library and the workload as archives: one file each, whose modules are compiled anew.
./python -B "$pack" Lib library.zip
./python -B "$pack" "$workload" workload.zip
$CC -O2 -Wall -Wextra -shared -fPIC -x c "$machine" -o machine.so

# The run alone counts, not those that building took: they change with the number of processors.
find . \( -name '*.gcda' -o -name '*.pyc' \) -delete
# Signals as at a login: who starts a build may ignore some, and Python looks.
mkdir workspace
if ! env -i --default-signal LD_LIBRARY_PATH="$PWD" PYTHONHASHSEED=0 PYTHONPATH=library.zip LC_ALL=C.UTF-8 TZ=UTC LD_PRELOAD="$PWD/machine.so" \
  ./python -B -s workload.zip workspace </dev/null >training.log 2>&1; then
  cat training.log >&2
  exit 1
fi
cat training.log

# Not those of ctypes and pyexpat, whose code is another one as a shared object, nor the workload's.
find . -path ./Modules/_ctypes -prune -o -name pyexpat.gcda -prune -o -name extension.gcda -prune -o -path ./build -prune -o -name '*.gcda' -printf '%P\0' |
  tar --null --files-from=- --sort=name --mtime=@0 --mode=u=rw,go=r --owner=0 --group=0 --numeric-owner --format=ustar -c |
  xz -9e >profile.tar.xz
