# What this release of CUDA knows. `checks.cuda-release` compares it with what the compiler says.
{
  cudaMajorMinorVersion = "13.0";

  # Host compilers by major version: the newest that crt/host_config.h lets through, the oldest of NVIDIA's installation guide.
  gcc = {
    oldest = "6";
    newest = "15";
  };

  # The first Linux driver for each major version, from the toolkits' release notes. Programs of a toolkit M.x run on what M.0 needs.
  drivers = {
    "11" = "450.80.02";
    "12" = "525.60.13";
    "13" = "580.65.06";
  };

  capabilities = {
    known = [
      "7.5"
      "8.0"
      "8.6"
      "8.7"
      "8.8"
      "8.9"
      "9.0"
      "9.0a"
      "10.0"
      "10.0a"
      "10.0f"
      "10.3"
      "10.3a"
      "10.3f"
      "11.0"
      "11.0a"
      "11.0f"
      "12.0"
      "12.0a"
      "12.0f"
      "12.1"
      "12.1a"
      "12.1f"
    ];
    # From Turing on, of each generation what is in most machines; no boards with a processor of their own.
    default = [
      "7.5"
      "8.0"
      "8.6"
      "8.9"
      "9.0"
      "10.0"
      "12.0"
    ];
  };
}
