# The commit that the sources are of, as a C++ constant; "unknown" where they are not a checkout. Run as a script at every build:
#   cmake -DSOURCE=directory -DOUTPUT=x.cpp -P SpendlensCommit.cmake
# The file changes only where the commit does, so that nothing is built for nothing.
cmake_minimum_required(VERSION 3.20)
set(commit unknown)
find_program(git git)
if(git AND EXISTS ${SOURCE}/.git)
  execute_process(COMMAND ${git} -C ${SOURCE} rev-parse --short=12 HEAD OUTPUT_VARIABLE head OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(commit ${head})
    execute_process(COMMAND ${git} -C ${SOURCE} diff --quiet HEAD RESULT_VARIABLE changed ERROR_QUIET)
    if(changed)
      string(APPEND commit "+changes")
    endif()
  endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#include \"commit.hpp\"\n\nnamespace spendlens::jobs {\n\nconst char* const kCommit = \"@commit@\";\n\n}  // namespace spendlens::jobs\n" @ONLY)
