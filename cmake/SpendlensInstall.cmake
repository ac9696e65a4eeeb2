# What `cmake --install` leaves: the library rooms with their headers and packages for find_package(spendlens) and pkg-config, and
# the executable with its man page, its completion for bash and a file for Lmod. Components `library` and `program` install one of them alone.
include(CMakePackageConfigHelpers)
set(package_directory ${CMAKE_INSTALL_LIBDIR}/cmake/spendlens)

add_library(spendlens_library INTERFACE)
set_target_properties(spendlens_library PROPERTIES EXPORT_NAME spendlens)
target_link_libraries(spendlens_library INTERFACE spendlens_lenses spendlens_cohorts spendlens_value spendlens_signals spendlens_personas)

set(library_rooms core rfm lenses cohorts value signals personas)
list(TRANSFORM library_rooms PREPEND spendlens_ OUTPUT_VARIABLE library_targets)
install(TARGETS ${library_targets} spendlens_library EXPORT spendlens_targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library)
install(EXPORT spendlens_targets NAMESPACE spendlens:: DESTINATION ${package_directory} COMPONENT library)
foreach(room ${library_rooms})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/spendlens/${room} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/spendlens
    COMPONENT library FILES_MATCHING PATTERN "*.hpp")
endforeach()

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/spendlensConfig.cmake.in
  ${PROJECT_BINARY_DIR}/spendlensConfig.cmake INSTALL_DESTINATION ${package_directory})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/spendlensConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/spendlensConfig.cmake ${PROJECT_BINARY_DIR}/spendlensConfigVersion.cmake
  DESTINATION ${package_directory} COMPONENT library)

# pkg-config finds its way back to the prefix from where its file lies.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/pkgconfig
  OUTPUT_VARIABLE SPENDLENS_PC_PREFIX)
configure_file(${PROJECT_SOURCE_DIR}/cmake/spendlens.pc.in ${PROJECT_BINARY_DIR}/spendlens.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/spendlens.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT library)

if(TARGET spendlens)
  # Libraries of this prefix first, then those that it was linked with where no system looks for them.
  set_target_properties(spendlens PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}" INSTALL_RPATH_USE_LINK_PATH ON)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/spendlens.lua.in ${PROJECT_BINARY_DIR}/modulefiles/spendlens/${PROJECT_VERSION}.lua @ONLY)
  install(DIRECTORY ${PROJECT_BINARY_DIR}/modulefiles DESTINATION ${CMAKE_INSTALL_DATADIR}/spendlens COMPONENT program)
  install(TARGETS spendlens RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
  # To copy from; the program itself has these texts inside.
  install(FILES ${PROJECT_SOURCE_DIR}/jobs/personas.yaml ${PROJECT_SOURCE_DIR}/jobs/personas-spendsense.yaml ${PROJECT_SOURCE_DIR}/jobs/segments.yaml
    ${PROJECT_SOURCE_DIR}/jobs/synonyms.yaml ${PROJECT_SOURCE_DIR}/docs/record.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/spendlens COMPONENT program)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/jobs/profiles ${PROJECT_SOURCE_DIR}/jobs/formats DESTINATION ${CMAKE_INSTALL_DATADIR}/spendlens COMPONENT program
    FILES_MATCHING PATTERN "*.yaml")
  # DuckDB's library is opened at run time: where it is in the source tree it goes along.
  file(GLOB duckdb_library ${PROJECT_SOURCE_DIR}/benchmarks/duckdb/node_modules/@duckdb/node-bindings-linux-*/libduckdb.so)
  if(duckdb_library)
    list(GET duckdb_library 0 duckdb_library)
    install(FILES ${duckdb_library} DESTINATION lib/spendlens COMPONENT program)
  endif()
  if(NOT CMAKE_CROSSCOMPILING)
    install(FILES ${PROJECT_BINARY_DIR}/jobs/spendlens.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
      RENAME spendlens COMPONENT program)
    install(FILES ${PROJECT_BINARY_DIR}/jobs/spendlens.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
  endif()
endif()
