set(prefix ${SCRATCH}/program_prefix)
file(REMOVE_RECURSE ${prefix})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --config ${CONFIGURATION} --component program
  --prefix ${prefix}
  COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
execute_process(COMMAND ${prefix}/bin/spendlens --version COMMAND_ERROR_IS_FATAL ANY OUTPUT_VARIABLE output)
string(FIND "${output}" "${EXPECTED_VERSION}" found)
if(found EQUAL -1)
  message(FATAL_ERROR "spendlens --version printed: ${output}")
endif()

# What the program has inside lies beside it, to copy from.
foreach(file personas.yaml profiles/default.yaml profiles/spendsense.yaml)
  execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files ${SHIPPED}/${file} ${prefix}/share/spendlens/${file}
    COMMAND_ERROR_IS_FATAL ANY)
endforeach()
