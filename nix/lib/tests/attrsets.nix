# Cases of ../attrsets.nix.
{ lib }:
let
  never = throw "not evaluated";
  set = {
    a = 1;
    b = 2;
  };
  # A package with outputs, as far as these functions look.
  package = {
    type = "derivation";
    name = "tool-1.0";
    outPath = "/default-output";
    out.outPath = "/out";
    bin.outPath = "/bin-output";
    dev.outPath = "/dev-output";
  };
  single = {
    type = "derivation";
    name = "tool-1.0";
    outPath = "/single";
    meta.mainProgram = "run";
  };
in
{
  nameValuePair.testShape = {
    expr = lib.nameValuePair "a" 1;
    expected = {
      name = "a";
      value = 1;
    };
  };
  genAttrs = {
    testNames = {
      expr = lib.genAttrs [ "a" "b" ] (name: name + name);
      expected = {
        a = "aa";
        b = "bb";
      };
    };
    testEmpty = {
      expr = lib.genAttrs [ ] never;
      expected = { };
    };
  };
  filterAttrs = {
    testByValue = {
      expr = lib.filterAttrs (_: value: value > 1) set;
      expected.b = 2;
    };
    testByNameAlone = {
      expr = lib.attrNames (
        lib.filterAttrs (name: _: name == "a") {
          a = never;
          b = never;
        }
      );
      expected = [ "a" ];
    };
  };
  mapAttrsToList.testOrderOfNames = {
    expr = lib.mapAttrsToList (name: value: "${name}${toString value}") {
      b = 2;
      a = 1;
    };
    expected = [
      "a1"
      "b2"
    ];
  };
  "mapAttrs'".testRenames = {
    expr = lib.mapAttrs' (name: value: lib.nameValuePair "x${name}" (value + 1)) set;
    expected = {
      xa = 2;
      xb = 3;
    };
  };
  concatMapAttrs = {
    testMerges = {
      expr = lib.concatMapAttrs (name: value: {
        ${name} = value;
        "${name}2" = value;
      }) { a = 1; };
      expected = {
        a = 1;
        a2 = 1;
      };
    };
    testLaterNameWins = {
      expr = lib.concatMapAttrs (_: value: { same = value; }) set;
      expected.same = 2;
    };
  };
  optionalAttrs = {
    testTrue = {
      expr = lib.optionalAttrs true set;
      expected = set;
    };
    testFalse = {
      expr = lib.optionalAttrs false never;
      expected = { };
    };
  };
  attrByPath = {
    testFound = {
      expr = lib.attrByPath [ "a" "b" ] never { a.b = 1; };
      expected = 1;
    };
    testMissing = {
      expr = lib.attrByPath [ "a" "c" ] "default" { a.b = 1; };
      expected = "default";
    };
    testThroughAValue = {
      expr = lib.attrByPath [ "a" "b" ] "default" { a = 1; };
      expected = "default";
    };
    testEmptyPath = {
      expr = lib.attrByPath [ ] never set;
      expected = set;
    };
  };
  hasAttrByPath = {
    testFound = {
      expr = lib.hasAttrByPath [ "a" "b" ] { a.b = never; };
      expected = true;
    };
    testMissing = {
      expr = lib.hasAttrByPath [ "a" "c" ] { a.b = 1; };
      expected = false;
    };
    testThroughAValue = {
      expr = lib.hasAttrByPath [ "a" "b" ] { a = 1; };
      expected = false;
    };
    testEmptyPath = {
      expr = lib.hasAttrByPath [ ] never;
      expected = true;
    };
  };
  recursiveUpdate = {
    testGoesIntoBoth = {
      expr =
        lib.recursiveUpdate
          {
            a.b = 1;
            a.c = 1;
          }
          {
            a.c = 2;
            d = 3;
          };
      expected = {
        a.b = 1;
        a.c = 2;
        d = 3;
      };
    };
    testSetReplacesValue = {
      expr = lib.recursiveUpdate { a = 1; } { a.b = 2; };
      expected.a.b = 2;
    };
    testValueReplacesSet = {
      expr = lib.recursiveUpdate { a.b = 2; } { a = null; };
      expected.a = null;
    };
    testEmptySetKeeps = {
      expr = lib.recursiveUpdate { a.b = 2; } { a = { }; };
      expected.a.b = 2;
    };
  };
  isDerivation = {
    testPackage = {
      expr = lib.isDerivation package;
      expected = true;
    };
    testSet = {
      expr = lib.isDerivation { type = "app"; };
      expected = false;
    };
    testString = {
      expr = lib.isDerivation "/nix/store/x";
      expected = false;
    };
  };
  getOutput = {
    testNamed = {
      expr = "${lib.getOutput "dev" package}";
      expected = "/dev-output";
    };
    testFallsBackOnOut = {
      expr = "${lib.getOutput "man" package}";
      expected = "/out";
    };
    testWithoutOutputs = {
      expr = "${lib.getOutput "dev" single}";
      expected = "/single";
    };
    testChosenOutputStays = {
      expr = "${lib.getOutput "dev" (package.bin // {
        outputSpecified = true;
        dev.outPath = "/wrong";
      })}";
      expected = "/bin-output";
    };
    testString = {
      expr = lib.getOutput "dev" "/nix/store/x";
      expected = "/nix/store/x";
    };
  };
  getBin.testBin = {
    expr = "${lib.getBin package}";
    expected = "/bin-output";
  };
  getLib.testNoLibOutput = {
    expr = "${lib.getLib package}";
    expected = "/out";
  };
  getDev.testDev = {
    expr = "${lib.getDev package}";
    expected = "/dev-output";
  };
  recurseIntoAttrs.testMarks = {
    expr = lib.recurseIntoAttrs { a = 1; };
    expected = {
      a = 1;
      recurseForDerivations = true;
    };
  };
  getExe = {
    testMainProgram = {
      expr = lib.getExe single;
      expected = "/single/bin/run";
    };
    testNothingSaid = {
      expr = lib.getExe package;
      expectedError = true;
    };
  };
  "getExe'".testNamed = {
    expr = lib.getExe' package "other";
    expected = "/bin-output/bin/other";
  };
  attrsToList.testRoundTrip = {
    expr = lib.listToAttrs (lib.attrsToList set);
    expected = set;
  };
}
