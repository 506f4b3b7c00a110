# The cases of ./tests, evaluated: a list of what failed, empty where all is well.
#
#   libTests.<subject>.<function>.test<Case> = { expr; expected; }
#   libTests.<subject>.<function>.test<Case> = { expr; expectedError = true; }
#
# `expectedError` stands for a `throw` or an `assert`; the evaluator offers no way
# to read its message, so messages are read by the end-to-end tests.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatMap
    deepSeq
    filter
    pathExists
    toJSON
    tryEval
    ;

  subjects = [
    "attrsets"
    "customisation"
    "fixedPoints"
    "licenses"
    "lists"
    "meta"
    "platforms"
    "sources"
    "strings"
    "trivial"
    "versions"
  ];
  fileOf = subject: ./tests + "/${subject}.nix";
  libTests = lib.genAttrs (filter (subject: pathExists (fileOf subject)) subjects) (
    subject: import (fileOf subject) { inherit lib; }
  );

  # Data, and names that only repeat a function of another subject.
  notFunctions = [
    "licenses"
    "platforms"
    "versions"
  ];

  runCase =
    label: case:
    let
      result = tryEval (deepSeq case.expr case.expr);
    in
    if case ? expectedError then
      lib.optional result.success "${label}: expected an error, got ${toJSON result.value}"
    else if !result.success then
      [ "${label}: threw; expected ${toJSON case.expected}" ]
    else
      lib.optional (
        result.value != case.expected
      ) "${label}: got ${toJSON result.value}, expected ${toJSON case.expected}";

  runFunction =
    subject: name:
    let
      cases = libTests.${subject}.${name};
      label = "lib.${subject}.${name}";
    in
    lib.optional (!(lib.hasAttrByPath [ subject name ] lib)) "${label}: has tests but does not exist"
    ++ lib.optional (cases == { }) "${label}: has an entry but no case"
    ++ concatMap (
      case:
      if lib.hasPrefix "test" case then
        runCase "${label}.${case}" cases.${case}
      else
        [ "${label}.${case}: names of cases begin with \"test\"" ]
    ) (attrNames cases);

  # Every function that is ours has a case. What Nix itself offers under the same
  # name is passed on and not tested again, except where `own` says otherwise.
  own = [ "functionArgs" ];
  untested =
    subject:
    map (name: "lib.${subject}.${name}: has no test; add one to nix/lib/tests/${subject}.nix") (
      filter (
        name: !(libTests ? ${subject} && libTests.${subject} ? ${name}) && (!(builtins ? ${name}) || builtins.elem name own)
      ) (attrNames lib.${subject})
    );

  listed = filter (subject: !(builtins.elem subject notFunctions)) subjects;
  unlisted = filter (subject: !(builtins.elem subject subjects)) (
    filter (name: builtins.isAttrs lib.${name}) (attrNames lib)
  );
in
map (subject: "lib.${subject}: is not among the subjects of nix/lib/tests.nix") unlisted
++ concatMap untested listed
++ concatMap (subject: concatMap (runFunction subject) (attrNames libTests.${subject})) (attrNames libTests)
