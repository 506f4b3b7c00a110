# nixpkgs' buildFHSEnv: programs of Debian in a root of their own, as they are in a Debian. For what cannot be moved into the store.
#
#   buildFHSEnv { name = "r"; targetPkgs = pkgs: [ pkgs.r-base-core ]; runScript = "R"; }
#
# Of packages that are Debian's the unchanged .debs are unpacked, with all that they depend on; of others there are links. enter.c enters
# the root by a mount namespace.
{
  lib,
  bootstrap,
  final,
}:
let
  compile =
    name: source: flags:
    final.runCommandCC "fhs-${name}" { } ''
      $CC -std=gnu11 -O2 -Wall -Wextra -Werror ${source} ${flags} -o $out
    '';
  enter = compile "enter" ./enter.c "";
  clock = compile "clock.so" ./clock.c "-fPIC -shared";

  # In each Debian; and what programs and scripts take for granted.
  own = lib.concatMap (name: bootstrap.debsWith name [ "out" "bin" ]) [
    "bash"
    "bzip2"
    "ca-certificates"
    "coreutils"
    "diffutils"
    "file"
    "findutils"
    "gawk"
    "glibc"
    "gnugrep"
    "gnused"
    "gnutar"
    "gzip"
    "libstdcxx"
    "libxcrypt"
    "ncurses"
    "ncurses-base"
    "perl"
    "tzdata"
    "xz"
    "zlib"
  ];

  # The others that each Debian has, by Debian's names: where debpkgs.toml lists them.
  others = [
    "base-files"
    "base-passwd"
    "dash"
    "debianutils"
    "dpkg"
    "hostname"
    "libc-bin"
    "login"
    "ncurses-bin"
    "util-linux"
  ];
  essential = own ++ lib.concatMap (name: final.${name}.debianPackages or [ ]) others;
  # Those among them that scripts start.
  lacking = lib.filter (name: !(final ? ${name}.debianPackages)) [ "debianutils" "libc-bin" "util-linux" ];

  # Of each Debian package the newest version; what packages depend on comes first.
  newestOf =
    debs:
    let
      versions = lib.groupBy (deb: deb.name) debs;
      newest = lib.mapAttrs (
        _: some: lib.foldl' (a: b: if builtins.compareVersions a.version b.version < 0 then b else a) (lib.head some) some
      ) versions;
    in
    map (name: newest.${name}) (lib.unique (map (deb: deb.name) (lib.reverseList debs)));

  # Arguments of nixpkgs' function with the values that stand for what this one does.
  fixed = {
    multiArch = false;
    unshareUser = false;
    unshareIpc = false;
    unsharePid = false;
    unshareNet = false;
    unshareUts = false;
    unshareCgroup = false;
    privateTmp = false;
    dieWithParent = true;
    chdirToPwd = true;
    extraBwrapArgs = [ ];
    extraBuildCommandsMulti = "";
    includeClosures = false;
  };

  build =
    {
      pname ? throw "buildFHSEnv: needs a name, or pname and version",
      version ? "",
      name ? pname + lib.optionalString (version != "") "-${version}",
      executableName ? args.pname or name,
      targetPkgs ? _pkgs: [ ],
      multiPkgs ? _pkgs: [ ],
      extraOutputsToInstall ? [ ],
      runScript ? "bash",
      profile ? "",
      extraBuildCommands ? "",
      extraPreBwrapCmds ? "",
      extraInstallCommands ? "",
      passthru ? { },
      meta ? { },
      ...
    }@args:
    let
      given = lib.filter (path: path != null) (targetPkgs final ++ (if multiPkgs == null then [ ] else multiPkgs final));
      paths = given ++ lib.concatMap (path: map (output: path.${output}) (lib.filter (output: path ? ${output}) extraOutputsToInstall)) given;
      ofDebian = lib.filter (path: path ? debianPackages) paths;
      debs = lib.concatMap (path: path.debianPackages) ofDebian;
      root =
        final.runCommand "${name}-fhsenv-rootfs"
          {
            debs = map (deb: deb.source) (newestOf (essential ++ debs));
            # The essential ones need none of what theirs make.
            configured = lib.subtractLists (map (deb: deb.source) own) (map (deb: deb.source) (essential ++ debs));
            configure = ./configure.sh;
            inherit lacking;
            inherit enter clock;
            FHS_ENV_NAME = "buildFHSEnv: ${name}";
            others = lib.optionalString (paths != ofDebian) (
              final.buildEnv {
                name = "${name}-fhsenv-others";
                paths = lib.filter (path: !(path ? debianPackages)) paths;
                ignoreCollisions = true;
                realDirectories = true;
              }
            );
            busybox = bootstrap.tools;
            inherit (bootstrap) triplet architecture;
            debMembers = ../bootstrap/deb-members.sh;
            alternatives = ../bootstrap/further-alternatives.sh;
            nativeBuildInputs = [ final.xz ];
            openssl = "${lib.getBin final.openssl}/bin/openssl";
            zstd = "${lib.getBin final.zstd}/bin/zstd";
          }
          ''
            source ${./root.sh}
            cat >"$root/etc/profile" ${profileFile}
            cd "$root"
            ${extraBuildCommands}
          '';
      profileFile = final.writeText "${name}-profile" ''
        export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/usr/games:$PATH
        export TERMINFO_DIRS=/usr/share/terminfo:/usr/lib/terminfo
        unset DEBPKGS_PLACES
        ${profile}
      '';
      init = final.writeText "${name}-init" ''
        source /etc/profile
        exec ${runScript} "$@"
      '';
      out =
        final.runCommandLocal name
          {
            inherit meta;
            passthru = passthru // {
              inherit args env;
              fhsenv = root;
            };
          }
          ''
            mkdir -p $out/bin $out/share/fhs-mount
            cat >$out/bin/${lib.escapeShellArg executableName} <<'END'
            #!${final.bash}/bin/bash
            ${extraPreBwrapCmds}
            export FHS_ENV_NAME=${lib.escapeShellArg name}
            exec ${enter} ${builtins.placeholder "out"}/share/fhs-mount ${root} /usr/bin/bash ${init} "$@"
            END
            chmod +x $out/bin/${lib.escapeShellArg executableName}
            ${extraInstallCommands}
          '';
      env = final.mkShell {
        name = "${name}-shell-env";
        shellHook = "exec ${out}/bin/${lib.escapeShellArg executableName}";
      };
    in
    out;
in
arguments:
let
  known = lib.functionArgs build;
  wrong = lib.filter (key: !(known ? ${key}) && arguments.${key} != fixed.${key} or null) (lib.attrNames arguments);
in
lib.throwIf (wrong != [ ])
  "buildFHSEnv: ${arguments.name or arguments.pname or ""}: ${toString wrong}: not supported; arguments are ${toString (lib.attrNames known)}"
  (build arguments)
