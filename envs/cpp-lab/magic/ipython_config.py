# Read by every IPython and every kernel of this environment, from etc/ipython beside its bin/.
c = get_config()  # noqa: F821
c.InteractiveShellApp.extensions = ["cpp_magic"]
