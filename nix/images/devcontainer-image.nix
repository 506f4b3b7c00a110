/**
  The default shell as an image to work in: a person without root's rights, Git, ssh, certificates, and a Nix whose store is hers.

  What `nix develop` sets is in /etc/profile.d, and BASH_ENV names it, so that an editor's own processes have it too. A Nix that
  starts with this image's store finds its packages there, and builds without a daemon.
*/
{
  lib,
  buildEnv,
  coreutils,
  dockerTools,
  findutils,
  gawk,
  gitMinimal,
  glibc,
  gnugrep,
  gnused,
  gnutar,
  gzip,
  hpds-shell,
  bashInteractive,
  libstdcxx,
  nix,
  openssh,
  openssl,
  runCommand,
  stdenv,
  writeTextDir,
  xz,
  zlib,
}:
let
  user = "dev";
  home = "/home/${user}";
  environment = runCommand "hpds-shell-environment" {
    nativeBuildInputs = [ hpds-shell ];
  } ''
    # The variables by which compilers and CMake find what the shell has; the rest is the build's own.
    mkdir -p $out/etc/profile.d
    for name in CC CXX CMAKE_PREFIX_PATH NIX_CFLAGS_COMPILE NIX_LDFLAGS PKG_CONFIG_PATH; do
      [ -z "''${!name:-}" ] || printf 'export %s=%q\n' "$name" "''${!name}"
    done >$out/etc/profile.d/hpds-shell.sh
  '';
  # A program that is not from the store, such as an editor's server, looks at Debian's places. The dynamic linker there is Debian's:
  # the store's with the names back in it that bootstrap/patch-loader.sh took out.
  foreign =
    let
      machine = stdenv.hostPlatform.parsed.cpu.name;
      loader = if stdenv.hostPlatform.isx86_64 then "lib64/ld-linux-x86-64.so.2" else "lib/ld-linux-aarch64.so.1";
    in
    runCommand "places-of-debian" { } ''
      libraries=$out/lib/${machine}-linux-gnu
      mkdir -p $out/lib64 $libraries
      for package in ${glibc} ${libstdcxx} ${zlib} ${openssl.out}; do
        ln -s $package/lib/*.so* $libraries/
      done
      sed -e 's,/nil/,/lib/,g' -e 's,/nix/no-ld\.cache,/etc/ld.so.cache,g' -e 's,/nix/ld\.so\.preload,/etc/ld.so.preload,g' \
        ${glibc}/lib/${baseNameOf loader} >$out/${loader}
      chmod +x $out/${loader}
      mkdir -p $out/etc
      echo 'PRETTY_NAME="hpds-devcontainer"' >$out/etc/os-release
      echo ID=debpkgs >>$out/etc/os-release
    '';
  programs = buildEnv {
    name = "devcontainer-programs";
    paths = [
      stdenv.cc
      bashInteractive
      coreutils
      findutils
      gawk
      gitMinimal
      gnugrep
      gnused
      gnutar
      gzip
      nix
      openssh
      xz
    ];
    pathsToLink = [ "/bin" ];
    ignoreCollisions = true;
  };
  configuration = lib.concatStringsSep "\n" [
    (builtins.readFile ../nix.conf)
    "# The person is the store's owner, and a container that may make namespaces is the sandbox's condition."
    "build-users-group ="
    "# Debian's Nix looks for it below /usr."
    "build-hook = ${nix}/libexec/nix/build-remote"
    "sandbox-paths = /bin/sh=${dockerTools.binSh}/bin/sh"
    "substituters ="
    "flake-registry = /etc/nix/registry.json"
    ""
  ];
in
dockerTools.buildLayeredImage {
  name = "hpds-devcontainer";
  tag = "latest";
  includeNixDB = true;
  uid = 1000;
  gid = 1000;
  uname = user;
  gname = user;
  contents = [
    programs
    environment
    foreign
    dockerTools.binSh
    dockerTools.caCertificates
    dockerTools.usrBinEnv
    (writeTextDir "etc/nix/nix.conf" configuration)
    (writeTextDir "etc/nix/registry.json" (builtins.toJSON { version = 2; flakes = [ ]; }))
    (writeTextDir "etc/passwd" ''
      root:x:0:0:root:/root:/bin/sh
      ${user}:x:1000:1000:${user}:${home}:/bin/bash
      nobody:x:65534:65534:nobody:/var/empty:/bin/sh
    '')
    (writeTextDir "etc/group" ''
      root:x:0:
      ${user}:x:1000:
      nobody:x:65534:
    '')
    (writeTextDir "etc/nsswitch.conf" "hosts: files dns\n")
  ];
  extraCommands = ''
    mkdir -m 1777 tmp
    mkdir -p .${home} root var/empty workspaces
  '';
  fakeRootCommands = "chown -R 1000:1000 .${home} workspaces nix";
  config = {
    Cmd = [ "/bin/bash" ];
    Env = [
      "BASH_ENV=/etc/profile.d/hpds-shell.sh"
      "ENV=/etc/profile.d/hpds-shell.sh"
      "HOME=${home}"
      "LANG=C.UTF-8"
      "NIX_SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"
      # Not in /bin: its Python knows itself as an environment by where it is.
      "PATH=${hpds-shell}/bin:/bin"
      "USER=${user}"
    ];
    Labels."org.opencontainers.image.title" = "hpds-devcontainer";
    User = "1000:1000";
    WorkingDir = "/workspaces";
  };
}
