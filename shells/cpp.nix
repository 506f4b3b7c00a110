# C++ as interactive as Python: cppyy in IPython and in JupyterLab. `%%cpp` begins a cell of C++ in both; no setting of IPython's or
# Jupyter's is read from, or written to, the person's home for that: the environment has its own, as etc/ and share/ beside its bin/.
{
  mkShell,
  cppLab,
}:
mkShell {
  name = "cpp";
  packages = [ cppLab.env ];
  # Headers and a library for the notebook, and for a compiler as well.
  buildInputs = [ cppLab.library ];
  CPP_LAB = cppLab.library;
  shellHook = ''
    if [ -t 1 ]; then
      echo "cpp: python ${cppLab.python.version} with cppyy, ipython, jupyter lab, numpy, matplotlib; gcc"
      echo "  ipython                               %%cpp begins a cell of C++, %cpp a line; or import cppyy"
      echo "  jupyter lab envs/cpp-lab/tour.ipynb   the same in a notebook, with plots"
    fi
  '';
}
