# The sample project as a package; the cases build on it.
{ stdenv, zlib }:
stdenv.mkDerivation {
  pname = "greet";
  version = "1.0";
  src = ./project;
  outputs = [
    "out"
    "dev"
  ];
  propagatedBuildInputs = [ zlib ];
  configureFlags = [ "--with-greeting=good-day" ];
  meta.mainProgram = "greet";
}
