/**
  The interpreter alone, for programs that are mounted or copied in.
*/
{ dockerTools, python3 }:
dockerTools.buildLayeredImage {
  name = "python";
  contents = [ dockerTools.fakeNss ];
  extraCommands = "mkdir -m 1777 tmp";
  config = {
    Cmd = [ "${python3}/bin/python3" ];
    Env = [
      "LANG=C.UTF-8"
      "PATH=${python3}/bin"
      "PYTHONDONTWRITEBYTECODE=1"
    ];
    Labels = {
      "org.opencontainers.image.title" = "python";
      "org.opencontainers.image.version" = python3.version;
    };
    User = "65534:65534";
  };
}
