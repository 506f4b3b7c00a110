# The small builders: files, scripts, trees of links.
{
  lib,
  runCommand,
  writeText,
  writeTextDir,
  writeTextFile,
  writeScript,
  writeScriptBin,
  writeShellScript,
  writeShellScriptBin,
  writeShellApplication,
  symlinkJoin,
  buildEnv,
  linkFarm,
  linkFarmFromDrvs,
  closureInfo,
  fakeNss,
  replaceVars,
  emptyDirectory,
  emptyFile,
  jq,
  makeWrapper,
}:
let
  awkward = "it's \"$HOME\" `x` \\ 100%\n\ttab";
  hello = writeShellScriptBin "hello" ''echo "$GREETING"'';
  one = writeTextDir "share/a/one" "1";
  two = writeTextDir "share/a/two" "2";
  other = writeTextDir "share/a/one" "other";
  same = writeTextDir "share/a/one" "1";
in
{
  files = runCommand "files" { inherit awkward; passAsFile = [ "awkward" ]; } ''
    cmp ${writeText "x" awkward} $awkwardPath
    cmp ${writeTextDir "a/b_c" awkward}/a/b_c $awkwardPath
    [ ! -x ${writeText "x" ""} ]
    [ ! -s ${writeText "x" ""} ]
    [ "$(${writeScript "x" "#!/bin/sh\necho 1"})" = 1 ]
    [ "$(${writeScriptBin "x" "#!/bin/sh\necho 2"}/bin/x)" = 2 ]
    [ "$(${writeShellScript "x" ''echo "$BASH_VERSION" "$1"''} y)" = "$BASH_VERSION y" ]
    [ "$(${writeShellScriptBin "x" "echo 4"}/bin/x)" = 4 ]
    ${writeTextFile { name = "x"; text = "a"; executable = true; destination = "/d/x"; checkPhase = ''grep -q a "$target"''; }}/d/x 2>/dev/null || true
    [ -d ${emptyDirectory} ]
    [ -z "$(ls -A ${emptyDirectory})" ]
    [ -f ${emptyFile} ]
    [ ! -s ${emptyFile} ]
    touch $out
  '';

  # Numbers and paths are texts; what stands for nothing else stays.
  replacedVars = runCommand "replaced-vars" { } ''
    echo 'a&b \1 7 ${./default.nix} @left@ user@host.example' >expected
    cmp expected ${
      replaceVars (writeText "x" "@one@ @number@ @path@ @left@ user@host.example\n") {
        one = "a&b \\1";
        number = 7;
        path = ./default.nix;
        left = null;
      }
    }
    touch $out
  '';

  shellApplication =
    let
      # shellcheck takes `$` between single quotes for a mistake.
      harmless = "it's \"so\" 100%\n\ttab";
      program = writeShellApplication {
        name = "report";
        runtimeInputs = [ jq ];
        runtimeEnv.WORD = harmless;
        text = ''
          printf '%s' "$WORD" >word
          echo '{"a":1}' | jq .a
          false | true
          echo not reached
        '';
      };
    in
    runCommand "shell-application" { inherit harmless; } ''
      ! ${lib.getExe program} >said || exit 1
      [ "$(<said)" = 1 ]
      printf '%s' "$harmless" | cmp - word
      touch $out
    '';

  join = runCommand "join" { } ''
    joined=${symlinkJoin { name = "joined"; paths = [ one two other ]; postBuild = "touch $out/after"; }}
    # The first wins, and says nothing.
    [ "$(<$joined/share/a/one)" = 1 ]
    [ "$(<$joined/share/a/two)" = 2 ]
    [ -e $joined/after ]
    # What is in it can be replaced: a program by its wrapper, say.
    wrapped=${symlinkJoin {
      name = "wrapped";
      paths = [ hello ];
      nativeBuildInputs = [ makeWrapper ];
      postBuild = "wrapProgram $out/bin/hello --set GREETING hi";
    }}
    [ "$($wrapped/bin/hello)" = hi ]
    [ -e ${hello}/bin/hello ]
    touch $out
  '';

  env = runCommand "env" { } ''
    env=${buildEnv { name = "env"; paths = [ one two same ]; pathsToLink = [ "/share/a" "/bin" ]; }}
    [ "$(<$env/share/a/one)" = 1 ]
    [ "$(<$env/share/a/two)" = 2 ]
    [ ! -e $env/bin ]
    [ "$(<${buildEnv { name = "env"; paths = [ one other ]; ignoreCollisions = true; }}/share/a/one)" = 1 ]
    # Two packages with one module: its bytecode differs by the path that is written in it.
    bytecode=${buildEnv {
      name = "env";
      paths = [
        (writeTextDir "lib/a/__pycache__/b.pyc" "1")
        (writeTextDir "lib/a/__pycache__/b.pyc" "2")
      ];
    }}
    [ "$(<$bytecode/lib/a/__pycache__/b.pyc)" = 1 ]
    # Two packages with one program, as mlflow and mlflow-skinny: each has its own folders in it.
    program=${
      let
        has =
          folder:
          writeTextDir "bin/x" "#!/python\nimport site as _site; [_site.addsitedir(_path) for _path in ['${folder}', ]]  # added by wrapPythonPrograms\nmain()\n";
      in
      buildEnv {
        name = "env";
        paths = [
          (has "/a")
          (has "/b")
        ];
      }
    }
    grep -q "'/a'" $program/bin/x
    touch $out
  '';

  users = runCommand "users" { } ''
    made=${fakeNss.override { extraPasswdLines = [ "me:x:1000:1000:it's me:/home/me:/bin/sh" ]; extraGroupLines = [ "me:x:1000:" ]; }}
    [ "$(cut -d : -f 1,3,5 $made/etc/passwd | tr '\n' ,)" = "root:0:root user,me:1000:it's me,nobody:65534:nobody," ]
    [ "$(cut -d : -f 1,3 $made/etc/group | tr '\n' ,)" = "root:0,me:1000,nobody:65534," ]
    touch $out
  '';

  farm = runCommand "farm" { } ''
    farm=${linkFarm "farm" { "a/b c" = one; d = "${two}/share"; }}
    [ "$(readlink "$farm/a/b c")" = ${one} ]
    [ "$(readlink $farm/d)" = ${two}/share ]
    [ "$(readlink ${linkFarm "farm" [ { name = "x"; path = one; } ]}/x)" = ${one} ]
    [ "$(readlink ${linkFarmFromDrvs "farm" [ one ]}/${one.name})" = ${one} ]
    touch $out
  '';

  closure = runCommand "closure" { } ''
    paths=${closureInfo { rootPaths = [ (linkFarm "farm" { inherit one two; }) ]; }}/store-paths
    grep -qxF ${one} $paths
    grep -qxF ${two} $paths
    [ "$(wc -l <$paths)" = 3 ]
    touch $out
  '';
}
