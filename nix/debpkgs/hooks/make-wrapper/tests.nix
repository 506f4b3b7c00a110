# Cases of makeWrapper and wrapProgram.
{
  runCommand,
  makeWrapper,
  testBuildFailure,
  writeScript,
  stdenv,
}:
let
  show = writeScript "show" ''
    #!${stdenv.shell}
    printf '%s;' "$0" "$PWD" "A=''${A-unset}" "B=''${B-unset}" "C=''${C-unset}" "$@"
  '';
  wrapped = name: script: runCommand "wrapper-${name}" { nativeBuildInputs = [ makeWrapper ]; } script;
in
{
  environment = wrapped "environment" ''
    same() { [ "$2" = "$3" ] || { echo "error: $1: got $2; expected $3" >&2; exit 1; }; }
    awkward=$'it\'s "$HOME" `x` \\ 100%\n\tä'

    makeWrapper ${show} set --set A "$awkward" --unset B
    same set "$(B=b ./set)" "${show};$PWD;A=$awkward;B=unset;C=unset;"

    makeWrapper ${show} default --set-default A "$awkward"
    same default "$(./default)" "${show};$PWD;A=$awkward;B=unset;C=unset;"
    same default-empty "$(A= ./default)" "${show};$PWD;A=;B=unset;C=unset;"
    same default-given "$(A='x y' ./default)" "${show};$PWD;A=x y;B=unset;C=unset;"

    makeWrapper ${show} path --prefix A : "/a b" --suffix B : /c
    same path-empty "$(./path)" "${show};$PWD;A=/a b;B=/c;C=unset;"
    same path-given "$(A=/x B=/y ./path)" "${show};$PWD;A=/a b:/x;B=/y:/c;C=unset;"
    touch $out
  '';

  arguments = wrapped "arguments" ''
    same() { [ "$2" = "$3" ] || { echo "error: $1: got $2; expected $3" >&2; exit 1; }; }
    makeWrapper ${show} flags --add-flags "-a 'b c'" --append-flags -z
    same flags "$(./flags 'd e' \*)" "${show};$PWD;A=unset;B=unset;C=unset;-a;b c;d e;*;-z;"
    makeWrapper ${show} run --chdir / --run 'export C=$((1 + 1))'
    same run "$(./run)" "${show};/;A=unset;B=unset;C=2;"
    # A script's $0 is its path whatever argv0 says: bash shows it.
    makeWrapper ${stdenv.shell} named --argv0 'my name' --add-flags '-c "echo \"\$0\""'
    same argv0 "$(./named)" "my name"
    makeWrapper ${stdenv.shell} bin/inherited --inherit-argv0
    same inherit-argv0 "$(bin/inherited -c 'echo $0')" bin/inherited
    touch $out
  '';

  inPlace = wrapped "in-place" ''
    mkdir bin
    cp ${show} bin/show
    wrapProgram bin/show --set A 1
    wrapProgram bin/show --set B 2
    # A wrapper that starts itself would go on for ever.
    found="$(timeout 20 bin/show x)"
    [[ $found == *";A=1;B=2;C=unset;x;" ]] || { echo "error: wrapped twice, got $found" >&2; exit 1; }
    touch $out
  '';

  missing = testBuildFailure (wrapped "missing" "makeWrapper absent $out") [
    "makeWrapper: absent is not an executable file"
  ];
  unknown = testBuildFailure (wrapped "unknown" "makeWrapper ${show} $out --sett A 1") [
    "makeWrapper: unknown option --sett"
  ];
}
