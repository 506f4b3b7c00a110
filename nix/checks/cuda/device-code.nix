/**
  A check of the device code in a program: machine code for each device that cudaCapabilities names and for no other, and PTX of the
  newest alone.

  # Arguments

  - `name`: of the check
  - `program`: path of an ELF file
  - `spills`: whether its kernels may keep variables in local memory, the slowest there is
  - `spillsOf`: where they may not, pattern of the mangled names of those that may all the same: a library's
*/
{
  lib,
  cudaPackages,
  runCommand,
}:
{
  name,
  program,
  spills ? true,
  spillsOf ? "no such name",
}:
runCommand "device-code-${name}"
  {
    nativeBuildInputs = [ cudaPackages.cuda_cuobjdump ];
    inherit program;
    inherit (cudaPackages.flags) realArches;
    newest = lib.last cudaPackages.flags.realArches;
  }
  ''
    # listed OPTION: the devices that there is code for, one a line
    listed() { cuobjdump "$1" $program | sed -n 's/.*\.\(sm_[0-9]*[af]\?\)\.\(cubin\|ptx\)$/\1/p' | sort -V -u; }
    diff <(printf '%s\n' $realArches) <(listed --list-elf) || {
      echo "error: ${name}: machine code is for the devices marked >, cudaCapabilities asks for those marked <" >&2
      exit 1
    }
    diff <(echo $newest) <(listed --list-ptx) || {
      echo "error: ${name}: PTX is of what is marked >, and the newest is marked <" >&2
      exit 1
    }
    cuobjdump --dump-resource-usage $program | sed -n '/Function/{N;s/\n//;p}' >usage
    grep -q 'STACK:[0-9]* .*LOCAL:[0-9]*' usage
    ${lib.optionalString (!spills) ''
      ! grep -v 'STACK:0 .*LOCAL:0 \|Function '${lib.escapeShellArg spillsOf} usage || {
        echo "error: ${name}: these kernels use local memory; give them fewer variables, or threads that may have more registers" >&2
        exit 1
      }
    ''}
    cp usage $out
  ''
