# ../licenses.nix is data: each entry says what programs that list licences read.
{ lib }:
let
  wrong = check: builtins.filter (name: !(check name lib.licenses.${name})) (builtins.attrNames lib.licenses);
in
{
  mit = {
    testIdentifier = {
      expr = lib.licenses.mit.spdxId;
      expected = "MIT";
    };
    testEveryLicenceKnowsItsOwnName = {
      expr = wrong (name: license: license.shortName == name && license.fullName != "");
      expected = [ ];
    };
    testOnlyTheseHaveNoIdentifier = {
      expr = wrong (_: license: license ? spdxId);
      expected = [
        "nvidiaCuda"
        "nvidiaCudaRedist"
        "publicDomain"
        "unfree"
      ];
    };
    testIdentifiersDiffer = {
      expr =
        let
          ids = lib.catAttrs "spdxId" (lib.attrValues lib.licenses);
        in
        lib.length ids - lib.length (lib.unique ids);
      expected = 0;
    };
  };
  unfree.testIsNotFree = {
    expr = lib.licenses.unfree.free || lib.licenses.unfree.redistributable;
    expected = false;
  };
  nvidiaCuda.testIsNotFree = {
    expr = lib.licenses.nvidiaCuda.free || lib.licenses.nvidiaCuda.redistributable;
    expected = false;
  };
  nvidiaCudaRedist.testIsNotFreeAndMayBePassedOn = {
    expr = !lib.licenses.nvidiaCudaRedist.free && lib.licenses.nvidiaCudaRedist.redistributable;
    expected = true;
  };
}
