# cuobjdump, beside the disassembler that it starts.
{ plain, cuda_nvdisasm }:
plain.overrideAttrs (previous: {
  postInstall = "ln -s ${cuda_nvdisasm}/bin/nvdisasm $out/bin/";
  meta = previous.meta // {
    mainProgram = "cuobjdump";
  };
})
