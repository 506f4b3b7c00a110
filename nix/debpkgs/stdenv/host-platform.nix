# What nixpkgs says about a platform, as far as expressions ask.
{ platform }:
let
  isx86_64 = platform.cpu == "x86_64";
  isAarch64 = platform.cpu == "aarch64";
in
{
  inherit (platform) system;
  inherit isx86_64 isAarch64;
  config = "${platform.cpu}-unknown-linux-gnu";
  linuxArch = if isx86_64 then "x86_64" else "arm64";
  go.GOARCH = platform.oci;
  isLinux = true;
  isDarwin = false;
  isUnix = true;
  isGnu = true;
  libc = "glibc";
  isMusl = false;
  isx86 = isx86_64;
  isx86_32 = false;
  isi686 = false;
  is32bit = false;
  isAarch32 = false;
  isAarch = isAarch64;
  isRiscV = false;
  isBigEndian = false;
  isWindows = false;
  isBSD = false;
  isStatic = false;
  is64bit = true;
  isLittleEndian = true;
  parsed = {
    cpu = {
      name = platform.cpu;
      bits = 64;
    };
    kernel.name = "linux";
  };
  extensions = {
    sharedLibrary = ".so";
    staticLibrary = ".a";
    executable = "";
  };
  canExecute = other: other.system == platform.system;
  emulatorAvailable = _: false;
}
