# Licences by nixpkgs' names, with their SPDX identifiers.
{ lib }:
let
  license =
    free: spdxId: fullName: {
      inherit free spdxId fullName;
      url = "https://spdx.org/licenses/${spdxId}.html";
      redistributable = free;
      deprecated = false;
    };
  # In both, what may be passed on is listed in Attachment A.
  nvidia = redistributable: fullName: {
    free = false;
    inherit redistributable fullName;
    url = "https://docs.nvidia.com/cuda/eula/index.html";
    deprecated = false;
  };
in
builtins.mapAttrs (shortName: value: value // { inherit shortName; }) {
  asl20 = license true "Apache-2.0" "Apache License 2.0";
  boost = license true "BSL-1.0" "Boost Software License 1.0";
  bsd2 = license true "BSD-2-Clause" "BSD 2-clause License";
  bsd3 = license true "BSD-3-Clause" "BSD 3-clause License";
  cc0 = license true "CC0-1.0" "Creative Commons Zero v1.0 Universal";
  gpl2Only = license true "GPL-2.0-only" "GNU General Public License v2.0 only";
  gpl2Plus = license true "GPL-2.0-or-later" "GNU General Public License v2.0 or later";
  gpl3Only = license true "GPL-3.0-only" "GNU General Public License v3.0 only";
  gpl3Plus = license true "GPL-3.0-or-later" "GNU General Public License v3.0 or later";
  isc = license true "ISC" "ISC License";
  lgpl21Plus = license true "LGPL-2.1-or-later" "GNU Lesser General Public License v2.1 or later";
  lgpl3Plus = license true "LGPL-3.0-or-later" "GNU Lesser General Public License v3.0 or later";
  mit = license true "MIT" "MIT License";
  mpl20 = license true "MPL-2.0" "Mozilla Public License 2.0";
  nvidiaCuda = nvidia false "CUDA Toolkit End User License Agreement (EULA)";
  nvidiaCudaRedist = nvidia true "CUDA Toolkit End User License Agreement (EULA), Attachment A";
  psfl = license true "PSF-2.0" "Python Software Foundation License version 2";
  # No SPDX identifier: the public domain is no licence.
  publicDomain = {
    free = true;
    redistributable = true;
    fullName = "Public Domain";
    deprecated = false;
  };
  unfree = {
    free = false;
    redistributable = false;
    fullName = "Unfree";
    deprecated = false;
  };
  zlib = license true "Zlib" "zlib License";
}
