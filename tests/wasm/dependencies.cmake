# The header-only libraries of the WebAssembly build, under the names that find_package gives them. They are the system's
# own packages, seen through a folder of links: with all of /usr/include in the search path, glibc's headers would come
# before those of Emscripten.
set(linked_headers ${CMAKE_BINARY_DIR}/include)
file(MAKE_DIRECTORY ${linked_headers})
foreach(folder boost fmt tao CLI nlohmann)
  if(NOT EXISTS /usr/include/${folder})
    message(FATAL_ERROR "/usr/include/${folder} is missing: run ./setup.sh --test")
  endif()
  file(CREATE_LINK /usr/include/${folder} ${linked_headers}/${folder} SYMBOLIC)
endforeach()
foreach(name Boost::headers fmt::fmt taocpp::pegtl CLI11::CLI11 nlohmann_json::nlohmann_json)
  add_library(${name} INTERFACE IMPORTED)
  target_include_directories(${name} INTERFACE ${linked_headers})
endforeach()
target_compile_definitions(fmt::fmt INTERFACE FMT_HEADER_ONLY)
