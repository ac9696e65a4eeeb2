# One target a room, its permitted dependencies on one line:
#   spendlens_room(rfm SOURCES a.cpp b_kernel.cpp ROOMS core LIBRARIES OpenMP::OpenMP_CXX)
# A room includes public headers of the rooms in ROOMS only. FOLDERS names the folders of a room from the ground up: each may
# include those before it, and the room's own files all of them. The test rules.includes holds both.
# Where CMAKE_UNITY_BUILD is on, the sources of a folder are compiled as one, which saves most of a build's time; names in
# their anonymous namespaces therefore differ. Kernels are compiled alone, so that what the compiler makes of one does not
# depend on its neighbours, and so are the sources in ALONE.

add_library(spendlens_options INTERFACE)
target_compile_options(spendlens_options INTERFACE
  -ffp-contract=off
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast -Wcast-qual
  $<$<BOOL:${SPENDLENS_WERROR}>:-Werror>)
if(SPENDLENS_MARCH)
  target_compile_options(spendlens_options INTERFACE -march=${SPENDLENS_MARCH})
endif()

function(spendlens_room name)
  cmake_parse_arguments(room "" "" "SOURCES;ALONE;FOLDERS;ROOMS;LIBRARIES;PRIVATE_LIBRARIES" ${ARGN})
  add_library(spendlens_${name} STATIC ${room_SOURCES})
  set_target_properties(spendlens_${name} PROPERTIES UNITY_BUILD_MODE GROUP)
  foreach(source IN LISTS room_SOURCES)
    cmake_path(GET source PARENT_PATH folder)
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
endfunction()
