# A pure-Python wheel unpacked to a prefix: what builds and installs packages
# before there is anything to build and install them with.
{
  runCommandLocal,
  unzip,
  python,
  name,
  src,
}:
runCommandLocal "bootstrap-${name}" { nativeBuildInputs = [ unzip ]; } ''
  mkdir -p $out/${python.sitePackages}
  cd $out/${python.sitePackages}
  unzip -q ${src}
  ${python.interpreter} -P -m compileall -q -j1 --invalidation-mode unchecked-hash .
''
