/**
  The sort-bench program and the libraries that it is linked to.
*/
{ dockerTools, sort-bench }:
dockerTools.buildLayeredImage {
  name = "sort-bench";
  tag = sort-bench.version;
  config = {
    Entrypoint = [ "${sort-bench}/bin/sort-bench" ];
    Labels = {
      "org.opencontainers.image.description" = sort-bench.meta.description or "";
      "org.opencontainers.image.title" = "sort-bench";
      "org.opencontainers.image.version" = sort-bench.version;
    };
    User = "65534:65534";
  };
}
