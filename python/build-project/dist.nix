# The built files of the package: its wheel, and its source distribution.
{
  lib,
  package,
  python,
}:
{
  # For this machine's store: the libraries that its native parts need are named by their paths.
  wheel = lib.getOutput "dist" package;

  sdist = package.overrideAttrs (previous: {
    name = "${previous.pname}-sdist-${previous.version}";
    outputs = [ "out" ];
    nativeBuildInputs = previous.nativeBuildInputs ++ [ python.pkgs.build ];
    buildPhase = ''
      IFS=: read -r -a folders <<<"$PYTHONPATH"
      ${python.interpreter} -I -B ${../pyproject2nix/src/pyproject2nix/isolated.py} "''${folders[@]}" -m build --no-isolation --skip-dependency-check --sdist --outdir dist
    '';
    # Back ends write the time of the build, and files in the order in which they find them.
    installPhase = ''
      ${python.interpreter} -I ${./normalise_sdist.py} dist/*.tar.gz $out
    '';
    dontFixup = true;
    doInstallCheck = false;
    pythonImportsCheck = [ ];
  });
}
