# What must be refused, and in which words.
{
  stdenv,
  testBuildFailure,
  project,
  runCommand,
  runCommandCC,
  replaceVars,
  writeText,
  writeShellApplication,
  buildEnv,
  writeTextDir,
}:
let
  # A program that needs a library which is there while building and no more after.
  orphan = stdenv.mkDerivation {
    name = "orphan";
    dontUnpack = true;
    buildPhase = ''
      mkdir lost
      echo 'int lost(void) { return 1; }' >lost.c
      echo 'int lost(void); int main(void) { return lost(); }' >main.c
      gcc -shared -fPIC lost.c -o lost/liblost.so
      gcc main.c -Llost -llost -o orphan
    '';
    installPhase = "install -D orphan $out/bin/orphan";
  };

  collisionAt =
    file:
    testBuildFailure
      (buildEnv {
        name = "collision";
        paths = map (writeTextDir file) [
          "one"
          "two"
        ];
      })
      [ "both want to be /${file}; leave one out, or set ignoreCollisions" ];
in
{
  exitStatus = testBuildFailure (runCommand "exit-status" { } "exit 3") [
    "error: exit-status failed in buildCommand with exit status 3"
  ];
  pipeAndSubshell = testBuildFailure (runCommand "subshell" { } "x=$(false; echo on); touch $out") [
    "error: subshell failed in buildCommand with exit status 1"
  ];
  pipe = testBuildFailure (runCommand "pipe" { } "false | cat >$out") [
    "error: pipe failed in buildCommand with exit status 1"
  ];
  phase = testBuildFailure (project.overrideAttrs { preBuild = "echo before; false"; }) [
    "Running phase: buildPhase"
    "before"
    "error: greet-1.0 failed in buildPhase with exit status 1"
  ];
  check = testBuildFailure
    (project.overrideAttrs {
      doCheck = true;
      checkFlags = [ "greeting=other" ];
    })
    [ "error: greet-1.0 failed in checkPhase" ];
  patch = testBuildFailure
    (project.overrideAttrs {
      patches = [ (writeText "wrong.patch" "--- a/greet.c\n+++ b/greet.c\n@@ -1 +1 @@\n-absent\n+x\n") ];
    })
    [
      "Hunk #1 FAILED"
      "failed in patchPhase"
    ];
  forgottenVar = testBuildFailure (replaceVars (writeText "x" "@a@ @it's@") { a = 1; }) [
    "@it's@ is not replaced; give it a value, or null to leave it"
  ];
  absentVar = testBuildFailure (replaceVars (writeText "x" "a") { a = 1; }) [ "does not contain: @a@" ];
  absentLeftVar = testBuildFailure (replaceVars (writeText "x" "a") { a = null; }) [ "does not contain: @a@" ];
  failureHook = testBuildFailure (runCommand "failure-hook" { failureHook = "echo cleaning up"; } "false") [
    "cleaning up"
  ];

  buildDirectory = testBuildFailure
    (project.overrideAttrs { postInstall = ''echo "$PWD" >$out/where''; })
    [
      "error: this file mentions the build directory /build/project:"
      "/where"
    ];
  missingLibrary = testBuildFailure orphan [
    "/bin/orphan needs liblost.so, found neither in its run path nor in:"
    "autoPatchelfIgnoreMissingDeps"
  ];
  missingOutput = testBuildFailure
    (project.overrideAttrs {
      outputs = [
        "out"
        "dev"
        "doc"
      ];
    })
    [
      "error: output doc ("
      "was not made; create it in installPhase"
    ];
  nothingToUnpack = testBuildFailure (stdenv.mkDerivation { name = "empty"; }) [
    "unpackPhase: neither src nor srcs is set; set dontUnpack = true where there is none"
  ];
  unknownArchive = testBuildFailure
    (stdenv.mkDerivation {
      name = "archive";
      src = writeText "a.rar" "";
    })
    [ "a.rar is no directory, tar or zip archive" ];
  zipWithoutUnzip = testBuildFailure
    (stdenv.mkDerivation {
      name = "zip";
      src = writeText "a.zip" "";
    })
    [ "a.zip is a zip archive; add unzip to nativeBuildInputs" ];
  nothingToInstall = testBuildFailure
    (stdenv.mkDerivation {
      name = "no-makefile";
      dontUnpack = true;
    })
    [ "error: no Makefile to install with; write an installPhase" ];

  replaceFail = testBuildFailure
    (runCommand "replace-fail" { } ''
      echo text >file
      substituteInPlace file --replace-fail absent x
    '')
    [ "substitute: file does not contain: absent" ];
  substituteUnset = testBuildFailure
    (runCommand "substitute-unset" { } "echo @absent@ >file; substituteInPlace file --subst-var absent")
    [ "substitute: --subst-var absent: no variable has that name" ];
  moveToNoOutput = testBuildFailure (runCommand "move-to-no-output" { } "mkdir -p $out/x; moveToOutput x absent") [
    "moveToOutput: absent is no output; there are: out"
  ];
  replaceInNothing = testBuildFailure
    (runCommand "replace-in-nothing" { } "substituteInPlace *.absent --replace-fail a b")
    [ "substituteInPlace: no files given" ];
  replaceUnknown = testBuildFailure
    (runCommand "replace-unknown" { } "echo >file; substituteInPlace file --replce a b")
    [ "substitute: unknown option --replce" ];
  substituteMissing = testBuildFailure (runCommand "substitute-missing" { } "substitute absent $out") [
    "substitute: absent does not exist"
  ];

  collision = collisionAt "share/x";
  programCollision = collisionAt "bin/x";
  shellcheck = testBuildFailure
    (writeShellApplication {
      name = "unquoted";
      text = "rm $1";
    })
    [ "SC2086" ];
  shellSyntax = testBuildFailure
    (writeShellApplication {
      name = "unfinished";
      text = "if true; then";
    })
    [ "syntax error" ];

  # The host's headers and libraries are not there to be found.
  undeclaredInput = testBuildFailure
    (runCommandCC "undeclared-input" { } "echo '#include <zlib.h>' >a.c; gcc -c a.c")
    [ "zlib.h: No such file or directory" ];
}
