# One target a room, its permitted dependencies on one line:
#   spendlens_room(rfm SOURCES a.cpp b_kernel.cpp ROOMS core LIBRARIES OpenMP::OpenMP_CXX)
# A room includes public headers of the rooms in ROOMS only. FOLDERS names the folders of a room from the ground up: each may
# include those before it, and the room's own files all of them. The test rules.includes holds both.
# Where CMAKE_UNITY_BUILD is on, the sources of a folder are compiled as one, which saves most of a build's time; names in
# their anonymous namespaces therefore differ. Kernels are compiled alone, so that what the compiler makes of one does not
# depend on its neighbours, and so are the sources in ALONE. What lies in the folders in COLD is no hot loop: it is compiled with -O1,
# in two thirds of the time.

add_library(spendlens_options INTERFACE)
target_compile_options(spendlens_options INTERFACE
  -ffp-contract=off
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast -Wcast-qual
  $<$<CXX_COMPILER_ID:Clang>:-Wno-pass-failed>  # which loops of `omp simd` it leaves as they are: slower, not wrong
  $<$<BOOL:${SPENDLENS_WERROR}>:-Werror>)
if(SPENDLENS_MARCH)
  target_compile_options(spendlens_options INTERFACE -march=${SPENDLENS_MARCH})
endif()

function(spendlens_room name)
  cmake_parse_arguments(room "" "" "SOURCES;ALONE;COLD;FOLDERS;ROOMS;LIBRARIES;PRIVATE_LIBRARIES" ${ARGN})
  add_library(spendlens_${name} STATIC ${room_SOURCES})
  set_target_properties(spendlens_${name} PROPERTIES UNITY_BUILD_MODE GROUP)
  foreach(source IN LISTS room_SOURCES)
    cmake_path(GET source PARENT_PATH folder)
    if(IS_ABSOLUTE "${source}")
      set(folder generated)  # a name that is the same wherever the build is
    endif()
    if(NOT source MATCHES "_kernel[.]cpp$" AND NOT source IN_LIST room_ALONE)
      set_source_files_properties(${source} PROPERTIES UNITY_GROUP "${name}_${folder}")
    endif()
  endforeach()
  target_include_directories(spendlens_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_include_directories(spendlens_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  list(TRANSFORM room_ROOMS PREPEND spendlens_)
  target_link_libraries(spendlens_${name} PUBLIC ${room_ROOMS} ${room_LIBRARIES}
    PRIVATE $<BUILD_INTERFACE:spendlens_options> ${room_PRIVATE_LIBRARIES})
  set_target_properties(spendlens_${name} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
  if(room_COLD)
    spendlens_cold_folders(${name} FOLDERS ${room_COLD} LIBRARIES ${room_ROOMS} ${room_LIBRARIES} spendlens_options ${room_PRIVATE_LIBRARIES})
  endif()
endfunction()

# Takes the sources of some folders out of a room's library into one of objects, which it links.
function(spendlens_cold_folders name)
  cmake_parse_arguments(cold "" "" "FOLDERS;LIBRARIES" ${ARGN})
  get_target_property(sources spendlens_${name} SOURCES)
  set(cold_sources "")
  foreach(source IN LISTS sources)
    cmake_path(GET source PARENT_PATH folder)
    if(folder IN_LIST cold_FOLDERS)
      list(APPEND cold_sources ${source})
    endif()
  endforeach()
  list(REMOVE_ITEM sources ${cold_sources})
  set_target_properties(spendlens_${name} PROPERTIES SOURCES "${sources}")
  add_library(spendlens_${name}_cold OBJECT ${cold_sources})
  set_target_properties(spendlens_${name}_cold PROPERTIES UNITY_BUILD_MODE GROUP POSITION_INDEPENDENT_CODE ON)
  target_include_directories(spendlens_${name}_cold PRIVATE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(spendlens_${name}_cold PRIVATE ${cold_LIBRARIES})
  target_compile_definitions(spendlens_${name}_cold PRIVATE $<TARGET_PROPERTY:spendlens_${name},COMPILE_DEFINITIONS>)
  target_compile_options(spendlens_${name}_cold PRIVATE $<$<CONFIG:Release>:-O1>)
  target_sources(spendlens_${name} PRIVATE $<TARGET_OBJECTS:spendlens_${name}_cold>)
endfunction()
