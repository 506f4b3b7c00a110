# Every file of every Debian package in debpkgs: interpreters, run paths, needed
# libraries, scripts and links resolve inside the closure.
{ lib, bootstrap, closureCheck }:
closureCheck {
  name = "debpkgs";
  rootPaths = lib.concatMap (package: lib.attrValues (removeAttrs package [ "debian" "version" ])) (
    lib.attrValues bootstrap.debs
  );
  # Compilers are packages here; what matters is where files point.
  forbidden = [ ];
  buildPaths = false;
  allow = [ ];
}
