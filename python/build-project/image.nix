/**
  An image of a Python environment.

  Layers from the bottom: C library; interpreter with its own libraries; libraries that it shares
  with the packages; the packages; the project and its environment. The environment is named by the
  configuration only, not linked into the root, so that on any base an edit of the project changes
  one layer.
*/
{
  lib,
  dockerTools,
  glibc,
}:
{
  name,
  python3,
  env,
  /** The project's package; null where it is none. */
  package ? null,
  /** Libraries to put into layers of their own, above the C library: large ones that seldom change. */
  apart ? [ ],
  config ? { },
}:
let
  top = if package == null then env else package;
  # Of what is left of the C library's layer: the parts that the comment above names.
  parts = [
    "pipe"
    [
      [
        "split_paths"
        [ { children_of = top; } ]
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
  ];
in
dockerTools.buildLayeredImage {
  inherit name;
  ${if package == null then null else "tag"} = package.version;
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
      (
        if apart == [ ] then
          parts
        else
          [
            "pipe"
            [
              [
                "split_paths"
                apart
              ]
              [
                "over"
                "rest"
                parts
              ]
            ]
          ]
      )
    ]
  ];
  config = {
    Entrypoint =
      if top.meta ? mainProgram then [ "${env}/bin/${top.meta.mainProgram}" ] else [ "${env}/bin/python3" ];
    Env = [
      "LANG=C.UTF-8"
      "PATH=${env}/bin"
      "PYTHONDONTWRITEBYTECODE=1"
    ];
    Labels = {
      "org.opencontainers.image.title" = name;
    }
    // lib.optionalAttrs (package != null) {
      "org.opencontainers.image.description" = package.meta.description or "";
      "org.opencontainers.image.version" = package.version;
    };
    User = "65534:65534";
  }
  // config;
}
