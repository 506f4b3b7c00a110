# `stdenv.mkDerivation`, with nixpkgs' arguments.
{
  lib,
  stdenv,
}:
let
  inherit (builtins)
    attrNames
    filter
    intersectAttrs
    map
    removeAttrs
    ;

  # Arguments of nixpkgs that this standard environment has no meaning for.
  unsupported = {
    depsBuildBuild = "cross compilation";
    depsBuildTarget = "cross compilation";
    depsHostHost = "cross compilation";
    depsTargetTarget = "cross compilation";
    depsBuildBuildPropagated = "cross compilation";
    depsBuildTargetPropagated = "cross compilation";
    depsHostHostPropagated = "cross compilation";
    depsTargetTargetPropagated = "cross compilation";
    separateDebugInfo = "debug information in an output of its own";
    crossOverlays = "cross compilation";
    setSourceRoot = "name the directory in sourceRoot";
    unpackCmd = "write an unpackPhase";
  };

  inputNames = [
    "nativeBuildInputs"
    "buildInputs"
    "propagatedBuildInputs"
    "propagatedNativeBuildInputs"
  ];

  # Not passed to the builder.
  internal = [
    "pname"
    "version"
    "meta"
    "passthru"
    "env"
    "outputs"
    "hardeningDisable"
    "hardeningEnable"
    "nativeCheckInputs"
    "checkInputs"
    "nativeInstallCheckInputs"
    "installCheckInputs"
    "pos"
    "strictDeps"
    "__structuredAttrs"
  ];

  defaultHardening = [
    "fortify"
    "stackprotector"
    "relro"
    "bindnow"
  ];

  toDerivation =
    attrs:
    let
      name =
        attrs.name
          or (
            if attrs ? pname && attrs ? version then
              "${attrs.pname}-${attrs.version}"
            else
              throw "mkDerivation: give `name`, or `pname` and `version`; got only ${toString (attrNames attrs)}"
          );
      used = filter (n: attrs ? ${n} && attrs.${n} != [ ] && attrs.${n} != false) (attrNames unsupported);
      outputs = attrs.outputs or [ "out" ];
      doCheck = attrs.doCheck or false;
      doInstallCheck = attrs.doInstallCheck or false;
      inputs = {
        nativeBuildInputs =
          attrs.nativeBuildInputs or [ ]
          ++ lib.optionals doCheck (attrs.nativeCheckInputs or [ ])
          ++ lib.optionals doInstallCheck (attrs.nativeInstallCheckInputs or [ ]);
        buildInputs =
          attrs.buildInputs or [ ]
          ++ lib.optionals doCheck (attrs.checkInputs or [ ])
          ++ lib.optionals doInstallCheck (attrs.installCheckInputs or [ ]);
        propagatedBuildInputs = attrs.propagatedBuildInputs or [ ];
        propagatedNativeBuildInputs = attrs.propagatedNativeBuildInputs or [ ];
      };
      # `null` stands for "not on this platform", as in nixpkgs.
      dev = list: map lib.getDev (filter (x: x != null) (lib.flatten list));
      disabled = attrs.hardeningDisable or [ ];
      hardening =
        if builtins.elem "all" disabled then
          [ ]
        else
          filter (flag: !(builtins.elem flag disabled)) defaultHardening;
      unknownHardening = lib.subtractLists defaultHardening (attrs.hardeningEnable or [ ]);
      env = removeAttrs attrs (internal ++ inputNames) // attrs.env or { };
      drv = derivation (
        {
          inherit name outputs stdenv;
          inherit (stdenv) system;
          builder = stdenv.shell;
          args = [
            "-e"
            ./default-builder.sh
          ];
          NIX_HARDENING_ENABLE =
            lib.throwIf (unknownHardening != [ ])
              "mkDerivation: ${name}: hardeningEnable: debpkgs does not support ${toString unknownHardening}; give the compiler flags themselves, or leave it out"
              (toString hardening);
          strictDeps = if attrs.strictDeps or false then "1" else "";
          inherit doCheck doInstallCheck;
        }
        // lib.optionalAttrs (attrs ? pname) { inherit (attrs) pname; }
        // lib.optionalAttrs (attrs ? version) { inherit (attrs) version; }
        // builtins.mapAttrs (_: dev) inputs
        // lib.filterAttrs (_: value: value != null) env
      );
    in
    lib.throwIf (used != [ ])
      "mkDerivation: ${name}: debpkgs does not support ${
        lib.concatMapStringsSep ", " (n: "${n} (${unsupported.${n}})") used
      }; build it on nixpkgs through overlays.default"
      (
        lib.throwIf (attrs.__structuredAttrs or false)
          "mkDerivation: ${name}: debpkgs does not support __structuredAttrs; pass plain attributes"
          (
            lib.extendDerivation true (
              {
                inherit name;
                inherit (inputs)
                  nativeBuildInputs
                  buildInputs
                  propagatedBuildInputs
                  propagatedNativeBuildInputs
                  ;
                inherit stdenv outputs doCheck;
                meta = {
                  inherit name;
                  outputsToInstall = if builtins.elem "bin" outputs then [ "bin" ] else [ (builtins.head outputs) ];
                }
                // attrs.meta or { };
              }
              // intersectAttrs {
                pname = null;
                version = null;
                src = null;
                passthru = null;
              } attrs
              // attrs.passthru or { }
            ) drv
          )
      );

  make =
    f:
    let
      final = f final';
      final' = final // {
        finalPackage = package;
      };
      package = toDerivation final // {
        overrideAttrs =
          change:
          make (
            self:
            let
              previous = f self;
              apply = lib.toFunction change;
              # `(previous: …)` and `(final: previous: …)` are both written.
              result = apply previous;
            in
            previous // (if lib.isFunction result then apply self previous else result)
          );
      };
    in
    package;
in
attrsOrFunction: make (lib.toFunction attrsOrFunction)
