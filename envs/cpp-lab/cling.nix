# cppyy's parts, as they need it. Over the project's Python packages.
self: super: {
  cppyy-cling = super.cppyy-cling.overrideAttrs {
    # The module's programs need its own libraries.
    preFixup = ''
      addAutoPatchelfSearchPath $out/${self.python.sitePackages}/cppyy_backend/lib
    '';
  };

  cppyy-backend = super.cppyy-backend.overrideAttrs {
    # Called pure, its wheel holds the library twice, as pure and as compiled; pip overwrites one by the other, which installer refuses.
    postPatch = ''
      substituteInPlace setup.py --replace-fail "self.root_is_pure = True" "self.root_is_pure = False"
    '';
  };

  # Cling asks the compiler on PATH where its headers are, and compiles for the CPU that it sees. Here both are written down, beside a
  # precompiled header made of the same headers, so that C++ is the same in every shell; EXTRA_CLING_ARGS still overrides it.
  cppyy = super.cppyy.overrideAttrs {
    postPatch = ''
      arguments="-O2 -nostdinc++ -nostdlibinc"
      # The compiler's own headers are no use to another one: cling brings its.
      while IFS= read -r folder; do
        folder=$(realpath "$folder")
        [[ $folder == */lib/gcc/* ]] || arguments+=" -isystem $folder"
      done < <(LC_ALL=C c++ -xc++ -E -v /dev/null 2>&1 >/dev/null | sed -n '/^#include </,/^End/s/^ //p')
      substituteInPlace python/cppyy/__init__.py --replace-fail "import warnings

      if" "import warnings

      os.environ.setdefault('EXTRA_CLING_ARGS', '$arguments')
      os.environ.setdefault('CPPYY_API_PATH', '$out/include')

      if"
      # Nor may the precompiled header depend on the CPU that builds it.
      substituteInPlace setup.py --replace-fail "set_cling_compile_options(True)" "set_cling_compile_options()"
      export EXTRA_CLING_ARGS="$arguments"
    '';
    # Cling dates the lines that are typed into it by the clock, and the precompiled header keeps that date.
    preBuild = ''
      echo '#include <time.h>
      time_t time(time_t *now) { if (now) *now = DATE; return DATE; }' |
        $CC -xc - -DDATE="$SOURCE_DATE_EPOCH" -shared -fPIC -o "$NIX_BUILD_TOP/fixed-date.so"
      export LD_PRELOAD=$NIX_BUILD_TOP/fixed-date.so
    '';
    postBuild = "unset LD_PRELOAD";
    # CPyCppyy's headers under the name that C++ includes them by.
    postInstall = ''
      mkdir $out/include
      ln -s ${self.cpycppyy}/include/${self.python.libPrefix}/cpycppyy $out/include/CPyCppyy
    '';
  };

  # `%%cpp`, in every session of an environment that has it.
  cpp-magic = self.buildPythonPackage {
    pname = "cpp-magic";
    version = "1";
    pyproject = false;
    src = ./magic;
    dependencies = [
      self.cppyy
      self.ipython
    ];
    installPhase = ''
      install -D -m 644 -t $out/${self.python.sitePackages} cpp_magic.py
      install -D -m 644 -t $out/etc/ipython ipython_config.py
    '';
  };
}
