# Systems by nixpkgs' names.
{ lib }:
rec {
  # `rec`: the sets are defined by each other.
  x86_64 = [ "x86_64-linux" ];
  aarch64 = [ "aarch64-linux" ];
  linux = x86_64 ++ aarch64;
  unix = linux;
  all = linux;
}
