# What a build sees: inputs, hooks, search paths, arguments.
{
  stdenv,
  runCommand,
  runCommandLocal,
  writeScriptBin,
  makeSetupHook,
  writeText,
  mkShell,
}:
let
  tool = writeScriptBin "sed" "#!${stdenv.shell}\necho 'my own sed'\n";
  hook = makeSetupHook {
    name = "note-inputs";
    substitutions.word = "noted a&b";
  } (writeText "note-inputs.sh" ''
    noteInput() { [ ! -e "$1/marker" ] || notes+=("@word@ $(<"$1/marker")"); }
    notes=()
    addEnvHooks "$hostOffset" noteInput
    preBuildHooks+=(noteBuild)
    noteBuild() { notes+=(built); }
  '');
  marked = word: propagated: runCommandLocal "marked-${word}" { } ''
    mkdir -p $out/nix-support
    echo ${word} >$out/marker
    echo ${toString propagated} >$out/nix-support/propagated-build-inputs
  '';
  inner = marked "inner" [ ];
  withHook = stdenv.mkDerivation {
    name = "with-hook";
    dontUnpack = true;
    setupHook = writeText "hook.sh" "export fromHook='@out@ @greeting@ @unknown@'\n";
    greeting = "hi";
    installPhase = "mkdir $out";
  };
in
{
  inputsBeforeDefaults = runCommand "inputs-before-defaults" { nativeBuildInputs = [ tool ]; } ''
    [ "$(sed s/a/b/)" = "my own sed" ]
    type -P gcc make tar xz awk patch >/dev/null
    touch $out
  '';

  # Hooks see every input once, propagated ones and those given before the hook too.
  hooks =
    runCommand "hooks"
      {
        buildInputs = [
          (marked "first" [ inner ])
          inner
          (marked "second" [ inner ])
        ];
        nativeBuildInputs = [ hook ];
      }
      ''
        runHook preBuild
        expected='noted a&b first,noted a&b inner,noted a&b second,built,'
        found="$(printf '%s,' "''${notes[@]}")"
        [ "$found" = "$expected" ] || { echo "hooks ran as: $found" >&2; exit 1; }
        touch $out
      '';

  language = runCommand "language" { LC_ALL = "C.UTF-8"; } ''
    [ "$LC_ALL" = C.UTF-8 ]
    touch $out
  '';

  setupHook = runCommand "setup-hook" { buildInputs = [ withHook ]; } ''
    [ "$fromHook" = '${withHook} hi @unknown@' ] || { echo "hook set: $fromHook" >&2; exit 1; }
    touch $out
  '';

  variables = runCommand "variables" {
    list = [ "a" "b" ];
    yes = true;
    no = false;
    nothing = null;
    number = 3;
    env.inEnv = "e";
    passthru.hidden = throw "passthru is not for the builder";
    meta.description = "d";
  } ''
    [ "$list|$yes|$no|''${nothing-unset}|$number|$inEnv" = "a b|1||unset|3|e" ]
    [ "''${description-unset}''${meta-unset}''${passthru-unset}" = unsetunsetunset ]
    [ "$SOURCE_DATE_EPOCH|$TZ|$LC_ALL|$PYTHONHASHSEED" = "315532800|UTC|C|0" ]
    [ "$HOME" = /homeless-shelter ]
    [ ! -e "$HOME" ]
    touch $out
  '';

  helpers = runCommand "helpers" { string = "a b"; } ''
    array=("c d")
    appendToVar array "e f"
    prependToVar array first
    [ "$(printf '%s,' "''${array[@]}")" = "first,c d,e f," ]
    appendToVar string c
    appendToVar unset x
    [ "$string|$unset" = "a b c|x" ]
    all=()
    concatTo all string array absent=default missing
    [ "$(printf '%s,' "''${all[@]}")" = "a,b,c,first,c d,e f,default," ]
    mkdir -p away/bin
    addToSearchPath SEARCH "$PWD/away/bin"
    addToSearchPath SEARCH "$PWD/away/bin"
    addToSearchPath SEARCH /nowhere
    [ "$SEARCH" = "$PWD/away/bin" ]
    echo '@string@' | tee one >two
    substituteAllInPlace one two
    [ "$(cat one two)" = "$(printf '%s\n' "$string" "$string")" ]
    [ "$(getAllOutputNames)" = out ]
    [ "$(<$NIX_CC/nix-support/dynamic-linker)" = ${stdenv.cc.bintools.dynamicLinker} ]
    # What is written for nixpkgs reads variables that are not set.
    [ -z "$absent" ]
    [ "$(stripHash ${tool}/bin) $(stripHash ${tool}) $(stripHash plain-name)" = "bin sed plain-name" ]
    touch $out
  '';

  # `nix develop` has the inputs of what it is asked for, and of itself.
  shell = runCommand "shell" {
    variables = mkShell {
      name = "x";
      packages = [ tool ];
      inputsFrom = [ (stdenv.mkDerivation { name = "from"; buildInputs = [ inner ]; }) ];
      SOME = "value";
      shellHook = "echo entered";
    };
  } ''
    grep -q 'PATH="[^"]*${tool}/bin' $variables
    grep -q 'SOME="value"' $variables
    grep -q 'buildInputs="${inner}"' $variables
    touch $out
  '';
}
