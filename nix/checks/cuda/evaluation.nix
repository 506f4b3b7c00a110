# What is decided while evaluating: names, flags, and what is refused. The messages are read by tests/test_cuda.py.
{
  lib,
  cudaPackages,
  runCommandLocal,
  stdenv,
}:
let
  flagsOf = cudaCapabilities: (cudaPackages.override { inherit cudaCapabilities; }).flags;
  withGcc =
    version:
    (cudaPackages.override {
      cudaHostStdenv = stdenv // {
        cc = stdenv.cc // {
          inherit version;
        };
      };
    }).backendStdenv.cc.version;

  holds = {
    "the default has code for every device of the list and PTX of the newest" =
      cudaPackages.flags.cmakeCudaArchitecturesString
      == "75-real;80-real;86-real;89-real;90-real;100-real;120";
    "capabilities are put in order, each once" =
      (flagsOf [
        "12.0"
        "8.6"
        "12.0"
        "9.0a"
      ]).realArches == [
        "sm_86"
        "sm_90a"
        "sm_120"
      ];
    "nvcc is told the same" =
      (flagsOf [
        "8.6"
        "9.0"
      ]).gencodeString
      == "-gencode=arch=compute_86,code=sm_86 -gencode=arch=compute_90,code=sm_90 -gencode=arch=compute_90,code=compute_90";
    "PTX can be left out" =
      let
        inherit
          (cudaPackages.override {
            cudaCapabilities = [ "9.0" ];
            cudaForwardCompat = false;
          })
          flags
          ;
      in
      flags.cmakeCudaArchitecturesString == "90-real"
      && flags.gencode == [ "-gencode=arch=compute_90,code=sm_90" ];
    "other capabilities rebuild no library" =
      (cudaPackages.override { cudaCapabilities = [ "9.0" ]; }).libcublas.drvPath
      == cudaPackages.libcublas.drvPath;
    "libraries are in an output of nixpkgs' name" =
      cudaPackages.libcublas.lib.outPath == (lib.getLib cudaPackages.libcublas).outPath;
    "the oldest and the newest gcc are taken" = withGcc "6.5.0" == "6.5.0" && withGcc "15.2.0" == "15.2.0";
    "gpu-doctor knows which driver this release of CUDA needs" =
      lib.hasAttr cudaPackages.cudaMajorVersion (import ../../../cuda/release.nix).drivers;
    "CUDA is not free software" = !cudaPackages.cuda_nvcc.meta.license.free;
  };

  refused = {
    "a capability that the compiler does not know" = (flagsOf [ "7.0" ]).gencode;
    "a capability without its dot" = (flagsOf [ "86" ]).gencode;
    "no capability" = (flagsOf [ ]).gencode;
    "one capability that is no list" = (flagsOf "8.6").gencode;
    "an older gcc" = withGcc "5.4.0";
    "a newer gcc" = withGcc "16.1.0";
  };

  failed =
    map (name: "does not hold: ${name}") (lib.filter (name: !holds.${name}) (lib.attrNames holds))
    ++ map (name: "is not refused: ${name}") (
      lib.filter (name: (builtins.tryEval (builtins.deepSeq refused.${name} null)).success) (
        lib.attrNames refused
      )
    );
in
if failed == [ ] then
  runCommandLocal "cuda-evaluation" { } "touch $out"
else
  throw "nix/checks/cuda/evaluation.nix: ${toString (lib.length failed)} failed:\n${lib.concatLines failed}"
