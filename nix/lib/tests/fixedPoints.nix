# Cases of ../fixed-points.nix.
{ lib }:
let
  base = _final: { a = 1; };
  double = final: _prev: { b = final.a * 2; };
  raise = _final: prev: { a = prev.a + 10; };
in
{
  fix.testRefersToItself = {
    expr = lib.fix (self: {
      a = 1;
      b = self.a + 1;
    });
    expected = {
      a = 1;
      b = 2;
    };
  };
  extends.testSeesTheResultAndThePrevious = {
    expr = lib.fix (lib.extends raise (lib.extends double base));
    expected = {
      a = 11;
      b = 22;
    };
  };
  composeExtensions = {
    testSecondSeesTheFirst = {
      expr = lib.fix (lib.extends (lib.composeExtensions raise raise) base);
      expected.a = 21;
    };
    testSameAsTwoExtends = {
      expr = lib.fix (lib.extends (lib.composeExtensions double raise) base);
      expected = lib.fix (lib.extends raise (lib.extends double base));
    };
  };
  composeManyExtensions = {
    testNone = {
      expr = lib.fix (lib.extends (lib.composeManyExtensions [ ]) base);
      expected.a = 1;
    };
    testInOrder = {
      expr = lib.fix (
        lib.extends (lib.composeManyExtensions [
          raise
          (_: prev: { a = prev.a * 3; })
        ]) base
      );
      expected.a = 33;
    };
  };
  makeExtensible.testExtendsTwice = {
    expr = removeAttrs (((lib.makeExtensible base).extend raise).extend double) [ "extend" ];
    expected = {
      a = 11;
      b = 22;
    };
  };
}
