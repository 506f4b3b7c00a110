# Attribute sets and the outputs of packages.
{ lib }:
let
  inherit (builtins)
    attrNames
    foldl'
    head
    isAttrs
    listToAttrs
    map
    tail
    ;
in
{
  inherit (builtins)
    attrNames
    attrValues
    catAttrs
    hasAttr
    isAttrs
    listToAttrs
    mapAttrs
    removeAttrs
    zipAttrsWith
    ;

  /** `{ name; value; }`, what `listToAttrs` reads. */
  nameValuePair = name: value: { inherit name value; };

  /**
    A set with the given names and `f name` as values.

    # Example

    ```nix
    genAttrs [ "a" "b" ] (name: name + name)
    => { a = "aa"; b = "bb"; }
    ```

    # Type

    ```
    genAttrs :: [ String ] -> (String -> a) -> AttrSet
    ```
  */
  genAttrs = names: f: listToAttrs (map (name: lib.nameValuePair name (f name)) names);

  /**
    The attributes for which the predicate holds.

    # Example

    ```nix
    filterAttrs (name: value: value > 1) { a = 1; b = 2; }
    => { b = 2; }
    ```

    # Type

    ```
    filterAttrs :: (String -> a -> Bool) -> AttrSet -> AttrSet
    ```
  */
  filterAttrs = pred: set: removeAttrs set (builtins.filter (n: !(pred n set.${n})) (attrNames set));

  /** `f name value` for each attribute, as a list in the order of names. */
  mapAttrsToList = f: set: map (name: f name set.${name}) (attrNames set);

  /** Like `mapAttrs`, with `f` giving `{ name; value; }`. */
  mapAttrs' = f: set: listToAttrs (map (name: f name set.${name}) (attrNames set));

  /** Merge the sets that `f name value` gives. */
  concatMapAttrs = f: set: foldl' (acc: name: acc // f name set.${name}) { } (attrNames set);

  /** The set where the condition holds, else `{ }`. */
  optionalAttrs = condition: set: if condition then set else { };

  /** The value at a path of names, or the default. */
  attrByPath =
    path: default: set:
    if path == [ ] then
      set
    else if isAttrs set && set ? ${head path} then
      lib.attrByPath (tail path) default set.${head path}
    else
      default;

  /** Whether there is a value at a path of names. */
  hasAttrByPath =
    path: set:
    path == [ ] || (isAttrs set && set ? ${head path} && lib.hasAttrByPath (tail path) set.${head path});

  /**
    Merge two sets, going into sets that both have; elsewhere the second wins.

    # Example

    ```nix
    recursiveUpdate { a.b = 1; } { a.c = 2; }
    => { a = { b = 1; c = 2; }; }
    ```

    # Type

    ```
    recursiveUpdate :: AttrSet -> AttrSet -> AttrSet
    ```
  */
  recursiveUpdate =
    a: b:
    a
    // builtins.mapAttrs (
      name: value:
      if isAttrs value && isAttrs (a.${name} or null) then lib.recursiveUpdate a.${name} value else value
    ) b;

  /** Whether a value is a derivation. */
  isDerivation = value: value.type or null == "derivation";

  /**
    The named output of a package, else its default output; a package that already is
    a chosen output stays what it is.

    # Example

    ```nix
    "${getOutput "dev" openssl}"
    => "/nix/store/…-openssl-dev-3.0.17"
    ```

    # Type

    ```
    getOutput :: String -> Package -> Package
    ```
  */
  getOutput =
    output: package:
    if package.outputSpecified or false then package else package.${output} or package.out or package;

  /** The output with programs. */
  getBin = lib.getOutput "bin";

  /** The output with libraries. */
  getLib = lib.getOutput "lib";

  /** The output with headers and pkg-config files. */
  getDev = lib.getOutput "dev";

  /** Tell `nix` to look into a set for packages. */
  recurseIntoAttrs = set: set // { recurseForDerivations = true; };

  /** The path of a package's main program; an error where it has none. */
  getExe =
    package:
    "${lib.getBin package}/bin/${
      package.meta.mainProgram
        or (throw "lib.getExe: ${package.name or "?"} has no meta.mainProgram; use lib.getExe' PACKAGE NAME")
    }";

  /** The path of one of a package's programs. */
  getExe' = package: program: "${lib.getBin package}/bin/${program}";

  /** `attrsToList { a = 1; } == [ { name = "a"; value = 1; } ]` */
  attrsToList = lib.mapAttrsToList lib.nameValuePair;
}
