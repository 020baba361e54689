// The stamp of a shared library: what it was built against, as text that can be read from the file before loading it.
#pragma once
#include <string>  // defines _GLIBCXX_USE_CXX11_ABI

// The plugin promise as one number: raised whenever anything under include/snnflow changes (a test sees to it).
#define SNNFLOW_ABI 3
#define SNNFLOW_VERSION "0.1.0"

#define SNNFLOW_TEXT_(x) #x
#define SNNFLOW_TEXT(x) SNNFLOW_TEXT_(x)
#if SNNFLOW_PACK_BYTES == 64
#define SNNFLOW_LEVEL_TEXT "4"
#elif SNNFLOW_PACK_BYTES == 32
#define SNNFLOW_LEVEL_TEXT "3"
#else
#define SNNFLOW_LEVEL_TEXT "2"
#endif
#ifdef _GLIBCXX_DEBUG
#define SNNFLOW_DEBUG_TEXT "1"
#else
#define SNNFLOW_DEBUG_TEXT "0"
#endif

#define SNNFLOW_STAMP_HEAD "@snnflow-plugin:"
#define SNNFLOW_STAMP_FIELDS                                                                          \
  "abi=" SNNFLOW_TEXT(SNNFLOW_ABI) ";sdk=" SNNFLOW_VERSION ";cxx11abi=" SNNFLOW_TEXT(                 \
      _GLIBCXX_USE_CXX11_ABI) ";debug=" SNNFLOW_DEBUG_TEXT ";level=" SNNFLOW_LEVEL_TEXT ";compiler=" __VERSION__
#define SNNFLOW_STAMP                                                                                 \
  extern "C" __attribute__((visibility("default"))) const char snnflow_stamp[];                      \
  __attribute__((used)) const char snnflow_stamp[] = SNNFLOW_STAMP_HEAD SNNFLOW_STAMP_FIELDS "@"
