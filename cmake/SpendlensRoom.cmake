# One target a room, its permitted dependencies on one line:
#   spendlens_room(rfm SOURCES a.cpp b_kernel.cpp ROOMS core LIBRARIES OpenMP::OpenMP_CXX)
# A room that is not named in ROOMS cannot be included from: each room's headers come with its target.

add_library(spendlens_options INTERFACE)
target_compile_options(spendlens_options INTERFACE
  -ffp-contract=off
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast -Wcast-qual
  $<$<BOOL:${SPENDLENS_WERROR}>:-Werror>)
if(SPENDLENS_MARCH)
  target_compile_options(spendlens_options INTERFACE -march=${SPENDLENS_MARCH})
endif()

function(spendlens_room name)
  cmake_parse_arguments(room "" "" "SOURCES;ROOMS;LIBRARIES;PRIVATE_LIBRARIES" ${ARGN})
  add_library(spendlens_${name} STATIC ${room_SOURCES})
  target_include_directories(spendlens_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_include_directories(spendlens_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  list(TRANSFORM room_ROOMS PREPEND spendlens_)
  target_link_libraries(spendlens_${name} PUBLIC ${room_ROOMS} ${room_LIBRARIES}
    PRIVATE $<BUILD_INTERFACE:spendlens_options> ${room_PRIVATE_LIBRARIES})
  set_target_properties(spendlens_${name} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
endfunction()
