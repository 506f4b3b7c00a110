# Cases of ../meta.nix.
{ lib }:
let
  platform.system = "x86_64-linux";
in
{
  availableOn = {
    testListed = {
      expr = lib.availableOn platform { meta.platforms = lib.platforms.linux; };
      expected = true;
    };
    testNotListed = {
      expr = lib.availableOn platform { meta.platforms = [ "aarch64-linux" ]; };
      expected = false;
    };
    testNothingSaid = {
      expr = lib.availableOn platform { };
      expected = true;
    };
  };
  addMetaAttrs = {
    testNewWins = {
      expr = lib.addMetaAttrs { a = 2; } {
        name = "x";
        meta = {
          a = 1;
          b = 1;
        };
      };
      expected = {
        name = "x";
        meta = {
          a = 2;
          b = 1;
        };
      };
    };
    testNoMetaYet = {
      expr = lib.addMetaAttrs { a = 1; } { };
      expected.meta.a = 1;
    };
  };
}
