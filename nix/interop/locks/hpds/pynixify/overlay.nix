
    self: super: {
                numpy =
                    self.callPackage
                        ./packages/numpy {};

    }