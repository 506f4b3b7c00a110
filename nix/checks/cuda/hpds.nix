# hpds-cuda without a GPU: its arithmetic, its device code, and what it does where there is no driver.
{
  cudaPackages,
  deviceCode,
  driver-bridge,
  hpds-cuda,
  hpdsCudaEnv,
  runCommand,
  runCommandCC,
}:
let
  source = ../../../envs/hpds;
  engine = "${hpds-cuda}/${hpds-cuda.pythonModule.sitePackages}/hpds/accelerate/_cuda.*.so";
in
{
  # What device code computes with, by the processor.
  arithmetic = runCommandCC "hpds-device-arithmetic" { } ''
    $CXX -std=c++17 -Wall -Wextra -Werror -O1 -g -ffp-contract=off -static-libasan -static-libubsan \
      -fsanitize=address,undefined -fno-sanitize-recover \
      -I${source}/src/core ${source}/tests/device_arithmetic.cpp -o test
    ./test
    touch $out
  '';

  code = deviceCode {
    name = "hpds-cuda";
    program = engine;
    spills = false;
    # CUB's scan and one of its sorts have 8 or 16 bytes there, for some devices.
    spillsOf = "_ZN3cub";
  };

  # Each kernel of ours says how many threads a block has, the number that it is launched with.
  launch-bounds =
    runCommand "hpds-launch-bounds" { nativeBuildInputs = [ cudaPackages.cuda_cuobjdump ]; }
      ''
        threads=$(sed -n 's/^inline constexpr int threads = \([0-9]*\);$/\1/p' ${source}/src/core/engine/cuda/launch.hpp)
        cuobjdump --dump-ptx ${engine} >ptx
        sed -n '/^\.visible \.entry\|^\.entry\|^\.weak \.entry/{s/.*entry \([^(]*\).*/\1/;h};/^\.maxntid/{s/[^0-9]*\([0-9]*\).*/\1/;G;s/\n/ /;p}' \
          ptx | grep '4hpds4cuda.*_kernel' | sort -u >bounds
        sed -n 's/.*entry \([^(]*hpds4cuda[^(]*_kernel[^(]*\).*/\1/p' ptx | sort -u >kernels
        diff <(cut -d' ' -f2 bounds | sort -u) kernels || {
          echo "error: hpds-cuda: the kernels marked > have no __launch_bounds__" >&2
          exit 1
        }
        ! grep -v "^$threads " bounds || {
          echo "error: hpds-cuda: the launch bounds of these kernels are not launch.hpp's $threads threads" >&2
          exit 1
        }
        for kernel in saxpy shared_histogram histogram keys values places gather; do
          grep -q "$((''${#kernel} + 7))''${kernel}_kernel" kernels || {
            echo "error: hpds-cuda has no kernel $kernel" >&2
            exit 1
          }
        done
        cp bounds $out
      '';

  # By the interpreter that is offered a driver: there is none here.
  without-gpu = runCommand "hpds-cuda-without-gpu" { } ''
    env -i ${hpdsCudaEnv}/bin/python3 -W always ${./hpds_without_gpu.py} 2>said
    cat said
    [ "$(grep -c RuntimeWarning said)" = 1 ]
    env -i ${hpdsCudaEnv}/bin/python3 -W error -m hpds >report
    grep -qxF 'accelerate  no CUDA driver on this machine' report
    # A driver is found, and asked: this one is too old for the toolkit.
    env -i HPDS_DRIVER_PATH=${driver-bridge.fakes}/535 ${hpdsCudaEnv}/bin/python3 -m hpds >>report
    grep -q '^accelerate  cudaGetDeviceCount: cudaErrorInsufficientDriver: ' report
    cp report $out
  '';
}
