# What the sandbox does not allow of the standard library's tests: name -> reason.
{ lib, pythonVersion }:
let
  noServices = "the sandbox has no /etc/services: names of ports are unknown";
  noLibc = "asks the linker for the system's libc; the sandbox has none";
  noUsers = "the sandbox's user may not become another one, nor give files away";
  expat = "Debian's expat 2.5 has 2.6's deferral of parsing (CVE-2023-52425) without the switch that the test asks for";
  oldExpat = "Debian's expat 2.5 has 2.6's deferral of parsing (CVE-2023-52425), which the test expects by version";
in
{
  "test.test_asyncio.test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_service_name" =
    noServices;
  "test.test_os.ChownFileTests.test_chown_without_permission" = noUsers;
  "test.test_socket.GeneralModuleTests.testGetServBy" = noServices;
  "test.test_socket.GeneralModuleTests.testGetaddrinfo" = noServices;
  "test.test_subprocess.POSIXProcessTestCase.test_group" = noUsers;
  "test.test_subprocess.POSIXProcessTestCase.test_user" = noUsers;
}
// lib.optionalAttrs (lib.versionOlder pythonVersion "3.13") {
  "ctypes.test.test_find.FindLibraryLinux.test_find_library_with_ld" = noLibc;
  "test.test_spwd.TestSpwdNonRoot.test_getspnam_exception" = "the sandbox has no file of passwords to be kept from";
  "test.test_xml_etree.XMLPullParserTest.test_simple_xml" = oldExpat;
}
// lib.optionalAttrs (lib.versionAtLeast pythonVersion "3.13") {
  "test.test_ctypes.test_find.FindLibraryLinux.test_find_library_with_ld" = noLibc;
  "test.test_pyexpat.ReparseDeferralTest.test_reparse_deferral_disabled" = expat;
  "test.test_sax.ExpatReaderTest.test_flush_reparse_deferral_disabled" = expat;
  "test.test_xml_etree.XMLPullParserTest.test_flush_reparse_deferral_disabled" = expat;
  "test.test_xml_etree_c.XMLPullParserTest.test_flush_reparse_deferral_disabled" = expat;
  "test.test_tarfile.TestExtractionFilters.test_modes" = "the sandbox forbids the setuid bit";
  "test.test_xml_etree.XMLPullParserTest.test_simple_xml_chunk_1" = oldExpat;
  "test.test_xml_etree.XMLPullParserTest.test_simple_xml_chunk_5" = oldExpat;
  "test.test_xml_etree_c.XMLPullParserTest.test_simple_xml_chunk_1" = oldExpat;
  "test.test_xml_etree_c.XMLPullParserTest.test_simple_xml_chunk_5" = oldExpat;
}
