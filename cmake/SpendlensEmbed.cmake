# Texts as C++ constants, so that the program needs no file beside it. Run as a script:
#   cmake -DOUTPUT=x.cpp -DHEADER=room/x.hpp [-DNAMESPACE=room] -DCONSTANTS=kA=path,kB=path -P SpendlensEmbed.cmake
# CONSTANTS names the constants with their files; HEADER declares them in namespace spendlens::NAMESPACE (audit).
if(NOT NAMESPACE)
  set(NAMESPACE audit)
endif()
set(source "#include \"${HEADER}\"\n\nnamespace spendlens::${NAMESPACE} {\n")
string(REPLACE "," ";" constants "${CONSTANTS}")
foreach(constant IN LISTS constants)
  string(REGEX MATCH "^([^=]+)=(.*)$" matched "${constant}")
  set(name ${CMAKE_MATCH_1})
  set(file ${CMAKE_MATCH_2})
  file(READ "${file}" text)
  string(APPEND source "\nconst char* const ${name} = R\"SPENDLENS(${text})SPENDLENS\";\n")
endforeach()
string(APPEND source "\n}  // namespace spendlens::${NAMESPACE}\n")
file(WRITE "${OUTPUT}" "${source}")
