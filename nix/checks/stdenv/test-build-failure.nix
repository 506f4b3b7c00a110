/**
  A derivation that builds where another one does not, with the messages it must
  give.

  # Example

  ```nix
  testBuildFailure (runCommand "x" { } "echo no; exit 1") [ "no" ]
  ```

  # Type

  ```
  testBuildFailure :: Derivation -> [ String ] -> Derivation
  ```

  # Arguments

  drv
  : a derivation of `stdenv.mkDerivation`

  messages
  : texts of one line, each of which the build must print
*/
{
  lib,
  stdenv,
  coreutils,
}:
drv: messages:
lib.throwIf (messages == [ ])
  "testBuildFailure: ${drv.name}: say what the build must print; a failure of another kind would pass"
  (
    drv.overrideAttrs (previous: {
      builder = stdenv.shell;
      args = [
        ./expect-failure.sh
        (previous.builder or stdenv.shell)
      ]
      ++ previous.args or [
        "-e"
        ../../debpkgs/stdenv/default-builder.sh
      ];
      expectedMessages = lib.concatStringsSep "\n" messages;
      expectFailurePath = lib.makeBinPath [ coreutils ];
    })
  )
