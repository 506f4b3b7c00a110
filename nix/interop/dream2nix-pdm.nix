# A project by dream2nix' module python-pdm: dream2nix.nix has the arguments. `locks` is a folder with pdm.lock: the project's own, or
# what `pyproject2nix export --to pdm` wrote.
arguments:
import ./dream2nix.nix arguments (
  { projectRoot, locks }:
  { dream2nix, ... }:
  {
    imports = [ dream2nix.modules.dream2nix.python-pdm ];
    pdm = {
      lockfile = locks + "/pdm.lock";
      pyproject = projectRoot + "/pyproject.toml";
    };
  }
)
