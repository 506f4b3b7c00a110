
    self: super: {
                click =
                    self.callPackage
                        ./packages/click {};

                markupsafe =
                    self.callPackage
                        ./packages/markupsafe {};

                jinja2 =
                    self.callPackage
                        ./packages/jinja2 {};

    }