# The C++ notebook runs in the sandbox, where no header but the store's is, and with no compiler on PATH.
{
  runCommandLocal,
  cppLab,
}:
runCommandLocal "cpp-notebook" { CPP_LAB = cppLab.library; } ''
  export HOME=$PWD PATH=
  ${cppLab.env}/bin/python3 ${../../envs/cpp-lab/tests/run_notebook.py} ${../../envs/cpp-lab/tour.ipynb}
  : >$out
''
