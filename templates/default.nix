# What `nix flake init -t hpds#NAME` copies.
let
  template = path: description: {
    inherit path description;
    welcomeText = ''
      Tell Nix once where the checkout of hpds is, and lock it; neither needs a network:

          nix registry add hpds git+file:///PATH/OF/CHECKOUT
          nix flake lock --option flake-registry ~/.config/nix/registry.json

      Then: nix develop -c pytest, nix build, nix build .#image. README.md says the rest. For a project that others can clone, too:
      nix run /PATH/OF/CHECKOUT#init, in place of nix flake init.
    '';
  };
in
{
  python = template ./python "Pure Python, locked by Poetry";
  native = template ./native "Cython and pybind11 over C++, built by scikit-build-core";
  cuda = template ./cuda "CUDA and pybind11, built by scikit-build-core; works without a GPU, too";
  rust = template ./rust "Rust and PyO3, built by maturin";
  existing = template ./existing "flake.nix alone, for a project that is there already";
  default = template ./python "Pure Python, locked by Poetry";
}
