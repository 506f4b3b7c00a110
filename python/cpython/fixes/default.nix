# What Debian has mended since this release of CPython: its patches of upstream's faults, security first.
#
# left: those that fit CPython to Debian (its folders, its packages' borders, its builders), by version. All others of the series
# are applied, so that a later revision's fixes come in with its pin; a name here that the series has no more is an error.
{ source, version }:
{
  debian = source "cpython-${version}-debian";
  left = import (./left + "/${version}.nix");
  apply = ./apply.sh;
}
