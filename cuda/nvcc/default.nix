# nvcc, told where its parts are and which host compiler it calls.
{
  backendStdenv,
  cuda_cccl,
  cuda_crt,
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
    # CMake takes the folder that nvcc is in for the toolkit, and asks for these.
    ln -s $nvvm/nvvm $out/nvvm
    ln -s ${cuda_crt}/include/crt ${cuda_cccl}/include/cccl $out/include/
  '';

  passthru = previous.passthru // {
    inherit (backendStdenv) cc;
  };
  meta = previous.meta // {
    mainProgram = "nvcc";
  };
})
