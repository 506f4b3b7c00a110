/**
  A check that lists a closure and fails on what a running program has no use for.

  # Example

  ```nix
  closureCheck {
    name = "hpds-image";
    image = hpds-image;
  }
  ```

  # Arguments

  - `name`: of the check
  - `image`: result of `streamLayeredImage` or `buildLayeredImage`; its layers are looked at
  - `rootPaths`: instead of an image, packages whose closure is looked at
  - `forbidden`: patterns of file names that must not be there
  - `buildPaths`: whether a mention of the sandbox's build directory counts
  - `allow`: patterns of whole file names that are exempt from every rule
*/
{ stdenv, python3 }:
{
  name,
  image ? null,
  rootPaths ? [ ],
  forbidden ? [
    "*.a"
    "*.la"
    "*.o"
    "cc1"
    "cc1plus"
    "collect2"
    "lto1"
    "gcc"
    "g++"
    "cpp"
    "*-linux-gnu-gcc*"
    "*-linux-gnu-g++*"
    "as"
    "ld"
    "ld.bfd"
    "ld.gold"
    "*-linux-gnu-as"
    "*-linux-gnu-ld*"
    "nvcc"
    "ptxas"
    "cicc"
  ],
  allow ? [ ],
  buildPaths ? true,
}:
let
  program = builtins.path {
    name = "closure-check";
    path = ./.;
    filter =
      path: _:
      builtins.elem (baseNameOf path) [
        "closure_check.py"
        "elf.py"
      ];
  };
  stream = image.stream or image;
in
derivation {
  name = "closure-check-${name}";
  inherit (stdenv.hostPlatform) system;
  builder = "${python3}/bin/python3";
  args = [
    "-B"
    "${program}/closure_check.py"
  ];
  __structuredAttrs = true;
  exportReferencesGraph.graph = if image == null then rootPaths else [ stream.conf ];
  description = if image == null then null else stream.conf;
  storeDir = builtins.storeDir;
  inherit forbidden allow buildPaths;
}
