# An interpreter that sees packages: `python3.withPackages`, `python3.buildEnv`.
#
# A virtual environment (PEP 405) of links in the store: `pyvenv.cfg` tells the
# interpreter where its standard library is, so bin/python is the interpreter
# itself, not a script around it, and no variable is set. Scripts of the packages
# start this interpreter and so see all of its packages.
{
  python,
  /** The interpreter that the packages' scripts name. */
  builder,
  buildEnv,
  requiredPythonModules,
}:
{
  extraLibs ? [ ],
  extraOutputsToInstall ? [ ],
  postBuild ? "",
  ignoreCollisions ? false,
  name ? "python3-${python.version}-env",
}:
let
  packages = requiredPythonModules extraLibs;
  env = buildEnv {
    inherit name ignoreCollisions extraOutputsToInstall;
    paths = packages;
    pathsToLink = [
      "/bin"
      "/${python.sitePackages}"
      "/share"
      "/etc"
    ];
    postBuild = ''
      mkdir -p $out/bin $out/${python.sitePackages}
      if [ -L $out/bin ]; then
        programs=$(readlink -f $out/bin)
        rm $out/bin
        mkdir $out/bin
        ln -s "$programs"/* $out/bin/
      fi
      for program in $out/bin/*; do
        IFS= read -r line <"$program" || true
        if [[ $line == "#!${builder}/bin/"* ]]; then
          source=$(readlink -f "$program")
          rm "$program"
          sed "1s|.*|#!$out/bin/${python.executable}|" "$source" >"$program"
          chmod 555 "$program"
        fi
      done 2>/dev/null
      for program in ${python}/bin/*; do
        [ -e $out/bin/''${program##*/} ] || ln -s "$program" $out/bin/''${program##*/}
      done
      cat >$out/pyvenv.cfg <<END
      home = ${python}/bin
      include-system-site-packages = false
      version = ${python.version}
      END
      ${postBuild}
    '';
    passthru = {
      inherit python packages;
      interpreter = "${env}/bin/${python.executable}";
      inherit (python)
        executable
        implementation
        isPy3
        libPrefix
        pkgs
        pythonAtLeast
        pythonOlder
        pythonVersion
        sitePackages
        ;
    };
    meta = python.meta // {
      mainProgram = "python3";
    };
  };
in
env
