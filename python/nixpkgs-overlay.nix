# The interpreters of anybody's nixpkgs, optimized by the training run of ./cpython/profile, through nixpkgs' own `.override`.
#
# nixpkgs compiles and trains in one derivation, and refuses enableOptimizations together with reproducibleBuild. So the
# profile is no input there: each build trains, by our workload, on the machine that it sees. What is left to chance is the
# place of libpython3.X.so, which nixpkgs' interpreter loads: builds are the same on one kernel, and may differ between two.
# docs/nixpkgs.md has the overlay without them.
_final: prev:
let
  trainedByUs =
    python:
    (python.override {
      enableOptimizations = true;
      reproducibleBuild = false;
    }).overrideAttrs
      (old: {
        workload = ./cpython/profile/workload;
        machine = ./cpython/profile/machine.c;
        pack = ./cpython/profile/pack.py;
        train = ./cpython/profile/train.sh;
        nativeBuildInputs = old.nativeBuildInputs ++ [ prev.xz ];
        # A run that fails is an error here, not `|| true`.
        postConfigure = (old.postConfigure or "") + ''
          grep -q '(BUILDPYTHON) $(PROFILE_TASK)' Makefile
          sed -i 's,^\t.*(BUILDPYTHON) $(PROFILE_TASK).*,\tCC="$(CC)" bash -eu $(train),' Makefile
        '';
      });
in
{
  python313 = trainedByUs prev.python313;
  python311 = trainedByUs prev.python311;
}
