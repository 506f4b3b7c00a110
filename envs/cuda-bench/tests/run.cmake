# Runs PROGRAM with ARGUMENTS; fails unless it exits with STATUS and prints what matches OUTPUT.
execute_process(COMMAND ${PROGRAM} ${ARGUMENTS}
  RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE err)
if(NOT status STREQUAL STATUS)
  message(FATAL_ERROR "exit status is ${status}, expected ${STATUS}\n${out}${err}")
endif()
if(NOT "${out}${err}" MATCHES "${OUTPUT}")
  message(FATAL_ERROR "output does not match ${OUTPUT}:\n${out}${err}")
endif()
# Errors are one line, on standard error, with nothing else.
if(STATUS EQUAL 2 AND (NOT out STREQUAL "" OR NOT err MATCHES "^[^\n]*\n$"))
  message(FATAL_ERROR "an error must be one line:\n${out}${err}")
endif()
