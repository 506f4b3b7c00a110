/**
  What compilers and build systems are told about the devices that code is for, under nixpkgs' names.

  # Example

  ```nix
  (cudaPackages.override { cudaCapabilities = [ "8.6" "9.0" ]; }).flags.cmakeCudaArchitecturesString
  => "86-real;90"
  ```

  # Arguments

  - `cudaCapabilities`: as NVIDIA writes them, `"8.6"`; in any order
  - `cudaForwardCompat`: whether PTX of the newest is added, which newer devices translate
  - `known`: what the compiler knows
  - `cudaMajorMinorVersion`: of the compiler, for messages
*/
{
  lib,
  cudaCapabilities,
  cudaForwardCompat,
  known,
  cudaMajorMinorVersion,
}:
let
  inherit (lib) concatStringsSep last;

  ask = "give cudaPackages.override { cudaCapabilities = [ … ]; } (or config.cudaCapabilities) some of ${concatStringsSep " " known}";
  unknown = lib.subtractLists known cudaCapabilities;

  # In the compiler's order, each once.
  chosen =
    lib.throwIf (!builtins.isList cudaCapabilities || cudaCapabilities == [ ])
      "cudaPackages: cudaCapabilities = ${builtins.toJSON cudaCapabilities}: names no device; ${ask}"
      (
        lib.throwIf (unknown != [ ])
          "cudaPackages: cudaCapabilities: CUDA ${cudaMajorMinorVersion} does not know ${
            concatStringsSep ", " (map builtins.toJSON unknown)
          }; ${ask}"
          (lib.filter (capability: lib.elem capability cudaCapabilities) known)
      );
  newest = last chosen;
  number = lib.replaceStrings [ "." ] [ "" ];

  gencodeOf = kind: capability: "-gencode=arch=compute_${number capability},code=${kind}_${number capability}";

  gencode = map (gencodeOf "sm") chosen ++ lib.optional cudaForwardCompat (gencodeOf "compute" newest);
in
{
  cudaCapabilities = chosen;
  inherit cudaForwardCompat;

  /** Names of devices: `[ "sm_86" "sm_90" ]`. */
  realArches = map (capability: "sm_${number capability}") chosen;
  /** Names of instruction sets that devices translate: `[ "compute_86" "compute_90" ]`. */
  virtualArches = map (capability: "compute_${number capability}") chosen;

  /** nvcc's arguments: code for each device, and PTX of the newest. */
  inherit gencode;
  gencodeString = concatStringsSep " " gencode;

  /** The same for CMake's `CMAKE_CUDA_ARCHITECTURES`, where a number alone stands for both. */
  cmakeCudaArchitecturesString = concatStringsSep ";" (
    map (
      capability:
      number capability + lib.optionalString (capability != newest || !cudaForwardCompat) "-real"
    ) chosen
  );
}
