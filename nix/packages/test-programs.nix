# What the end-to-end tests start beside the machine's Nix: pytest; direnv; patchelf, which re-links newer versions of Nix.
{
  direnv,
  patchelf,
  testPython,
}:
[
  direnv
  patchelf
  testPython
]
