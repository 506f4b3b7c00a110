# What releases of nixpkgs call by different names, under the newest of them, and what it has under no name of its own.
# Nothing else asks which release it is on.
_final: prev: {
  # onetbb since 25.11.
  onetbb = prev.onetbb or prev.tbb_2022 or prev.tbb_2022_0 or prev.tbb_2021_11;
  # Of the kernel's packages before.
  perf = prev.perf or prev.linuxPackages.perf;
  # Debian's package; the compiler's output on nixpkgs.
  libstdcxx = prev.libstdcxx or prev.stdenv.cc.cc.lib;
}
