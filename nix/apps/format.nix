# `nix fmt`: every formatter over the files git knows, or those given.
{
  writeShellApplication,
  python3,
  shfmt,
  gitMinimal,
}:
writeShellApplication {
  name = "format";
  runtimeInputs = [
    python3.pkgs.ruff
    python3.pkgs.clang-format
    shfmt
    gitMinimal
  ];
  text = ''
    [ "$#" -gt 0 ] || set -- .
    mapfile -t files < <(git ls-files --cached --others --exclude-standard -- "$@")
    python=() shell=() native=()
    for file in "''${files[@]}"; do
      [ -f "$file" ] || continue
      case $file in
        *.py | *.pyi) python+=("$file") ;;
        *.sh | setup | .ci/* | tests/*-machine) shell+=("$file") ;;
        *.c | *.h | *.cpp | *.hpp | *.cu | *.cuh) native+=("$file") ;;
      esac
    done
    # Files that are given by name would be formatted although ruff.toml excludes them.
    [ "''${#python[@]}" -eq 0 ] || ruff format --force-exclude --quiet "''${python[@]}"
    [ "''${#python[@]}" -eq 0 ] || ruff check --force-exclude --quiet --fix "''${python[@]}"
    [ "''${#shell[@]}" -eq 0 ] || shfmt -i 2 -ci -w "''${shell[@]}"
    [ "''${#native[@]}" -eq 0 ] || clang-format -i "''${native[@]}"
  '';
}
