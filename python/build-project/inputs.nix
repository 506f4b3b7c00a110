# Whether the generated files belong to the lock and the pyproject.toml that are there: names of the files that changed since.
# `pyproject2nix.project.digest` computes the same digests.
{
  /** `inputs` of project.json. */
  inputs,
  /** The project's folder. */
  folder,
}:
let
  inherit (builtins)
    all
    attrNames
    concatLists
    concatStringsSep
    filter
    foldl'
    fromTOML
    hashFile
    hashString
    isAttrs
    isFloat
    isInt
    isList
    isString
    length
    listToAttrs
    map
    pathExists
    readFile
    split
    stringLength
    ;

  sha256 = hashString "sha256";

  canonical =
    value:
    if isAttrs value then
      "{${concatStringsSep "" (map (name: "${sha256 name}=${canonical value.${name}};") (attrNames value))}}"
    else if isList value then
      "[${concatStringsSep "" (map (item: "${canonical item};") value)}]"
    else if isString value then
      "s${sha256 value}"
    else if isInt value then
      "i${toString value}"
    else if isFloat value then
      "f${toString value}"
    else if value then
      "true"
    else
      "false";

  select =
    data: name:
    let
      at = foldl' (value: key: if isAttrs value then value.${key} or null else null) data (
        filter isString (split "\\." name)
      );
      value = if isAttrs at then removeAttrs at (inputs.except.${name} or [ ]) else at;
    in
    if value == null then [ ] else [ { inherit name value; } ];

  digestOf = text: sha256 (canonical (listToAttrs (concatLists (map (select (fromTOML text)) inputs.tables))));

  # Outside of strings, a date or a large number: Nix has none, and fails. A regular expression over a long line can exhaust the stack.
  isReadable =
    text:
    all (line: !(isString line) || stringLength line <= 2000) (split "\n" text)
    && length (
      split "[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2}|[0-9]{19}" (
        concatStringsSep "" (filter isString (split "\"[^\"\n]*\"|'[^'\n]*'" text))
      )
    ) == 1;

  # A file that was not handed to the evaluation cannot be compared.
  isThere = name: pathExists (folder + "/${name}");
  isAsItWas = name: recorded: hashFile "sha256" (folder + "/${name}") == recorded;

  tablesAreAsTheyWere =
    name: recorded:
    let
      text = readFile (folder + "/${name}");
    in
    if recorded ? tables then isReadable text && digestOf text == recorded.tables else isAsItWas name recorded.file;

  changed = isSame: files: filter (name: isThere name && !(isSame name files.${name})) (attrNames files);
in
changed tablesAreAsTheyWere inputs.projects ++ changed isAsItWas inputs.files
