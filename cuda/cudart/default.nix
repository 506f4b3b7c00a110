# The runtime, with a stub of the driver's libcuda for linkers, as NVIDIA's installer has one and its wheels do not.
{ plain }:
plain.overrideAttrs (previous: {
  postInstall = ''
    source ${./driver-stub.sh}
    mkdir -p $stubs/lib/stubs $stubs/nix-support
    # Not by the name that programs look for, libcuda.so.1.
    driverStub $out/include $stubs/lib/stubs/libcuda.so
    cp ${./stubs-setup-hook.sh} $stubs/nix-support/setup-hook
  '';

  # As an input: who has the headers can link with the driver.
  preFixup = previous.preFixup + "\nappendToVar propagatedBuildInputs $stubs";
})
