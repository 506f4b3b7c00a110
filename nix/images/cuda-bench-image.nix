/**
  The cuda-bench program. NVIDIA's container toolkit gives it the driver: the variables say what of it.
*/
{ dockerTools, cuda-bench }:
dockerTools.buildLayeredImage {
  name = "cuda-bench";
  tag = cuda-bench.version;
  config = {
    Entrypoint = [ "${cuda-bench}/bin/cuda-bench" ];
    Env = [
      "NVIDIA_DRIVER_CAPABILITIES=compute,utility"
      "NVIDIA_VISIBLE_DEVICES=all"
    ];
    Labels = {
      "org.opencontainers.image.description" = cuda-bench.meta.description or "";
      "org.opencontainers.image.title" = "cuda-bench";
      "org.opencontainers.image.version" = cuda-bench.version;
    };
    User = "65534:65534";
  };
}
