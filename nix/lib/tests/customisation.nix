# Cases of ../customisation.nix.
{ lib }:
let
  # A package as mkDerivation makes them: overrideAttrs changes what it shows.
  build =
    attrs:
    attrs
    // {
      overrideAttrs = change: build (attrs // change attrs);
    };
  recipe =
    {
      a,
      b ? 1,
    }:
    build { sum = a + b; };
  packages = {
    a = 10;
    unused = throw "not evaluated";
  };

  drv = {
    name = "x";
    outputs = [
      "out"
      "dev"
    ];
    drvPath = "/x.drv";
    outPath = "/out";
    out = {
      type = "derivation";
      outputName = "out";
      drvPath = "/x.drv";
      outPath = "/out";
    };
    dev = {
      type = "derivation";
      outputName = "dev";
      drvPath = "/x.drv";
      outPath = "/dev";
    };
  };
  extended = lib.extendDerivation true { meta.a = 1; } drv;
in
{
  makeOverridable = {
    testOverrideWithASet = {
      expr = ((lib.makeOverridable recipe { a = 1; }).override { b = 5; }).sum;
      expected = 6;
    };
    testOverrideWithAFunction = {
      expr = ((lib.makeOverridable recipe { a = 1; }).override (old: { a = old.a + 100; })).sum;
      expected = 102;
    };
    testOverrideTwice = {
      expr = (((lib.makeOverridable recipe { a = 1; }).override { a = 2; }).override { b = 2; }).sum;
      expected = 4;
    };
    testOverrideAttrsStaysOverridable = {
      expr =
        (
          ((lib.makeOverridable recipe { a = 1; }).overrideAttrs (old: { sum = old.sum * 10; })).override {
            b = 2;
          }
        ).sum;
      expected = 30;
    };
    testOfAFunction = {
      expr =
        ((lib.makeOverridable ({ a }: { b }: a + b) { a = 1; }).override { a = 5; }) { b = 1; };
      expected = 6;
    };
    testOfAValue = {
      expr = lib.makeOverridable ({ a }: a) { a = 1; };
      expected = 1;
    };
  };
  callPackageWith = {
    testTakesWhatIsNamed = {
      expr = (lib.callPackageWith packages recipe { }).sum;
      expected = 11;
    };
    testArgumentWins = {
      expr = (lib.callPackageWith packages recipe { a = 1; }).sum;
      expected = 2;
    };
    testResultCanBeOverridden = {
      expr = ((lib.callPackageWith packages recipe { }).override { b = 2; }).sum;
      expected = 12;
    };
    testMissingArgument = {
      expr = lib.callPackageWith { } recipe { };
      expectedError = true;
    };
    testFromAFile = {
      expr = (lib.callPackageWith { } ../licenses.nix { inherit lib; }).mit.spdxId;
      expected = "MIT";
    };
  };
  makeScope = {
    testOwnMembersFirst = {
      expr =
        (lib.makeScope (extra: lib.callPackageWith (packages // extra)) (self: {
          b = 5;
          package = self.callPackage recipe { };
        })).package.sum;
      expected = 15;
    };
    testOverrideScope = {
      expr =
        ((lib.makeScope (extra: lib.callPackageWith (packages // extra)) (self: {
          b = 5;
          package = self.callPackage recipe { };
        })).overrideScope (_: _: { b = 7; })).package.sum;
      expected = 17;
    };
  };
  extendDerivation = {
    testPassthruOnThePackageAndItsOutputs = {
      expr = [
        extended.meta.a
        extended.dev.meta.a
      ];
      expected = [
        1
        1
      ];
    };
    testOutputsKeepTheirPaths = {
      expr = map (output: output.outPath) extended.all;
      expected = [
        "/out"
        "/dev"
      ];
    };
    testAnOutputIsSpecified = {
      expr = "${lib.getLib extended.dev}";
      expected = "/dev";
    };
    testFailedConditionShowsAttributes = {
      expr = (lib.extendDerivation false { meta.a = 1; } drv).meta.a;
      expected = 1;
    };
    testFailedConditionBuildsNothing = {
      expr = (lib.extendDerivation false { } drv).drvPath;
      expectedError = true;
    };
    testFailedConditionHasNoPath = {
      expr = (lib.extendDerivation false { } drv).outPath;
      expectedError = true;
    };
    testFailedConditionHasNoOutputs = {
      expr = "${(lib.extendDerivation false { } drv).dev}";
      expectedError = true;
    };
  };
  mirrorFunctionArgs = {
    testNames = {
      expr = lib.functionArgs (lib.mirrorFunctionArgs recipe (args: args));
      expected = {
        a = false;
        b = true;
      };
    };
    testBehaviour = {
      expr = lib.mirrorFunctionArgs recipe (args: args.a + 1) { a = 1; };
      expected = 2;
    };
  };
}
