# Cases of ../lists.nix.
{ lib }:
let
  never = throw "not evaluated";
in
{
  optional = {
    testTrue = {
      expr = lib.optional true 1;
      expected = [ 1 ];
    };
    testFalse = {
      expr = lib.optional false never;
      expected = [ ];
    };
  };
  optionals = {
    testTrue = {
      expr = lib.optionals true [ 1 ];
      expected = [ 1 ];
    };
    testFalse = {
      expr = lib.optionals false never;
      expected = [ ];
    };
  };
  toList = {
    testValue = {
      expr = lib.toList 1;
      expected = [ 1 ];
    };
    testList = {
      expr = lib.toList [ 1 ];
      expected = [ 1 ];
    };
    testNull = {
      expr = lib.toList null;
      expected = [ null ];
    };
  };
  flatten = {
    testNested = {
      expr = lib.flatten [
        1
        [
          2
          [ 3 ]
          [ ]
        ]
      ];
      expected = [
        1
        2
        3
      ];
    };
    testValue = {
      expr = lib.flatten 1;
      expected = [ 1 ];
    };
  };
  unique = {
    testFirstStays = {
      expr = lib.unique [
        3
        1
        3
        2
        1
      ];
      expected = [
        3
        1
        2
      ];
    };
    testEmpty = {
      expr = lib.unique [ ];
      expected = [ ];
    };
  };
  last = {
    testLast = {
      expr = lib.last [
        1
        2
      ];
      expected = 2;
    };
    testEmpty = {
      expr = lib.last [ ];
      expectedError = true;
    };
  };
  init = {
    testAllButTheLast = {
      expr = lib.init [
        1
        2
      ];
      expected = [ 1 ];
    };
    testEmpty = {
      expr = lib.init [ ];
      expectedError = true;
    };
    testRoundTripWithLast = {
      expr =
        let
          list = lib.range 1 5;
        in
        lib.init list ++ [ (lib.last list) ];
      expected = lib.range 1 5;
    };
  };
  reverseList = {
    testReverses = {
      expr = lib.reverseList [
        1
        2
        3
      ];
      expected = [
        3
        2
        1
      ];
    };
    testRoundTrip = {
      expr = lib.reverseList (lib.reverseList (lib.range 0 9));
      expected = lib.range 0 9;
    };
  };
  foldr = {
    testFromTheRight = {
      expr = lib.foldr (x: acc: "${x}(${acc})") "" [
        "a"
        "b"
      ];
      expected = "a(b())";
    };
    testEmpty = {
      expr = lib.foldr never 1 [ ];
      expected = 1;
    };
    testLazy = {
      expr = lib.foldr (x: _acc: x) never [
        1
        never
      ];
      expected = 1;
    };
  };
  range = {
    testBothEnds = {
      expr = lib.range 2 4;
      expected = [
        2
        3
        4
      ];
    };
    testOne = {
      expr = lib.range 2 2;
      expected = [ 2 ];
    };
    testBackwards = {
      expr = lib.range 3 2;
      expected = [ ];
    };
  };
  imap0.testCountsFromZero = {
    expr = lib.imap0 (i: x: "${toString i}${x}") [
      "a"
      "b"
    ];
    expected = [
      "0a"
      "1b"
    ];
  };
  remove.testEveryEqualOne = {
    expr = lib.remove 1 [
      1
      2
      1
    ];
    expected = [ 2 ];
  };
  subtractLists.testTakesTheFirstFromTheSecond = {
    expr = lib.subtractLists [ 1 9 ] [
      3
      1
      2
    ];
    expected = [
      3
      2
    ];
  };
  intersectLists.testOrderOfTheSecond = {
    expr = lib.intersectLists [ 1 3 ] [
      3
      2
      1
    ];
    expected = [
      3
      1
    ];
  };
  findFirst = {
    testFirst = {
      expr = lib.findFirst (x: x > 1) 0 [
        1
        2
        3
      ];
      expected = 2;
    };
    testDefault = {
      expr = lib.findFirst (x: x > 9) 0 [ 1 ];
      expected = 0;
    };
    testStopsAtTheFirst = {
      expr = lib.findFirst (x: x > 1) 0 [
        2
        never
      ];
      expected = 2;
    };
  };
  singleton.testOne = {
    expr = lib.singleton 1;
    expected = [ 1 ];
  };
  zipLists = {
    testShorterDecides = {
      expr = lib.zipLists [ 1 2 ] [ "a" ];
      expected = [
        {
          fst = 1;
          snd = "a";
        }
      ];
    };
    testEmpty = {
      expr = lib.zipLists [ ] [ 1 ];
      expected = [ ];
    };
  };
  crossLists.testProduct = {
    expr =
      lib.crossLists (a: b: "${a}${b}")
        [
          [
            "a"
            "b"
          ]
          [
            "1"
            "2"
          ]
        ];
    expected = [
      "a1"
      "a2"
      "b1"
      "b2"
    ];
  };
}
