# callPackage, override, overrideAttrs, scopes.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    filter
    functionArgs
    intersectAttrs
    isAttrs
    isPath
    isString
    ;
in
{
  /**
    The result of `f args`, which can be made again with other arguments; a package
    that was changed by `overrideAttrs` stays overridable, and the other way round.

    # Example

    ```nix
    package = makeOverridable ({ word }: { said = word; }) { word = "a"; };
    (package.override { word = "b"; }).said
    => "b"
    ```

    # Type

    ```
    makeOverridable :: (AttrSet -> a) -> AttrSet -> a
    ```

    # Arguments

    f
    : function of one attribute set

    args
    : its first argument; `override` takes a set that is laid over it, or a function of it
  */
  makeOverridable =
    f: args:
    let
      result = f args;
      overrideWith = new: args // (if lib.isFunction new then new args else new);
      override = new: lib.makeOverridable f (overrideWith new);
    in
    if isAttrs result then
      result
      // {
        inherit override;
      }
      // lib.optionalAttrs (result ? overrideAttrs) {
        overrideAttrs = change: lib.makeOverridable (args': (f args').overrideAttrs change) args;
      }
    else if lib.isFunction result then
      lib.setFunctionArgs result (lib.functionArgs result) // { inherit override; }
    else
      result;

  /**
    Call a function, or the one in a file, with the arguments it names taken from a
    set and then from `args`; the result can be overridden.

    # Example

    ```nix
    callPackageWith { a = 1; } ({ a, b }: a + b) { b = 2; }
    => 3
    ```

    # Type

    ```
    callPackageWith :: AttrSet -> (AttrSet -> a) | Path -> AttrSet -> a
    ```

    # Arguments

    autoArgs
    : where arguments that are not given come from

    fn
    : function, or path of a file that holds one

    args
    : arguments given; they win
  */
  callPackageWith =
    autoArgs: fn: args:
    let
      f = if lib.isFunction fn then fn else import fn;
      wanted = lib.functionArgs f;
      given = intersectAttrs wanted autoArgs // args;
      missing = filter (name: !wanted.${name} && !(given ? ${name})) (attrNames wanted);
      origin = if isPath fn || isString fn then toString fn else "<function>";
    in
    lib.throwIf (missing != [ ])
      "callPackage: ${origin} wants ${concatStringsSep ", " missing}, which this package set does not have; pass it as an argument, or add it (debpkgs add ${concatStringsSep " " missing})"
      (lib.makeOverridable f given);

  /**
    A package set of its own, whose `callPackage` looks there first.

    # Example

    ```nix
    makeScope pkgs.newScope (self: { b = 1; a = self.callPackage ./a.nix { }; })
    ```

    # Type

    ```
    makeScope :: (AttrSet -> CallPackage) -> (AttrSet -> AttrSet) -> AttrSet
    ```

    # Arguments

    newScope
    : gives a `callPackage` that knows the members of a set as well

    f
    : the members, as a function of all of them
  */
  makeScope =
    newScope: f:
    let
      self = f self // {
        newScope = scope: newScope (self // scope);
        callPackage = self.newScope { };
        overrideScope = overlay: lib.makeScope newScope (lib.extends overlay f);
        packages = f;
      };
    in
    self;

  /**
    A derivation with other attributes beside it, on its outputs too.

    # Example

    ```nix
    (extendDerivation true { tests = { }; } drv).dev.tests
    => { }
    ```

    # Type

    ```
    extendDerivation :: Bool -> AttrSet -> Derivation -> Derivation
    ```

    # Arguments

    condition
    : whether it can be built; its attributes can be read either way

    passthru
    : the attributes

    drv
    : result of `derivation`
  */
  extendDerivation =
    condition: passthru: drv:
    let
      outputs = drv.outputs or [ "out" ];
      checked = lib.throwIfNot condition "lib.extendDerivation: ${drv.name}: the condition does not hold";
      common = drv // passthru // builtins.listToAttrs outputsList // { all = map (o: o.value) outputsList; };
      outputsList = map (name: {
        inherit name;
        value =
          common
          // {
            inherit (drv.${name}) type outputName;
            outputSpecified = true;
            drvPath = checked drv.${name}.drvPath;
            outPath = checked drv.${name}.outPath;
          };
      }) outputs;
    in
    common
    // {
      drvPath = checked drv.drvPath;
      outPath = checked drv.outPath;
    };

  /** The same arguments, as a function that names them. */
  mirrorFunctionArgs = f: g: lib.setFunctionArgs g (if f ? __functionArgs then f.__functionArgs else functionArgs f);
}
