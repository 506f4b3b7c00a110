# Lists.
{ lib }:
let
  inherit (builtins)
    concatLists
    elem
    elemAt
    foldl'
    genList
    isList
    length
    ;
in
{
  inherit (builtins)
    all
    any
    concatLists
    concatMap
    elem
    elemAt
    filter
    foldl'
    genList
    groupBy
    head
    isList
    length
    map
    partition
    sort
    tail
    ;

  /** `[ x ]` where the condition holds, else `[ ]`. */
  optional = condition: x: if condition then [ x ] else [ ];

  /** The list where the condition holds, else `[ ]`. */
  optionals = condition: list: if condition then list else [ ];

  /** A value as a list: `toList 1 == [ 1 ]`, `toList [ 1 ] == [ 1 ]`. */
  toList = x: if isList x then x else [ x ];

  /** Nested lists as one flat list. */
  flatten = x: if isList x then builtins.concatMap lib.flatten x else [ x ];

  /** The list without later repetitions. */
  unique = foldl' (seen: x: if elem x seen then seen else seen ++ [ x ]) [ ];

  /** The last element. */
  last = list: lib.throwIf (list == [ ]) "lib.last: the list is empty" (elemAt list (length list - 1));

  /** All but the last element. */
  init =
    list:
    lib.throwIf (list == [ ]) "lib.init: the list is empty" (
      genList (elemAt list) (length list - 1)
    );

  /** From the last to the first. */
  reverseList = list: genList (i: elemAt list (length list - 1 - i)) (length list);

  /**
    Fold from the right, lazily.

    # Example

    ```nix
    foldr (x: rest: "${x}(${rest})") "" [ "a" "b" ]
    => "a(b())"
    ```

    # Type

    ```
    foldr :: (a -> b -> b) -> b -> [ a ] -> b
    ```
  */
  foldr =
    op: nul: list:
    let
      # Lazy, unlike foldl': an `op` that ignores the rest does not evaluate it.
      from = i: if i == length list then nul else op (elemAt list i) (from (i + 1));
    in
    from 0;

  /** Integers from first to last, both included. */
  range = first: last: if first > last then [ ] else genList (i: first + i) (last - first + 1);

  /** Map with the index, from 0. */
  imap0 = f: list: genList (i: f i (elemAt list i)) (length list);

  /** The list without every element equal to `x`. */
  remove = x: builtins.filter (y: y != x);

  /**
    The elements of the second list that are not in the first.

    # Example

    ```nix
    subtractLists [ 1 ] [ 3 1 2 ]
    => [ 3 2 ]
    ```

    # Type

    ```
    subtractLists :: [ a ] -> [ a ] -> [ a ]
    ```
  */
  subtractLists = a: builtins.filter (x: !(elem x a));

  /**
    The elements of the second list that are in the first.

    # Example

    ```nix
    intersectLists [ 1 3 ] [ 3 2 1 ]
    => [ 3 1 ]
    ```

    # Type

    ```
    intersectLists :: [ a ] -> [ a ] -> [ a ]
    ```
  */
  intersectLists = a: builtins.filter (x: elem x a);

  /** The first element for which `pred` holds, else `default`. */
  findFirst =
    pred: default: list:
    let
      # No element after the first match is evaluated.
      from =
        i:
        if i == length list then
          default
        else if pred (elemAt list i) then
          elemAt list i
        else
          from (i + 1);
    in
    from 0;

  /** A list of one element. */
  singleton = x: [ x ];

  /** Pairs `{ fst; snd; }` up to the shorter length. */
  zipLists =
    a: b:
    genList (i: {
      fst = elemAt a i;
      snd = elemAt b i;
    }) (if length a < length b then length a else length b);

  /**
    A function applied to every combination of elements.

    # Example

    ```nix
    crossLists (a: b: a + b) [ [ "a" "b" ] [ "1" ] ]
    => [ "a1" "b1" ]
    ```

    # Type

    ```
    crossLists :: (a -> b -> … -> c) -> [ [ a ] [ b ] … ] -> [ c ]
    ```
  */
  crossLists = f: foldl' (fs: args: concatLists (map (g: map g args) fs)) [ f ];
}
