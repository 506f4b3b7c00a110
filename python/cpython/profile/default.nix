# The profile that an optimized interpreter is compiled by: GCC's counters (.gcda) of one training run.
#
#   trained   a derivation: an interpreter with counters runs ./workload once, in the sandbox
#   pinned    the same, kept here: one file for each version of Python, compiler and architecture; null where there is none
#   default   pinned, else trained
#
# `make profile` trains again and writes pinned/; `make check-all` shows that both are equal.
{
  lib,
  final,
  stdenv,
  version,
  /** The interpreter without a profile, configured for one. */
  build,
  /** Of ../../wheels.nix. */
  cython,
}:
let
  inherit (stdenv) cc hostPlatform;
  modules = import ../modules.nix { inherit lib version; };
  name = "python-${version}-${lib.optionalString cc.isGNU "gcc-"}${cc.version}-${hostPlatform.parsed.cpu.name}.tar.xz";
  pinned = ./pinned + "/${name}";

  # The workload's part in Cython, as C, by an interpreter that needs no profile. Cython's wheel without the compiled modules, which
  # it does without: installing those takes patchelf, and that an interpreter.
  extension =
    final.runCommand "extension.c"
      {
        nativeBuildInputs = [
          final.unzip
          (final.python3.override { enableOptimizations = false; })
        ];
        inherit (cython) src;
        workload = ./workload;
      }
      ''
        unzip -q $src -x '*.so'
        cp $workload/extension.* .
        python3 -m cython -3 -X annotation_typing=False extension.py -o $out
      '';

  trained = build.overrideAttrs (old: {
    inherit name;
    nativeBuildInputs = old.nativeBuildInputs ++ [ final.xz ];
    outputs = [ "out" ];
    # Strings are counted by their hashes: none may hold the path of this derivation.
    prefix = "/python";
    builtinModules = modules.builtin ++ modules.trained;
    inherit extension;
    postPatch = old.postPatch + ''
      cp $extension Modules/extension.c
      echo 'extension extension.c' >>Modules/Setup.local
    '';
    buildFlags = [ "profile-gen-stamp" ];
    workload = ./workload;
    machine = ./machine.c;
    pack = ./pack.py;
    postBuild = builtins.readFile ./train.sh;
    installPhase = "cp profile.tar.xz $out";
    dontFixup = true;
    doInstallCheck = false;
    setupHook = null;
  });
in
{
  inherit trained;
  default = if builtins.pathExists pinned then pinned else trained;
}
