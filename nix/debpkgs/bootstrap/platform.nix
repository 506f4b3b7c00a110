# What differs between the machines that Debian and nixpkgs both know.
{ lib, system }:
let
  platforms = {
    x86_64-linux = {
      architecture = "amd64";
      triplet = "x86_64-linux-gnu";
      loader = "ld-linux-x86-64.so.2";
      cpu = "x86_64";
      oci = "amd64";
    };
    aarch64-linux = {
      architecture = "arm64";
      triplet = "aarch64-linux-gnu";
      loader = "ld-linux-aarch64.so.1";
      cpu = "aarch64";
      oci = "arm64";
    };
  };
in
{ inherit system; }
// platforms.${system}
  or (throw "debpkgs: system ${system} is not supported; use one of ${toString (builtins.attrNames platforms)}, or a nixpkgs that supports it through overlays.default")
