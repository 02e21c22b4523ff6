// What Swift cannot import: macros, variadic functions and mutable globals of the C libraries,
// each behind one plain function. Every symbol starts with `slipstream_`.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "slipstream_curl.h"

/// Sets the calling thread's name as shown by `ps -L` and `perf` (at most 15 bytes).
void slipstream_set_thread_name(const char *name);

/// Lowers the calling thread's scheduling priority; `nice` is 0 (normal) to 19 (lowest).
void slipstream_set_thread_nice(int nice);
