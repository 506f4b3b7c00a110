# Strings, versions and search paths.
{ lib }:
let
  inherit (builtins)
    concatStringsSep
    compareVersions
    filter
    isString
    map
    match
    replaceStrings
    stringLength
    substring
    ;
  lowerChars = lib.strings.stringToCharacters "abcdefghijklmnopqrstuvwxyz";
  upperChars = lib.strings.stringToCharacters "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
in
{
  inherit (builtins)
    compareVersions
    concatStringsSep
    isString
    match
    replaceStrings
    splitVersion
    stringLength
    substring
    ;

  /** The strings as one. */
  concatStrings = concatStringsSep "";

  /** `concatStringsSep` after `map`. */
  concatMapStringsSep = separator: f: list: concatStringsSep separator (map f list);

  /** `concatStrings` after `map`. */
  concatMapStrings = f: list: concatStringsSep "" (map f list);

  /** Each string on a line of its own. */
  concatLines = lib.concatMapStrings (line: line + "\n");

  /** The string where the condition holds, else "". */
  optionalString = condition: string: if condition then string else "";

  /** `stringToCharacters "ab" == [ "a" "b" ]` */
  stringToCharacters = s: builtins.genList (i: substring i 1 s) (stringLength s);

  /** Whether a string begins with the prefix. */
  hasPrefix = prefix: s: substring 0 (stringLength prefix) s == prefix;

  /** Whether a string ends with the suffix. */
  hasSuffix =
    suffix: s:
    let
      n = stringLength suffix;
      m = stringLength s;
    in
    m >= n && substring (m - n) n s == suffix;

  /** Whether a string contains another. */
  hasInfix = infix: s: replaceStrings [ infix ] [ "" ] s != s || infix == "";

  /** The string without the prefix, if it has it. */
  removePrefix =
    prefix: s:
    if lib.hasPrefix prefix s then
      substring (stringLength prefix) (stringLength s - stringLength prefix) s
    else
      s;

  /** The string without the suffix, if it has it. */
  removeSuffix =
    suffix: s:
    if lib.hasSuffix suffix s then substring 0 (stringLength s - stringLength suffix) s else s;

  /**
    The parts between separators, which is text and no regular expression.

    # Example

    ```nix
    splitString "." "a.b."
    => [ "a" "b" "" ]
    ```

    # Type

    ```
    splitString :: String -> String -> [ String ]
    ```
  */
  splitString =
    separator: s:
    # `split` forgets what store paths a string refers to.
    map (part: lib.addContextFrom s part) (
      filter isString (builtins.split (lib.escapeRegex (toString separator)) (toString s))
    );

  /** `b`, referring to the store paths that `a` refers to as well. */
  addContextFrom = a: b: substring 0 0 a + b;

  /** The string with regular-expression characters taken literally. */
  escapeRegex =
    let
      special = lib.stringToCharacters "\\[{()^$?*+|.";
    in
    replaceStrings special (map (c: "\\" + c) special);

  /** ASCII letters in lower case. */
  toLower = replaceStrings upperChars lowerChars;

  /** ASCII letters in upper case. */
  toUpper = replaceStrings lowerChars upperChars;

  /**
    One word of a POSIX shell that means the value.

    # Example

    ```nix
    escapeShellArg "it's"
    => "'it'\\''s'"
    ```

    # Type

    ```
    escapeShellArg :: String | Path | Int -> String
    ```
  */
  escapeShellArg =
    arg:
    let
      string = toString arg;
    in
    if match "[A-Za-z0-9,._+:@%/-]+" string != null then
      string
    else
      "'${replaceStrings [ "'" ] [ "'\\''" ] string}'";

  /** Words of a POSIX shell that mean the values. */
  escapeShellArgs = lib.concatMapStringsSep " " lib.escapeShellArg;

  /**
    Whether version `a` comes before `b`, as `nix-env` orders them.

    # Example

    ```nix
    versionOlder "3.9" "3.13"
    => true
    ```

    # Type

    ```
    versionOlder :: String -> String -> Bool
    ```
  */
  versionOlder = a: b: compareVersions b a == 1;

  /** Whether version `a` is `b` or comes after it. */
  versionAtLeast = a: b: !(lib.versionOlder a b);

  /** `major "3.13.5" == "3"` */
  major = v: builtins.elemAt (builtins.splitVersion v) 0;

  /** `minor "3.13.5" == "13"` */
  minor = v: builtins.elemAt (builtins.splitVersion v) 1;

  /** `majorMinor "3.13.5" == "3.13"` */
  majorMinor = v: "${lib.strings.major v}.${lib.strings.minor v}";

  /** The name part of a package or of `name-version`. */
  getName = x: x.pname or (builtins.parseDrvName (x.name or x)).name;

  /** The version part of a package or of `name-version`. */
  getVersion = x: x.version or (builtins.parseDrvName (x.name or x)).version;

  /**
    A name that the store takes: other characters become `-`, dots in front go, and
    of a long one the end stays.

    # Example

    ```nix
    sanitizeDerivationName "libc6_2.36~rc1%3a.deb"
    => "libc6_2.36-rc1-3a.deb"
    ```

    # Type

    ```
    sanitizeDerivationName :: String -> String
    ```
  */
  sanitizeDerivationName =
    s:
    let
      undotted = builtins.head (match "\\.*(.*)" (builtins.unsafeDiscardStringContext s));
      clean = lib.concatMapStrings (part: if isString part then part else "-") (
        builtins.split "[^[:alnum:]+._?=-]+" undotted
      );
      # 211 characters, less those of ".drv".
      excess = stringLength clean - 207;
      short = if excess > 0 then substring excess 207 clean else clean;
    in
    if short == "" then "unknown" else short;

  /**
    A search path; `null` stands for a path that is not there.

    # Example

    ```nix
    makeSearchPath "bin" [ "/a" null "/b" ]
    => "/a/bin:/b/bin"
    ```

    # Type

    ```
    makeSearchPath :: String -> [ Path | null ] -> String
    ```
  */
  makeSearchPath = sub: paths: lib.concatMapStringsSep ":" (path: "${path}/${sub}") (filter (p: p != null) paths);

  /** The same for one output of packages. */
  makeSearchPathOutput =
    output: sub: packages:
    lib.makeSearchPath sub (map (lib.getOutput output) packages);

  /** A library search path. */
  makeLibraryPath = lib.makeSearchPathOutput "lib" "lib";

  /** A program search path. */
  makeBinPath = lib.makeSearchPathOutput "bin" "bin";

  /** The text of a file without its last newline. */
  fileContents = path: lib.removeSuffix "\n" (builtins.readFile path);

  /** `["-DA=ON"]`-style CMake flags. */
  cmakeBool = name: value: "-D${name}:BOOL=${if value then "TRUE" else "FALSE"}";

  /** A CMake flag with a string value. */
  cmakeFeature = name: value: "-D${name}:STRING=${value}";
}
