# Identity, booleans, errors and files.
{ lib }:
let
  inherit (builtins) fromJSON fromTOML readFile trace;
in
{
  /** The argument itself. `id 1 == 1` */
  id = x: x;

  /** The first of two arguments. `const 1 2 == 1` */
  const = x: _: x;

  /** Apply functions to a value from left to right. `pipe 1 [ (x: x + 1) toString ] == "2"` */
  pipe = builtins.foldl' (value: f: f value);

  /** "true" or "false". */
  boolToString = b: if b then "true" else "false";

  /** Two sets as one, the second winning: `a // b` as a function. */
  mergeAttrs = a: b: a // b;

  /** `value`, or an error with `message` where `condition` holds. */
  throwIf = condition: message: value: if condition then throw message else value;

  /** `value`, or an error with `message` unless `condition` holds. */
  throwIfNot = condition: message: value: if condition then value else throw message;

  /** `true`, or an error with `message`: for use after `assert`. */
  assertMsg = condition: message: condition || throw message;

  /** `value`, after a warning on standard error. */
  warn = message: value: trace "warning: ${message}" value;

  /** The value of a JSON file. */
  importJSON = path: fromJSON (readFile path);

  /** The value of a TOML file. */
  importTOML = path: fromTOML (readFile path);

  /** The arguments a function names, as `builtins.functionArgs`, also of a functor. */
  functionArgs =
    f:
    if f ? __functor then
      f.__functionArgs or (lib.functionArgs (f.__functor f))
    else
      builtins.functionArgs f;

  /** `f` with `args` as the arguments it says it takes. */
  setFunctionArgs = f: args: {
    __functor = _: f;
    __functionArgs = args;
  };

  /** Whether a value can be called. */
  isFunction = f: builtins.isFunction f || (f ? __functor && builtins.isFunction (f.__functor f));

  /** Apply a value to an argument if it is a function. */
  toFunction = v: if lib.isFunction v then v else _: v;
}
