# Fixed points and overlays.
{ lib }:
{
  /** The value `x` for which `x == f x`. */
  fix =
    f:
    let
      x = f x;
    in
    x;

  /**
    A function of its own result with an overlay laid over it.

    # Example

    ```nix
    fix (extends (final: prev: { a = prev.a + 1; }) (final: { a = 1; }))
    => { a = 2; }
    ```

    # Type

    ```
    extends :: Overlay -> (AttrSet -> AttrSet) -> (AttrSet -> AttrSet)
    ```
  */
  extends =
    overlay: f: final:
    let
      prev = f final;
    in
    prev // overlay final prev;

  /** Two overlays as one; the second sees the first. */
  composeExtensions =
    f: g: final: prev:
    let
      fApplied = f final prev;
      prev' = prev // fApplied;
    in
    fApplied // g final prev';

  /** A list of overlays as one. */
  composeManyExtensions = lib.foldr lib.composeExtensions (_: _: { });

  /** A set with `.extend OVERLAY`. */
  makeExtensible =
    f:
    lib.fix (
      lib.extends (_final: _prev: {
        extend = overlay: lib.makeExtensible (lib.extends overlay f);
      }) f
    );
}
