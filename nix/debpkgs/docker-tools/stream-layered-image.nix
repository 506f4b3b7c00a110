/**
  A program that writes a Docker archive of a closure to standard output.

  Two things differ from nixpkgs, neither in what a container sees. The customisation files (links
  for `contents`, results of `extraCommands`) share the last layer, since they change with it. And
  without a `layeringPipeline` layers are the groups that `imagetools/groups.py` describes.

  # Example

  ```nix
  streamLayeredImage {
    name = "hello";
    config.Cmd = [ "${hello}/bin/hello" ];
  }
  ```

  # Arguments

  - `name`: of the image
  - `tag`: default is the hash of the image's description
  - `contents`: packages whose files appear at the image's root, as links
  - `config`: the image's configuration (`Entrypoint`, `Env`, `User`, ...); what it names is included
  - `architecture`: default is the host platform's
  - `created`, `mtime`: fixed times
  - `uid`, `gid`, `uname`, `gname`: owner of the store paths
  - `maxLayers`: upper limit, at least 2, where no pipeline is given
  - `extraCommands`: shell code that runs in the directory of the customisation files
  - `fakeRootCommands`: the same afterwards, by fakeroot: what it chowns is another user's in the image
  - `includeNixDB`: whether a Nix in the image knows its store paths
  - `includeStorePaths`: false leaves the store out, for images that mount it
  - `layeringPipeline`: list of operations that divide the closure (`imagetools/pipeline.py`)
  - `passthru`, `meta`: as everywhere
*/
{
  lib,
  stdenv,
  runCommand,
  symlinkJoin,
  writeText,
  python3,
  nix,
  fakeroot,
  grafts,
}:
let
  nixDatabase = import ./nix-database.nix {
    inherit
      runCommand
      stdenv
      nix
      python3
      ;
  };
  inherit (stdenv.hostPlatform) system;
  unsupported =
    argument:
    throw "dockerTools.streamLayeredImage: ${argument} is not supported by debpkgs; leave it out, or build the image with nixpkgs (overlays.default)";
in
lib.makeOverridable (
  {
    name,
    tag ? null,
    fromImage ? null,
    contents ? [ ],
    config ? { },
    architecture ? stdenv.hostPlatform.go.GOARCH,
    created ? "1970-01-01T00:00:01Z",
    mtime ? "1970-01-01T00:00:01Z",
    uid ? 0,
    gid ? 0,
    uname ? "root",
    gname ? "root",
    maxLayers ? 100,
    extraCommands ? "",
    fakeRootCommands ? "",
    enableFakechroot ? false,
    includeStorePaths ? true,
    includeNixDB ? false,
    layeringPipeline ? null,
    passthru ? { },
    meta ? { },
    debug ? false,
  }:
  let
    baseName = baseNameOf name;
    imageName = lib.toLower name;
    run = "${python3}/bin/python3 -I -B ${import ./program.nix}";

    # An archive, since the store keeps no modes but its own two.
    customisationLayer =
      runCommand "${baseName}-customisation-layer"
        {
          inherit extraCommands;
          joined = symlinkJoin {
            name = "${baseName}-contents";
            paths = lib.toList contents;
          };
          ${if fakeRootCommands == "" then null else "fakeRootCommands"} = fakeRootCommands;
        }
        ''
          mkdir root
          cp -R -P "$joined/." root/
          find root -type d -exec chmod 0755 {} +
          ${lib.optionalString includeNixDB "cp -R ${database}/. root/ && chmod -R u+w root/nix"}
          (cd root && eval "$extraCommands")
          ${lib.optionalString (fakeRootCommands != "") ''
            # Its own program looks for the library under /usr. The builder's files are root's until they are chowned, and a builder
            # has no other user to chown them to in earnest.
            FAKEROOTKEY=$(${fakeroot}/bin/faked-sysv)
            trap "kill ''${FAKEROOTKEY#*:}" EXIT
            export FAKEROOTDONTTRYCHOWN=1 FAKEROOTKEY=''${FAKEROOTKEY%:*}
            export LD_PRELOAD=${fakeroot}/lib/libfakeroot/libfakeroot-sysv.so
            (cd root && eval "$fakeRootCommands")
          ''}
          ${run} tree root "$out" --mtime ${lib.escapeShellArg mtime} ${lib.optionalString (fakeRootCommands != "") "--owners"}
        '';
    database = nixDatabase {
      name = "${baseName}-nix-database";
      contents = lib.toList contents;
      inherit configFile;
    };
    configFile = writeText "${baseName}-config.json" (builtins.toJSON config);

    conf = import ./conf.nix {
      name = "${baseName}-conf.json";
      inherit
        architecture
        config
        configFile
        created
        customisationLayer
        grafts
        gid
        gname
        imageName
        includeStorePaths
        layeringPipeline
        maxLayers
        mtime
        python3
        system
        tag
        uid
        uname
        ;
    };
  in
  if includeNixDB && grafts != [ ] then
    throw "dockerTools.streamLayeredImage: includeNixDB: the database would not have the grafts' hashes; run `make update` first"
  else if fromImage != null then
    unsupported "fromImage"
  else if enableFakechroot then
    unsupported "enableFakechroot"
  else if debug then
    unsupported "debug"
  else if layeringPipeline == null && maxLayers < 2 then
    throw "dockerTools.streamLayeredImage: maxLayers = ${toString maxLayers}; give at least 2, or a layeringPipeline"
  else
    runCommand "stream-${baseName}"
      {
        inherit imageName;
        preferLocalBuild = true;
        passthru = passthru // {
          inherit conf;
          inherit (conf) imageTag;
          isExe = true;
        };
        inherit meta;
      }
      ''
        {
          echo '#!${stdenv.shell}'
          echo 'exec ${run} stream ${conf} "$@"'
        } >"$out"
        chmod +x "$out"
      ''
)
