# A package of the toolkit from one of NVIDIA's wheels: an entry of ./packages.nix as a derivation.
#
#   out      shared libraries, by the names that programs ask for and those that linkers do; programs
#   dev      headers and CMake packages; as an input it brings the other outputs along
#   static   static archives
#   stubs    what is for linkers alone
#
# What is headers or programs alone has `out` alone.
{
  lib,
  stdenv,
  autoPatchelfHook,
  unzip,
  wheels,
  cudaPackages,
}:
name:
{
  wheel,
  description,
  outputs ? [ "out" ],
  needs ? [ ],
  opens ? [ ],
  headers ? [ ],
  setupHook ? null,
}:
let
  of = map (package: cudaPackages.${package});
  libraryPath =
    package: if package == name then "$out/lib" else "${lib.getLib cudaPackages.${package}}/lib";
in
stdenv.mkDerivation (final: {
  pname = name;
  inherit (wheels.${wheel}) src version;
  inherit outputs setupHook;

  nativeBuildInputs = [
    autoPatchelfHook
    unzip
  ];
  buildInputs = [ stdenv.cc.cc.lib ] ++ map lib.getLib (of needs);
  propagatedBuildInputs = of headers;

  unpackPhase = ''
    runHook preUnpack
    unzip -q $src
    cd nvidia/cu*/
    runHook postUnpack
  '';

  dontConfigure = true;
  dontBuild = true;

  installPhase = ''
    runHook preInstall
    mkdir -p $out/share/licenses
    # Not the second build of NVRTC (.alt), which nothing opens unless it is told to.
    rm -rf .metadata lib/*.alt.so.*
    cp -r * $out/
    cp ../../*.dist-info/licenses/License.txt $out/share/licenses/$pname
    [ ! -d $out/bin ] || find $out/bin -maxdepth 1 -type f ! -name '*.profile' -exec chmod +x {} +
    for library in $out/lib/lib*.so.*; do
      ln -s "''${library##*/}" "''${library%.so.*}.so"
    done
    [ -z "''${static:-}" ] || moveToOutput 'lib/*.a' static
    mkdir -p "''${!outputDev}/nix-support"
    # ./nvcc/setup-hook.sh gathers those that say so.
    touch "''${!outputDev}/nix-support/include-in-cudatoolkit-root"
    runHook postInstall
  '';

  # As an input: who has the headers can link statically.
  preFixup = ''[ -z "''${static:-}" ] || appendToVar propagatedBuildInputs "$static"'';

  # Libraries opened by name are looked for where the opening one's run path says.
  postFixup = lib.optionalString (opens != [ ]) ''
    for library in $out/lib/lib*.so.*; do
      patchelf --add-rpath ${lib.concatMapStringsSep ":" libraryPath opens} "$library"
    done
  '';

  # As NVIDIA built them.
  dontStrip = true;

  passthru = {
    # nixpkgs has libraries in an output of that name.
    lib = final.finalPackage.out;
  };

  meta = {
    inherit description;
    homepage = "https://developer.nvidia.com/cuda-toolkit";
    license = if lib.elem "dev" outputs then lib.licenses.nvidiaCudaRedist else lib.licenses.nvidiaCuda;
    platforms = [
      "x86_64-linux"
      "aarch64-linux"
    ];
  };
})
