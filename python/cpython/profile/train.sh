# After the build with counters: one run of the workload, then its counters in one archive.
# shellcheck shell=bash disable=SC2154

# The library and the workload as archives: a folder's order is its file system's, and the order in which names come into a
# dictionary is counted.
./python -B "$pack" Lib library.zip "$sortedFolders"
./python -B "$pack" "$workload" workload.zip

# The run alone counts, not those that building took: they change with the number of processors.
find . \( -name '*.gcda' -o -name '*.pyc' \) -delete
mkdir workspace
env -i PYTHONHASHSEED=0 PYTHONPATH=library.zip LC_ALL=C.UTF-8 TZ=UTC ./python -B -s workload.zip workspace

# Not what was compiled by an absolute path (python3.11's few modules with libraries of their own), which is another one elsewhere.
find . -path ./build -prune -o -name '*.gcda' -printf '%P\0' |
  tar --null --files-from=- --sort=name --mtime=@0 --mode=u=rw,go=r --owner=0 --group=0 --numeric-owner --format=ustar -c |
  xz -9e >profile.tar.xz
