# nvcc, told where its parts are and which host compiler it calls.
{
  lib,
  backendStdenv,
  flags,
  libnvvm,
  plain,
}:
plain.overrideAttrs (previous: {
  profile = ./nvcc.profile;
  setupHook = ./setup-hook.sh;
  hostCompiler = backendStdenv.cc;
  nvvm = libnvvm;
  cudaArchitectures = flags.cmakeCudaArchitecturesString;

  postInstall = ''
    substituteAll $profile $out/bin/nvcc.profile
    # CMake takes the folder that has it for the toolkit.
    ln -s $nvvm/nvvm $out/nvvm
  '';

  passthru = previous.passthru // {
    inherit (backendStdenv) cc;
  };
  meta = previous.meta // {
    mainProgram = "nvcc";
  };
})
