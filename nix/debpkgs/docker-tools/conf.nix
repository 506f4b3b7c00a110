/**
  The description of an image: its configuration and the store paths of each layer.

  A plain derivation, since only structured attributes hand a builder the reference graph with sizes,
  and Python reads them without a shell's help.

  # Arguments

  - `system`, `python3`: what runs the planner
  - `name`: of the derivation
  - `imageName`, `tag`: of the image; the tag `null` stands for the hash of the description
  - `config`, `architecture`, `created`, `mtime`, `uid`, `gid`, `uname`, `gname`,
    `includeStorePaths`, `maxLayers`, `layeringPipeline`: as in `streamLayeredImage`
  - `configFile`: the configuration as a file, for its references
  - `customisationLayer`: archive that is added to the last layer
  - `grafts`: `[ { oldDependency; newDependency; } … ]`, packages that take the place of others
*/
{
  system,
  python3,
  name,
  imageName,
  tag,
  config,
  configFile,
  customisationLayer,
  grafts,
  includeStorePaths,
  ...
}@arguments:
let
  roots = [
    configFile
    customisationLayer
  ];
  conf = derivation {
    inherit name system imageName;
    builder = "${python3}/bin/python3";
    args = [
      "-I"
      "-B"
      (import ./program.nix)
      "plan"
    ];
    __structuredAttrs = true;
    preferLocalBuild = true;
    exportReferencesGraph = {
      graph = if includeStorePaths then roots else [ ];
    }
    // (if grafts == [ ] then { } else { newer = map (one: one.newDependency) grafts; });
    grafts = map (one: [ "${one.oldDependency}" "${one.newDependency}" ]) grafts;
    excluded = roots;
    store_dir = builtins.storeDir;
    customisation_layer = customisationLayer;
    inherit (arguments)
      architecture
      config
      created
      gid
      gname
      includeStorePaths
      layeringPipeline
      maxLayers
      mtime
      tag
      uid
      uname
      ;
  };
  hash = builtins.substring 0 32 (baseNameOf (builtins.unsafeDiscardStringContext conf.outPath));
in
conf // { imageTag = if tag != null then tag else hash; }
