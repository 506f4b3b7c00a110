# valgrind with its tools and the debug information of the C library, without which it cannot start: it replaces functions of the
# dynamic linker and finds them by name.
{
  runCommandLocal,
  bash,
  glibc,
  glibc-debug,
  valgrind-unwrapped,
}:
runCommandLocal "valgrind-${valgrind-unwrapped.version}"
  {
    inherit (valgrind-unwrapped) version;
    meta.mainProgram = "valgrind";
  }
  ''
    mkdir -p $out/bin
    for program in ${valgrind-unwrapped}/bin/*; do ln -s $program $out/bin/; done
    # It looks for debug information by build ID on the host alone; elsewhere by name, below the folder of the file that it is for.
    for library in ${glibc}/lib/*.so*; do
      [ ! -L $library ] && [ "$(head -c 4 $library)" = $'\177ELF' ] || continue
      debug=$(objcopy -O binary --only-section=.gnu_debuglink --set-section-flags .gnu_debuglink=alloc $library /dev/stdout | tr '\0' '\n' | head -n 1)
      for file in ${glibc-debug}/lib/debug/.build-id/*/$debug; do
        mkdir -p $out/lib/debug${glibc}/lib
        ln -s $file $out/lib/debug${glibc}/lib/$debug
      done
    done
    rm $out/bin/valgrind $out/bin/valgrind.bin
    # In place of Debian's script, which sets LD_LIBRARY_PATH for what it runs.
    cat >$out/bin/valgrind <<END
    #!${bash}/bin/bash
    export VALGRIND_LIB=${valgrind-unwrapped}/libexec/valgrind
    exec ${valgrind-unwrapped}/bin/valgrind.bin --extra-debuginfo-path=$out/lib/debug "\$@"
    END
    chmod +x $out/bin/valgrind
    $out/bin/valgrind --error-exitcode=1 ${bash}/bin/bash -c :
  ''
