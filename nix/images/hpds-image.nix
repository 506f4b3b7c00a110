/**
  hpds, with the interpreter and the packages that it needs.

  Layers from the bottom: C library; interpreter with its own libraries; libraries that it shares
  with the packages; the packages; hpds and its environment. The environment is named by the
  configuration only, not linked into the root, so that on any base an edit of hpds changes one layer.
*/
{
  dockerTools,
  python3,
  glibc,
}:
let
  inherit (python3.pkgs) hpds;
  env = python3.withPackages (_: [ hpds ]);
in
dockerTools.buildLayeredImage {
  name = "hpds";
  tag = hpds.version;
  contents = [ dockerTools.fakeNss ];
  extraCommands = "mkdir -m 1777 tmp";
  layeringPipeline = [
    [
      "split_paths"
      [ glibc ]
    ]
    [
      "over"
      "rest"
      [
        "pipe"
        [
          [
            "split_paths"
            [ { children_of = hpds; } ]
          ]
          [
            "over"
            "main"
            [
              "split_paths"
              [ python3 ]
            ]
          ]
        ]
      ]
    ]
  ];
  config = {
    Entrypoint = [
      "${env}/bin/python3"
      "-m"
      "hpds"
    ];
    Env = [
      "LANG=C.UTF-8"
      "PATH=${env}/bin"
      "PYTHONDONTWRITEBYTECODE=1"
    ];
    Labels = {
      "org.opencontainers.image.description" = hpds.meta.description or "";
      "org.opencontainers.image.title" = "hpds";
      "org.opencontainers.image.version" = hpds.version;
    };
    User = "65534:65534";
  };
}
