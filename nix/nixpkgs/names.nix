# What releases of nixpkgs call by different names, under the newest of them. Nothing else asks which release it is on.
_final: prev: {
  # onetbb since 25.11.
  onetbb = prev.onetbb or prev.tbb_2022 or prev.tbb_2022_0 or prev.tbb_2021_11;
}
