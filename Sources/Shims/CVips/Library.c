#include "Library.h"

#include <dlfcn.h>

yunshang_vips_library vips;

int yunshang_vips_load(void) {
  void *library = dlopen("libvips.so.42", RTLD_LAZY | RTLD_LOCAL);
  if (!library) return -1;
  // A symbol of a library that libvips needs is found through libvips.
#define YUNSHANG_VIPS_RESOLVE(name, result, parameters)          \
  vips.name = (result(*) parameters)dlsym(library, #name);       \
  if (!vips.name) return -1;
  YUNSHANG_VIPS_FUNCTIONS(YUNSHANG_VIPS_RESOLVE)
  return 0;
}
