# From pinned .deb files to packages: unpacked, moved to nixpkgs' layout and
# re-linked to the store, one store path for each entry of packages.toml and one
# for each other .deb of the lock.
#
#   source  NAME              the .deb or tarball of the lock, as a store path
#   packages                  { zlib = <runtime> // { dev = <headers>; }; … }
#   tools                     busybox and patchelf, for builders that have nothing else
{
  lib,
  system,
  /** The list. */
  packages ? ../packages.toml,
  /** What comes before the architecture in the name of its lock. */
  lockPrefix ? "",
  /** For another list: the result for packages.toml, which has the seed, the tools and the shell. */
  base ? null,
  /** For a list of the same release, which takes what `base` has from there: `{ list, lock, lockName }`, in place of files. */
  further ? null,
  /** Newer pins in place of some of the lock's, and the tools of the set without them: see grafts.nix. */
  grafted ? null,
}:
let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    elem
    filter
    genericClosure
    listToAttrs
    map
    ;

  platform = import ./platform.nix { inherit lib system; };
  inherit (platform) architecture triplet loader;

  own =
    if further != null then
      further
    else
      rec {
        list = lib.importTOML packages;
        lockName = "lock/${lockPrefix}${architecture}.json";
        lock = lib.importJSON (../. + "/${lockName}");
      };
  inherit (own) list lockName;
  inherited =
    if further == null then
      {
        packages = { };
        home = { };
        debs = { };
      }
    else
      base;
  lock = own.lock // {
    packages = own.lock.packages // inherited.packages // grafted.packages or { };
  };
  sources = lib.importJSON ../lock/sources.json;

  # The one seed that no fixed-output derivation can unpack: setup adds the
  # tree under its recursive hash.
  busybox =
    base.busybox or grafted.busybox or (derivation {
      inherit system;
      inherit (lock.packages.busybox-static.unpacked) name;
      outputHashMode = "recursive";
      outputHashAlgo = "sha256";
      outputHash = lock.packages.busybox-static.unpacked.sha256;
      preferLocalBuild = true;
      builder = "/source-busybox-static-is-not-in-the-store--run-./setup";
    });

  storeName = import ./store-name.nix;
  pinned =
    { path, sha256, ... }:
    import ./pinned-source.nix {
      inherit system busybox;
      remedy =
        if further == null then "run ./setup, which fetches it" else "run: nix run .#debpkgs -- fetch";
      name = storeName path;
      hash = {
        outputHashAlgo = "sha256";
        outputHash = sha256;
      };
    };
  # Each once, since many closures have it.
  pinnedPackages = builtins.mapAttrs (_: pinned) lock.packages;
  source =
    name:
    pinnedPackages.${name} or (pinned (
      sources.sources.${name} or (throw "debpkgs: ${name} is in neither ${lockName} nor lock/sources.json; ${
        if further == null then "add it to ${baseNameOf packages} and run `make update`" else "run: debpkgs update"
      }")
    ));

  tools =
    base.tools or grafted.tools or (derivation {
      name = "bootstrap-tools";
      inherit system loader;
      builder = "${busybox}/bin/busybox";
      args = [
        "sh"
        ./tools.sh
      ];
      busybox = "${busybox}/bin/busybox";
      debs = map source [
        "libc6"
        "libgcc-s1"
        "libstdc++6"
        "patchelf"
      ];
    });

  # An entry of a project may have the name of one of debpkgs, of which it has more; one of another archive that of a package of the suite.
  keyOf = entry: if inherited.debs ? ${entry} || isOther entry then "${entry}, further" else entry;
  isOther =
    entry:
    further != null
    && own.lock.packages ? ${entry}
    && !lib.any (output: elem entry (debsOf entry output)) [
      "out"
      "bin"
      "dev"
    ];

  # entry -> output -> .debs
  debsOf =
    entry: output:
    let
      at = key: list.packages.${entry}.${key} or [ ];
    in
    filter (name: lock.packages ? ${name} && !(inherited.packages ? ${name})) (
      at output ++ at "${output}-${architecture}"
    );

  # What an entry stands for and does not have itself.
  usesOf = entry: filter (deb: lock.packages ? ${deb}) (own.uses.${entry} or [ ]);

  named = concatMap (
    entry:
    concatMap (
      output:
      map (deb: {
        name = deb;
        value = {
          entry = keyOf entry;
          inherit output;
        };
      }) (debsOf entry output)
    ) [ "out" "bin" "dev" ]
  ) (attrNames list.packages);
  # .deb -> where it went; those that no entry lists are packages of their own.
  home = builtins.mapAttrs (deb: _: {
    entry = deb;
    output = "out";
  }) lock.packages // inheritedHome // listToAttrs named;
  # A compiler's tree keeps usr/: what is in it for itself is for others a package of its own.
  inheritedHome = lib.filterAttrs (
    _: at: (base.list.packages.${at.entry}.layout or "flat") != "sysroot"
  ) inherited.home;

  dependsOf = debs: filter (deb: !(elem deb debs)) (lib.unique (concatMap (deb: lock.packages.${deb}.depends) debs));

  outOf = deb: built.${home.${deb}.entry}.${home.${deb}.output};

  # "libc6@trixie", the package of another archive of a project -> "libc6"
  plainName = deb: builtins.head (builtins.split "@" deb);

  otherLibcs = filter (deb: deb != "libc6" && plainName deb == "libc6") (attrNames lock.packages);
  # The C library of some packages: that of an archive which has its own, or debpkgs'.
  glibcOf =
    debs:
    let
      other = if otherLibcs == [ ] then [ ] else filter (deb: elem deb otherLibcs) (below debs);
    in
    if other == [ ] then built.glibc.out else outOf (builtins.head other);

  # .debs needed by the shell itself cannot use it for their scripts.
  below =
    debs:
    map (node: node.key) (genericClosure {
      startSet = map (deb: nodes.${deb}) debs;
      operator = node: node.depends;
    });
  # Each once, since many closures have it.
  nodes = builtins.mapAttrs (key: deb: {
    inherit key;
    depends = map (name: nodes.${name}) deb.depends;
  }) lock.packages;
  shellDebs = below (debsOf "bash" "out");
  shell = (base.built or built).bash.out;

  nameOf =
    name: version: output:
    let
      named =
        version:
        lib.concatStringsSep "-" (
          map lib.sanitizeDerivationName ([ name (withoutEpoch version) ] ++ lib.optional (output != "out") output)
        );
    in
    # What takes a path's place in a binary is as long.
    if grafted == null then named version else fit (named (grafted.versions.${version} or version)) (named version);
  fit =
    old: new:
    let
      length = builtins.stringLength old;
    in
    builtins.substring 0 length (new + lib.concatStrings (lib.genList (_: "_") length));

  storePath =
    {
      name,
      /** Debian's, whole: what a fix changes is its revision. */
      version,
      output ? "out",
      debs,
      settings,
      runtime ? null,
      runtimes ? [ ],
      propagated ? [ ],
      isHeaders ? false,
    }:
    let
      isLibc = elem "libc6" (map plainName debs);
      glibc = glibcOf debs;
      underShell = isLibc || lib.any (deb: elem deb shellDebs) debs;
      libraries = lib.unique (map outOf (dependsOf debs));
      deps =
        lib.optional (runtime != null) runtime
        ++ libraries
        ++ lib.optional (!isLibc) glibc
        ++ lib.optional (!underShell) shell;
    in
    derivation (
      {
        name = nameOf name version output;
        inherit system triplet loader;
        builder = "${busybox}/bin/busybox";
        args = [
          "sh"
          (if further == null then ./deb-builder.sh else ./further-builder.sh)
        ];
        PATH = "${tools}/bin";
        patchelf = "${further.patchelf or tools}/bin/patchelf";
        relink = if further == null then ../relink/relink.sh else ./further-relink.sh;
        debs = map source debs;
        deps = lib.unique deps;
        layout = settings.layout or "flat";
        remove = settings.remove or [ ];
        links = settings.links or [ ] ++ concatMap (deb: lock.packages.${deb}.links or [ ]) debs;
        relinkIgnore = settings.ignore-missing or [ ];
        runtime = if runtime == null then "" else runtime;
        propagated = toString propagated;
        interpreter = if isLibc then "" else "${glibc}/lib/${loader}";
        patchLoader = if isLibc then ./patch-loader.sh else "";
      }
      // lib.optionalAttrs (further != null) {
        debBuilder = ./deb-builder.sh;
        debMembers = ./deb-members.sh;
        relinkBase = ../relink/relink.sh;
        prefixBase = ./further-prefix.sh;
        alternativesBase = ./further-alternatives.sh;
        inherit runtimes isHeaders;
        # A version is that of a source package.
        siblings = map outOf (
          filter (dep: lib.any (deb: lock.packages.${deb}.version == lock.packages.${dep}.version) debs) (dependsOf debs)
        );
      }
      // lib.optionalAttrs (lib.any (deb: lock.packages.${deb} ? archive) debs) {
        zstd = "${base.built.zstd.bin or base.built.zstd.out}/bin/zstd";
      }
      // lib.optionalAttrs isHeaders {
        headersBase = ./further-headers.sh;
        readable = map outOf (filter (deb: !(inherited.packages ? ${deb})) (dependsOf debs));
      }
    );

  # What builds and shells do with a package of headers.
  linkHook =
    name: debs:
    derivation {
      name = "${lib.sanitizeDerivationName name}-link-hook";
      inherit system;
      builder = "${busybox}/bin/busybox";
      args = [
        "sh"
        ./further-hook.sh
      ];
      PATH = "${busybox}/bin";
      folders = lib.unique (map outOf (below debs));
      # The C library that has to be a program's, where it is not debpkgs'.
      linker = lib.optionalString (glibcOf debs != built.glibc.out) "${glibcOf debs}/lib/${loader}";
      # The compiler's packages have its version.
      compilers = map outOf (
        filter (deb: lib.hasPrefix "lib" deb && lock.packages.${deb}.version == lock.packages.libgcc-s1.version) (below debs)
      );
    };

  # "1:2.3-4" -> "2.3-4"
  withoutEpoch = version: lib.last (builtins.match "([0-9]+:)?(.*)" version);
  # "1:2.3~rc1-4" -> "2.3-rc1", as nixpkgs has it: a store name allows no "~".
  upstreamVersion =
    version: builtins.replaceStrings [ "~" ] [ "-" ] (lib.head (builtins.match "([^-]*)(-.*)?" (withoutEpoch version)));

  # What headers say that they are of, where that is no package of headers.
  librariesOf =
    debs:
    filter (
      deb: home.${deb}.output == "out" && plainName deb != "libc6" && !lib.hasSuffix "-dev" (plainName deb)
    ) (dependsOf debs);

  # What debpkgs does not have itself.
  isFurther = deb: !(inherited.packages ? ${deb});
  # Lines of two .debs, of which the first is configured first.
  order = builtins.mapAttrs (
    name: deb: lib.concatMapStrings (before: "${before} ${name}\n") ([ name ] ++ filter isFurther deb.depends)
  ) lock.packages;

  # A .deb and where it is, on a line.
  sourceLines = builtins.mapAttrs (name: _: "${name} ${source name}\n") lock.packages;

  # What Debian calls some .debs, the first of which gives them the version.
  debianOf = debs: {
    inherit (lock.packages.${lib.head debs}) version;
    # A lock of an earlier debpkgs names no source and no licences.
    source = lock.packages.${lib.head debs}.source or (lib.head debs);
    licenses = lib.unique (concatMap (deb: lock.packages.${deb}.licenses or [ ]) debs);
    packages = lib.genAttrs debs (deb: lock.packages.${deb}.version);
    copyright = "share/doc/${lib.head debs}/copyright";
  };

  # { out; bin?; dev?; version; debian; } for an entry of packages.toml
  build =
    entry:
    let
      settings = list.packages.${entry};
      debs = lib.genAttrs [ "out" "bin" "dev" ] (debsOf entry);
      uses = usesOf entry;
      debian = debianOf (debs.out ++ debs.bin ++ debs.dev ++ uses);
      inherit (debian) version;
      out = storePath {
        name = entry;
        inherit version settings;
        debs = debs.out;
      };
      bin = storePath {
        name = entry;
        output = "bin";
        inherit version settings;
        debs = debs.bin;
      };
      dev = storePath {
        name = entry;
        output = "dev";
        inherit version;
        debs = debs.dev;
        settings = removeAttrs settings [ "layout" "links" "remove" ];
        isHeaders = further != null;
        runtime = if debs.out == [ ] then null else out;
        runtimes = lib.optionals (further != null) (map outOf (librariesOf debs.dev));
        propagated =
          lib.optional (debs.out != [ ]) out
          ++ lib.optional (debs.bin != [ ]) bin
          ++ lib.optional (further != null) (linkHook entry (debs.out ++ librariesOf debs.dev))
          ++ concatMap (
            deb:
            let
              at = home.${deb};
            in
            lib.optional (at.output == "dev" && at.entry != keyOf entry) built.${at.entry}.dev
          ) (dependsOf debs.dev)
          ++ map outOf (filter (deb: home.${deb}.entry != keyOf entry) uses);
      };
    in
    {
      inherit debian;
      version = upstreamVersion version;
      out = if debs.out != [ ] then out else inherited.debs.${entry}.out or dev;
    }
    // lib.optionalAttrs (debs.bin != [ ]) { inherit bin; }
    // lib.optionalAttrs (debs.dev ++ uses != [ ]) { inherit dev; };

  buildAlone = deb: {
    debian = debianOf [ deb ];
    version = upstreamVersion lock.packages.${deb}.version;
    out = storePath {
      name = deb;
      inherit (lock.packages.${deb}) version;
      debs = [ deb ];
      settings = { };
    };
  };

  listed = filter (entry: debsOf entry "out" ++ debsOf entry "dev" ++ usesOf entry != [ ]) (attrNames list.packages);
  built =
    lib.genAttrs (filter (deb: home.${deb}.entry == deb) (attrNames lock.packages)) buildAlone
    // inherited.debs
    // lib.optionalAttrs (further != null) {
      perl = inherited.debs.perl // {
        out = import ./perl.nix { inherit system base busybox; };
      };
    }
    // lib.mapAttrs' (entry: lib.nameValuePair (keyOf entry)) (lib.genAttrs listed build);
in
{
  /**
    An entry's or a .deb's store paths, with those of all that it depends on; these .debs; as texts, the files of those whose scripts are
    run, and in what order; whether any of them names places of Debian.
  */
  closureOf =
    name:
    let
      own = debsOf name "out" ++ debsOf name "bin";
      start = if own == [ ] then filter (deb: lock.packages ? ${deb}) [ name ] else own;
      every = below start;
      describe = deb: {
        inherit deb;
        inherit (lock.packages.${deb}) version;
        out = outOf deb;
      };
    in
    {
      paths = lib.unique (map outOf every);
      debs = map describe every;
      # Its own, and what these ask for themselves.
      direct = map describe (lib.unique (start ++ dependsOf start));
      order = lib.concatMapStrings (deb: order.${deb}) (filter isFurther every);
      sources = lib.concatMapStrings (deb: sourceLines.${deb}) (filter isFurther every);
      # In what debpkgs has itself nobody has looked for them.
      namesPlaces = lib.any (deb: lock.packages.${deb}.places or (!isFurther deb && lib.elem deb start)) every;
    };
  /** The .debs of an output of an entry, or a .deb, with all that they depend on: `[ { name; version; source; } ]`. */
  debsWith =
    entry: outputs:
    let
      own = concatMap (debsOf entry) outputs;
      uses = lib.optionals (elem "dev" outputs) (usesOf entry);
      alone = lib.optionals (elem "out" outputs) (filter (deb: lock.packages ? ${deb}) [ entry ]);
    in
    map (deb: {
      name = plainName deb;
      inherit (lock.packages.${deb}) version;
      source = source deb;
    }) (below (if own ++ uses == [ ] then alone else own ++ uses));
  inherit
    architecture
    busybox
    loader
    platform
    source
    tools
    triplet
    pinned
    home
    list
    ;
  inherit (lock) packages;
  relink = ../relink/relink.sh;
  built = lib.genAttrs listed (entry: built.${keyOf entry});
  debs = built;
  allSources = map pinned (
    attrValues (removeAttrs lock.packages (attrNames inherited.packages))
    ++ lib.optionals (further == null) (attrValues sources.sources)
  );
}
