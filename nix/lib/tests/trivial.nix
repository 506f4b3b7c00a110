# Cases of ../trivial.nix.
{ lib }:
let
  functor = {
    __functor = _self: { a, b ? 1 }: a + b;
  };
in
{
  id.testReturnsItsArgument = {
    expr = lib.id 1;
    expected = 1;
  };
  const.testIgnoresTheSecond = {
    expr = lib.const 1 (throw "not evaluated");
    expected = 1;
  };
  pipe = {
    testFromLeftToRight = {
      expr = lib.pipe 1 [
        (x: x + 1)
        toString
      ];
      expected = "2";
    };
    testNoFunctions = {
      expr = lib.pipe 1 [ ];
      expected = 1;
    };
  };
  boolToString = {
    testTrue = {
      expr = lib.boolToString true;
      expected = "true";
    };
    testFalse = {
      expr = lib.boolToString false;
      expected = "false";
    };
  };
  mergeAttrs.testSecondWins = {
    expr = lib.mergeAttrs {
      a = 1;
      b = 1;
    } { b = 2; };
    expected = {
      a = 1;
      b = 2;
    };
  };
  throwIf = {
    testThrows = {
      expr = lib.throwIf true "message" 1;
      expectedError = true;
    };
    testPasses = {
      expr = lib.throwIf false (throw "not evaluated") 1;
      expected = 1;
    };
  };
  throwIfNot = {
    testThrows = {
      expr = lib.throwIfNot false "message" 1;
      expectedError = true;
    };
    testPasses = {
      expr = lib.throwIfNot true (throw "not evaluated") 1;
      expected = 1;
    };
  };
  assertMsg = {
    testThrows = {
      expr = lib.assertMsg false "message";
      expectedError = true;
    };
    testPasses = {
      expr = lib.assertMsg true (throw "not evaluated");
      expected = true;
    };
  };
  warn.testReturnsTheValue = {
    expr = lib.warn "this warning belongs to the tests of lib.warn" 1;
    expected = 1;
  };
  importJSON.testReads = {
    expr = (lib.importJSON ../../debpkgs/lock/sources.json).version;
    expected = 1;
  };
  importTOML.testReads = {
    expr = (lib.importTOML ../../debpkgs/packages.toml).debian.suite;
    expected = "bookworm";
  };
  functionArgs = {
    testOfAFunction = {
      expr = lib.functionArgs ({ a, b ? 1 }: a + b);
      expected = {
        a = false;
        b = true;
      };
    };
    testOfAFunctor = {
      expr = lib.functionArgs functor;
      expected = {
        a = false;
        b = true;
      };
    };
    testAsSet = {
      expr = lib.functionArgs (lib.setFunctionArgs (args: args) { c = true; });
      expected.c = true;
    };
  };
  setFunctionArgs = {
    testStillCallable = {
      expr = lib.setFunctionArgs (x: x + 1) { } 1;
      expected = 2;
    };
    testRoundTrip = {
      expr = lib.functionArgs (lib.setFunctionArgs ({ a }: a) (lib.functionArgs ({ a, b }: a + b)));
      expected = {
        a = false;
        b = false;
      };
    };
  };
  isFunction = {
    testLambda = {
      expr = lib.isFunction (x: x);
      expected = true;
    };
    testBuiltin = {
      expr = lib.isFunction builtins.map;
      expected = true;
    };
    testFunctor = {
      expr = lib.isFunction functor;
      expected = true;
    };
    testSet = {
      expr = lib.isFunction { };
      expected = false;
    };
    testString = {
      expr = lib.isFunction "";
      expected = false;
    };
  };
  toFunction = {
    testKeepsAFunction = {
      expr = lib.toFunction (x: x + 1) 1;
      expected = 2;
    };
    testMakesAConstant = {
      expr = lib.toFunction 3 1;
      expected = 3;
    };
  };
}
