self: super: {
  sample = self.callPackage ./packages/sample { };
}
