# Cases of ../strings.nix.
{ lib }:
let
  equal = expr: expected: { inherit expr expected; };
  package = {
    type = "derivation";
    outPath = "/p";
    bin.outPath = "/p-bin";
    lib.outPath = "/p-lib";
  };
  # Any store path as a string that refers to it.
  referring = "${builtins.path { path = ./strings.nix; name = "strings.nix"; }}";

  # One shell word each, as a POSIX shell reads it back.
  unquote =
    word:
    if lib.hasPrefix "'" word then
      lib.replaceStrings [ "'\\''" ] [ "'" ] (lib.removeSuffix "'" (lib.removePrefix "'" word))
    else
      word;
  awkward = [
    ""
    "plain"
    "two words"
    "it's"
    "''"
    "$HOME `id` \\ \" # ; & |"
    "line\nbreak"
    "-n"
    "~"
    "*"
    "a=b"
    "{a,b}"
    "ä"
  ];
in
{
  concatStrings = {
    testJoins = equal (lib.concatStrings [ "a" "" "b" ]) "ab";
    testEmpty = equal (lib.concatStrings [ ]) "";
  };
  concatMapStringsSep.testJoins = equal (lib.concatMapStringsSep ", " toString [ 1 2 ]) "1, 2";
  concatMapStrings.testJoins = equal (lib.concatMapStrings toString [ 1 2 ]) "12";
  concatLines = {
    testEachEnds = equal (lib.concatLines [ "a" "b" ]) "a\nb\n";
    testEmpty = equal (lib.concatLines [ ]) "";
  };
  optionalString = {
    testTrue = equal (lib.optionalString true "a") "a";
    testFalse = equal (lib.optionalString false (throw "not evaluated")) "";
  };
  stringToCharacters = {
    testSplits = equal (lib.stringToCharacters "ab") [ "a" "b" ];
    testEmpty = equal (lib.stringToCharacters "") [ ];
    testRoundTrip = equal (lib.concatStrings (lib.stringToCharacters "a.b*c")) "a.b*c";
  };
  hasPrefix = {
    testYes = equal (lib.hasPrefix "ab" "abc") true;
    testNo = equal (lib.hasPrefix "b" "abc") false;
    testItself = equal (lib.hasPrefix "abc" "abc") true;
    testLonger = equal (lib.hasPrefix "abcd" "abc") false;
    testEmpty = equal (lib.hasPrefix "" "") true;
  };
  hasSuffix = {
    testYes = equal (lib.hasSuffix "bc" "abc") true;
    testNo = equal (lib.hasSuffix "b" "abc") false;
    testItself = equal (lib.hasSuffix "abc" "abc") true;
    testLonger = equal (lib.hasSuffix "zabc" "abc") false;
    testEmpty = equal (lib.hasSuffix "" "") true;
  };
  hasInfix = {
    testYes = equal (lib.hasInfix "b" "abc") true;
    testNo = equal (lib.hasInfix "x" "abc") false;
    testEmptyInfix = equal (lib.hasInfix "" "abc") true;
    testEmptyBoth = equal (lib.hasInfix "" "") true;
    testInEmpty = equal (lib.hasInfix "a" "") false;
    testRegexCharacterIsLiteral = equal (lib.hasInfix "." "abc") false;
  };
  removePrefix = {
    testRemovesOnce = equal (lib.removePrefix "a" "aab") "ab";
    testAbsent = equal (lib.removePrefix "b" "abc") "abc";
    testWhole = equal (lib.removePrefix "abc" "abc") "";
    testEmpty = equal (lib.removePrefix "" "abc") "abc";
  };
  removeSuffix = {
    testRemovesOnce = equal (lib.removeSuffix "b" "abb") "ab";
    testAbsent = equal (lib.removeSuffix "b" "abc") "abc";
    testWhole = equal (lib.removeSuffix "abc" "abc") "";
    testEmpty = equal (lib.removeSuffix "" "abc") "abc";
  };
  splitString = {
    testParts = equal (lib.splitString "." "a.b") [ "a" "b" ];
    testEmptyParts = equal (lib.splitString "," ",a,,b,") [ "" "a" "" "b" "" ];
    testNoSeparator = equal (lib.splitString "," "ab") [ "ab" ];
    testEmpty = equal (lib.splitString "," "") [ "" ];
    testEverySpecialCharacter = equal (map (c: lib.splitString c "a${c}b") (
      lib.stringToCharacters "\\[]{}()^$?*+|.-/"
    )) (lib.genList (_: [ "a" "b" ]) 16);
    testLongSeparator = equal (lib.splitString "::" "a::b:c") [ "a" "b:c" ];
    testRoundTrip = equal (lib.concatStringsSep "+" (lib.splitString "+" "+a++b")) "+a++b";
    testKeepsReferences = equal (map builtins.hasContext (lib.splitString "-" referring)) (
      map (_: true) (lib.splitString "-" referring)
    );
  };
  addContextFrom = {
    testText = equal (lib.addContextFrom referring "a" == "a") true;
    testReferences = equal (builtins.hasContext (lib.addContextFrom referring "a")) true;
    testNone = equal (builtins.hasContext (lib.addContextFrom "b" "a")) false;
  };
  escapeRegex = {
    testMatchesItselfAlone = equal (map (
      text: builtins.match (lib.escapeRegex text) text != null && builtins.match (lib.escapeRegex text) "x" == null
    ) [ "a.b" "(" ")" "[a]" "{1}" "a|b" "^$" "\\" "?*+" ]) (lib.genList (_: true) 9);
  };
  toLower = {
    testLetters = equal (lib.toLower "ABCxyz-1Ä") "abcxyz-1Ä";
    testEmpty = equal (lib.toLower "") "";
  };
  toUpper = {
    testLetters = equal (lib.toUpper "abcXYZ-1") "ABCXYZ-1";
    testRoundTrip = equal (lib.toLower (lib.toUpper "a-b_c")) "a-b_c";
  };
  escapeShellArg = {
    testPlainStays = equal (lib.escapeShellArg "a/b-c.d:e@f%g+h,i") "a/b-c.d:e@f%g+h,i";
    testEmpty = equal (lib.escapeShellArg "") "''";
    testBlank = equal (lib.escapeShellArg "a b") "'a b'";
    testQuote = equal (lib.escapeShellArg "it's") "'it'\\''s'";
    testNumber = equal (lib.escapeShellArg 1) "1";
    testRoundTrip = equal (map (word: unquote (lib.escapeShellArg word)) awkward) awkward;
    testNothingActiveUnquoted = equal (lib.filter (
      word: !(lib.hasPrefix "'" (lib.escapeShellArg word)) && builtins.match "[a-z-]+" word == null
    ) awkward) [ ];
  };
  escapeShellArgs.testWords = equal (lib.escapeShellArgs [ "a" "b c" ]) "a 'b c'";
  versionOlder = {
    testOlder = equal (lib.versionOlder "3.9" "3.13") true;
    testNewer = equal (lib.versionOlder "3.13" "3.9") false;
    testEqual = equal (lib.versionOlder "3.13" "3.13") false;
    testShorterIsOlder = equal (lib.versionOlder "3.13" "3.13.0") true;
    testPreRelease = equal (lib.versionOlder "1.0pre1" "1.0") true;
  };
  versionAtLeast = {
    testOppositeOfOlder = equal (map
      (pair: lib.versionAtLeast pair.a pair.b != lib.versionOlder pair.a pair.b)
      (
        lib.crossLists (a: b: { inherit a b; }) [
          [ "1" "1.0" "1.0pre1" "1.10" "1.9" "" ]
          [ "1" "1.0" "1.0pre1" "1.10" "1.9" "" ]
        ]
      )) (lib.genList (_: true) 36);
    testEqual = equal (lib.versionAtLeast "3.13" "3.13") true;
  };
  major.testFirst = equal (lib.versions.major "3.13.5") "3";
  minor.testSecond = equal (lib.versions.minor "3.13.5") "13";
  majorMinor.testBoth = equal (lib.versions.majorMinor "3.13.5") "3.13";
  getName = {
    testPname = equal (lib.getName { pname = "a-2"; name = "b-1"; }) "a-2";
    testName = equal (lib.getName { name = "b-c-1.0"; }) "b-c";
    testString = equal (lib.getName "b-c-1.0") "b-c";
  };
  getVersion = {
    testVersion = equal (lib.getVersion { version = "2"; name = "b-1"; }) "2";
    testName = equal (lib.getVersion { name = "b-c-1.0"; }) "1.0";
    testString = equal (lib.getVersion "b-c-1.0-2") "1.0-2";
    testNone = equal (lib.getVersion "b-c") "";
  };
  sanitizeDerivationName = {
    testTildeAndPercent = equal (lib.sanitizeDerivationName "a_1%3a2.0~rc1+b.deb") "a_1-3a2.0-rc1+b.deb";
    testDotsInFront = equal (lib.sanitizeDerivationName "..hidden") "hidden";
    testEmpty = equal (lib.sanitizeDerivationName "") "unknown";
    testOnlyDots = equal (lib.sanitizeDerivationName "...") "unknown";
    testOnlyForeign = equal (lib.sanitizeDerivationName "~ ~") "-";
    testLineBreak = equal (lib.sanitizeDerivationName "a\nb") "a-b";
    testLong = equal (lib.stringLength (lib.sanitizeDerivationName (lib.concatStrings (lib.genList toString 200)))) 207;
    testTwice = equal (lib.sanitizeDerivationName (lib.sanitizeDerivationName ".a b~")) (
      lib.sanitizeDerivationName ".a b~"
    );
    testForgetsReferences = equal (builtins.hasContext (lib.sanitizeDerivationName referring)) false;
  };
  makeSearchPath = {
    testJoins = equal (lib.makeSearchPath "bin" [ "/a" null "/b" ]) "/a/bin:/b/bin";
    testEmpty = equal (lib.makeSearchPath "bin" [ ]) "";
  };
  makeSearchPathOutput.testOutput = equal (lib.makeSearchPathOutput "dev" "x" [ package null ]) "/p/x";
  makeLibraryPath.testLib = equal (lib.makeLibraryPath [ package ]) "/p-lib/lib";
  makeBinPath.testBin = equal (lib.makeBinPath [ package "/q" ]) "/p-bin/bin:/q/bin";
  fileContents.testNoLastNewline = equal (lib.hasSuffix "\n" (lib.fileContents ./strings.nix)) false;
  cmakeBool = {
    testTrue = equal (lib.cmakeBool "A" true) "-DA:BOOL=TRUE";
    testFalse = equal (lib.cmakeBool "A" false) "-DA:BOOL=FALSE";
  };
  cmakeFeature.testString = equal (lib.cmakeFeature "A" "b c") "-DA:STRING=b c";
}
