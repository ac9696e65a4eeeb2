set(prefix ${SCRATCH}/library_prefix)
file(REMOVE_RECURSE ${prefix} ${SCRATCH}/outside_build)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "failed: ${ARGN}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --config ${CONFIGURATION} --component library --prefix ${prefix})
run(${CMAKE_COMMAND} -G ${GENERATOR} -S ${OUTSIDE} -B ${SCRATCH}/outside_build -DCMAKE_PREFIX_PATH=${prefix}
  -DCMAKE_BUILD_TYPE=${CONFIGURATION} -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_FLAGS=${FLAGS}
  -DEXPECTED_PREFIX=${prefix} -DEXPECTED_VERSION=${EXPECTED_VERSION})
run(${CMAKE_COMMAND} --build ${SCRATCH}/outside_build --config ${CONFIGURATION})
run(${SCRATCH}/outside_build/outside)
if(NOT output STREQUAL "the biggest of 3 brings 70.00 %\n")
  message(FATAL_ERROR "the outside program printed: ${output}")
endif()
