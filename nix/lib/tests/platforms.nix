# ../platforms.nix is data.
{ lib }:
{
  linux.testBothArchitectures = {
    expr = lib.platforms.linux;
    expected = [
      "x86_64-linux"
      "aarch64-linux"
    ];
  };
  all.testNothingButLinux = {
    expr = lib.platforms.all == lib.platforms.linux && lib.platforms.unix == lib.platforms.linux;
    expected = true;
  };
}
