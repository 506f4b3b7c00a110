# What the sandbox does not allow of the standard library's tests: name -> reason.
{ lib, pythonVersion }:
{
  # Whole files of tests.
  files = { };
  # Single cases.
  cases = { };
}
