# What continuous integration needs beside Nix: `nix develop .#ci -c .ci/run`.
{
  mkShell,
  gitMinimal,
  testPrograms,
  testPython,
}:
mkShell {
  name = "ci";
  packages = [ gitMinimal ] ++ testPrograms;
  shellHook = ''
    if [ -t 1 ]; then
      echo "ci: git, make, python ${testPython.python.version} with pytest"
      echo "  .ci/run       make check in a clean clone"
      echo "  pytest tests  the end-to-end tests alone"
    fi
  '';
}
