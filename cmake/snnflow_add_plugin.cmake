# snnflow_add_plugin(NAME SOURCE...): a shared library of plugins, built for x86-64-v2, -v3 and -v4.
# NAME.so is what an experiment names; the registry takes NAME.v3.so or NAME.v4.so beside it where the machine runs them.

# The flags of all numeric loops: bits must not depend on the compiler's mood (no -ffast-math, no contraction).
set(SNNFLOW_MATH_FLAGS -O3 -fno-trapping-math -fno-math-errno -ffp-contract=off)
# g++ 12 miscompiles loops over power series when it vectorises them; they are built at this level only.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(SNNFLOW_MATH_FLAGS_2 -fno-tree-loop-vectorize)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Its own AVX-512 header warns; neurons live in anonymous namespaces and are meant to.
  list(APPEND SNNFLOW_MATH_FLAGS -Wno-maybe-uninitialized -Wno-subobject-linkage)
endif()

# Makes TARGET (a MODULE library) a plugin library of this level.
function(snnflow_plugin_library target level)
  target_link_libraries(${target} PRIVATE snnflow::sdk mvec m)
  target_compile_options(${target} PRIVATE -march=x86-64-v${level} ${SNNFLOW_MATH_FLAGS} ${SNNFLOW_MATH_FLAGS_${level}})
  set_target_properties(${target} PROPERTIES PREFIX "" CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
                                             CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  target_link_options(${target} PRIVATE -Wl,-z,defs)
endfunction()

function(snnflow_add_plugin name)
  foreach(level 2 3 4)
    set(target ${name}.v${level})
    add_library(${target} MODULE ${ARGN})
    snnflow_plugin_library(${target} ${level})
    if(level EQUAL 2)
      set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name})
    endif()
    if(SNNFLOW_PLUGIN_DESTINATION)
      set_target_properties(${target} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${SNNFLOW_PLUGIN_DESTINATION})
    endif()
  endforeach()
  add_custom_target(${name} ALL DEPENDS ${name}.v2 ${name}.v3 ${name}.v4)
endfunction()
