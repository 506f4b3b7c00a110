# Write documentation: pages are Markdown, and nothing is made of them. Links between them are tested, and docs/debugging.md's commands.
{ mkShell, testPython }:
mkShell {
  name = "docs";
  packages = [ testPython ];
  shellHook = ''
    if [ -t 1 ]; then
      echo "docs: python ${testPython.python.version} with pytest"
      echo "  pytest tests/test_docs.py         links between pages, to files and headings"
      echo "  pytest tests/test_debugging.py    types what docs/debugging.md says, compares the answers"
    fi
  '';
}
