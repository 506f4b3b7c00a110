# gdb with its Python. It looks for what it is made of beside its own program: its Python code in share/gdb, the standard library
# of the Python in it (Debian's 3.11) in lib/python3.11, debug information in lib/debug. So all of that is made one tree.
{
  runCommandLocal,
  bootstrap,
  gdb-unwrapped,
  glibc-debug,
  libstdcxx,
  python-bootstrap,
}:
runCommandLocal "gdb-${gdb-unwrapped.version}"
  {
    inherit (gdb-unwrapped) version;
    deb = bootstrap.source "gdb";
    meta.mainProgram = "gdb";
  }
  ''
    mkdir -p $out/bin $out/lib
    cp ${gdb-unwrapped}/bin/{gdb,gcore} $out/bin/
    ln -s ${gdb-unwrapped}/include $out/include
    ln -s ${glibc-debug}/lib/debug $out/lib/debug
    ln -s ${python-bootstrap}/lib/python3.11 $out/lib/python3.11
    # What is in share/gdb of other packages would be of no use: they are unpacked without it, and so was gdb.
    ${bootstrap.busybox}/bin/busybox ar p $deb data.tar.xz | tar -xJ ./usr/share/gdb
    cp -r usr/share $out/share
    mkdir $out/share/gcc
    cp -r --no-preserve=mode ${libstdcxx}/share/gcc/python $out/share/gcc/
    # std::vector as its elements, in whatever links this libstdc++.
    library=$(readlink -f ${libstdcxx}/lib/libstdc++.so.6)
    mkdir -p "$out/share/gdb/auto-load''${library%/*}"
    cat >"$out/share/gdb/auto-load$library-gdb.py" <<END
    import sys

    import gdb

    sys.path.append("$out/share/gcc/python")
    from libstdcxx.v6 import register_libstdcxx_printers

    register_libstdcxx_printers(gdb.current_objfile())
    END
    sed -i "s,/usr/bin/gdb,$out/bin/gdb,g" $out/bin/gcore
    # Bytecode, since root's gdb would write it at its first start. Debian's packages have a file in the place of its folder.
    find $out/share -name __pycache__ -type f -delete
    PYTHONHASHSEED=0 ${python-bootstrap}/bin/python3.11 -I -B -m compileall -q -f -j1 --invalidation-mode unchecked-hash $out/share
    # Python's modules in C are of lib-dynload, found beside the program like the rest.
    $out/bin/gdb -nx -batch -ex 'python import ctypes, gdb.types; print(gdb.parameter("debug-file-directory"))' | grep -Fx ${glibc-debug}/lib/debug
  ''
