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

# So do the completion and the man page, as the program itself prints them.
foreach(document "completion;bash|share/bash-completion/completions/spendlens" "document;man|share/man/man1/spendlens.1")
  string(REGEX MATCH "^(.*)\\|(.*)$" matched "${document}")
  set(path ${prefix}/${CMAKE_MATCH_2})
  execute_process(COMMAND ${prefix}/bin/spendlens ${CMAKE_MATCH_1} COMMAND_ERROR_IS_FATAL ANY OUTPUT_FILE ${SCRATCH}/printed)
  execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files ${SCRATCH}/printed ${path} COMMAND_ERROR_IS_FATAL ANY)
endforeach()

# What the program has inside lies beside it, to copy from.
foreach(file personas.yaml personas-spendsense.yaml segments.yaml profiles/default.yaml profiles/spendsense.yaml)
  execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files ${SHIPPED}/${file} ${prefix}/share/spendlens/${file}
    COMMAND_ERROR_IS_FATAL ANY)
endforeach()
