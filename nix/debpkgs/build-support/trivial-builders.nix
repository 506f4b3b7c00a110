# runCommand, writeText and their kin, as in nixpkgs.
{ lib, final }:
let
  inherit (final) stdenv;
  runCommandWith =
    name: attrs: buildCommand:
    stdenv.mkDerivation ({ inherit name buildCommand; passAsFile = [ "buildCommand" ] ++ attrs.passAsFile or [ ]; } // removeAttrs attrs [ "passAsFile" ]);
  mainProgram = name: { meta.mainProgram = name; };
in
rec {
  # `rec`: the writers build on each other.

  /** Run a shell script with `$out` set. `runCommand "x" { } "touch $out"` */
  runCommand = runCommandWith;
  runCommandCC = runCommandWith;

  /** The same for work that is quicker done than fetched. */
  runCommandLocal = name: attrs: runCommandWith name ({ preferLocalBuild = true; } // attrs);

  /** A file with a text; executable, below `destination`, checked by `checkPhase` on request. */
  writeTextFile =
    {
      name,
      text,
      executable ? false,
      destination ? "",
      checkPhase ? "",
      meta ? { },
      derivationArgs ? { },
    }:
    lib.throwIf (destination != "" && !(lib.hasPrefix "/" destination))
      "writeTextFile: ${name}: destination must begin with /, got ${destination}"
      (
        runCommandLocal name
          (
            {
              inherit text meta;
              passAsFile = [ "text" ];
            }
            // derivationArgs
          )
          ''
            target=$out${lib.escapeShellArg destination}
            mkdir -p "$(dirname "$target")"
            if [ -e "''${textPath:-}" ]; then mv "$textPath" "$target"; else printf '%s' "$text" >"$target"; fi
            ${lib.optionalString executable ''chmod +x "$target"''}
            ${checkPhase}
          ''
      );

  /** A file with a text. */
  writeText = name: text: writeTextFile { inherit name text; };

  /** A file in a directory. */
  writeTextDir =
    path: text:
    writeTextFile {
      name = baseNameOf path;
      inherit text;
      destination = "/${path}";
    };

  /** An executable file. */
  writeScript =
    name: text:
    writeTextFile {
      inherit name text;
      executable = true;
    };

  /** An executable file in bin/. */
  writeScriptBin =
    name: text:
    writeTextFile {
      inherit name text;
      executable = true;
      destination = "/bin/${name}";
    }
    // mainProgram name;

  /** A bash script. */
  writeShellScript =
    name: text:
    writeScript name ''
      #!${final.runtimeShell}
      ${text}
    '';

  /** A bash script in bin/. */
  writeShellScriptBin =
    name: text:
    writeScriptBin name ''
      #!${final.runtimeShell}
      ${text}
    '';

  /** A bash script in bin/ with programs on its PATH, under `set -euo pipefail`, checked by shellcheck. */
  writeShellApplication =
    {
      name,
      text,
      runtimeInputs ? [ ],
      runtimeEnv ? { },
      meta ? { },
      checkPhase ? null,
      excludeShellChecks ? [ ],
      bashOptions ? [
        "errexit"
        "nounset"
        "pipefail"
      ],
      inheritPath ? true,
    }:
    writeTextFile {
      inherit name;
      executable = true;
      destination = "/bin/${name}";
      meta = {
        mainProgram = name;
      }
      // meta;
      text = ''
        #!${final.runtimeShell}
        ${lib.concatMapStrings (option: "set -o ${option}\n") bashOptions}
        ${lib.concatStrings (
          lib.mapAttrsToList (n: v: "export ${n}=${lib.escapeShellArg v}\n") runtimeEnv
        )}${
          lib.optionalString (runtimeInputs != [ ]) ''
            export PATH="${lib.makeBinPath runtimeInputs}${lib.optionalString inheritPath ":$PATH"}"
          ''
        }
        ${text}
      '';
      checkPhase =
        if checkPhase != null then
          checkPhase
        else
          ''
            ${final.stdenv.shell} -n "$target"
            ${lib.getExe' final.shellcheck "shellcheck"} ${
              lib.optionalString (excludeShellChecks != [ ]) "--exclude=${lib.concatStringsSep "," excludeShellChecks}"
            } "$target"
          '';
    };

  /** Packages as one tree of folders, with links to their files: a file in it can be replaced. Of two with one name, the first wins. */
  symlinkJoin =
    args@{
      name ? "${args.pname}-${args.version}",
      paths,
      postBuild ? "",
      ...
    }:
    final.buildEnv (
      {
        inherit name paths postBuild;
        ignoreCollisions = true;
        realDirectories = true;
      }
      // removeAttrs args [
        "name"
        "pname"
        "version"
        "paths"
        "postBuild"
      ]
    );

  /** A directory of links: `linkFarm "x" { "a/b" = ./file; }` or a list of `{ name; path; }`. */
  linkFarm =
    name: entries:
    let
      list =
        if lib.isList entries then
          entries
        else
          lib.mapAttrsToList (n: path: {
            name = n;
            inherit path;
          }) entries;
    in
    runCommandLocal name { } ''
      mkdir -p $out
      cd $out
      ${lib.concatMapStrings (entry: ''
        mkdir -p "$(dirname ${lib.escapeShellArg entry.name})"
        ln -s ${lib.escapeShellArg "${entry.path}"} ${lib.escapeShellArg entry.name}
      '') list}
    '';

  /** The same, under the packages' own names. */
  linkFarmFromDrvs =
    name: drvs:
    linkFarm name (
      map (drv: {
        inherit (drv) name;
        path = drv;
      }) drvs
    );

  /**
    A file with `@name@` replaced: `replaceVars ./x.sh { shell = runtimeShell; }`. `null` leaves one as it is. A name that the file
    does not have, and one in it that is not given, stop the build.
  */
  replaceVars =
    src: values:
    runCommandLocal (src.name or (builtins.unsafeDiscardStringContext (baseNameOf (toString src))))
      {
        inherit src;
        left = map (name: "@${name}@") (lib.attrNames (lib.filterAttrs (_: value: value == null) values));
      }
      ''
        for name in $left; do
          grep -qF -e "$name" "$src" || {
            echo "replaceVars: $src does not contain: $name" >&2
            exit 1
          }
        done
        substitute "$src" "$out" ${
          lib.escapeShellArgs (
            lib.concatLists (
              lib.mapAttrsToList (name: value: [
                "--replace-fail"
                "@${name}@"
                (if builtins.isPath value then "${value}" else toString value)
              ]) (lib.filterAttrs (_: value: value != null) values)
            )
          )
        }
        for name in $(grep -o "@[a-zA-Z_][a-zA-Z0-9_'-]*@" "$out" | sort -u); do
          [[ " $left " == *" $name "* ]] || {
            echo "replaceVars: $src: $name is not replaced; give it a value, or null to leave it" >&2
            exit 1
          }
        done
      '';

  /** An empty directory and an empty file. */
  emptyDirectory = runCommandLocal "empty-directory" { } "mkdir $out";
  emptyFile = runCommandLocal "empty-file" { } "touch $out";
}
