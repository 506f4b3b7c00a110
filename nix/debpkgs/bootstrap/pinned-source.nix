# A source file that ./setup puts into the store: a fixed-output derivation, so
# its path follows from name and hash alone. It is never built where setup ran;
# elsewhere its builder says what to do. `hash` holds outputHash and its algorithm.
{
  system,
  busybox,
  name,
  hash,
  /** What brings it. */
  remedy ? "run ./setup, which fetches it",
}:
derivation (
  {
    inherit name system;
    outputHashMode = "flat";
    preferLocalBuild = true;
    builder = "${busybox}/bin/busybox";
    args = [
      "sh"
      "-c"
      "echo 'error: source ${name} is not in the Nix store; ${remedy}' >&2; exit 1"
    ];
  }
  // hash
)
