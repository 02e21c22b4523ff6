// The map of time zones, which the compiler puts into the executable's read-only data: only the pages that
// somebody asks for are ever read. What is in it is said in Sources/Base/TimeZones/TimeZoneMap.swift.
#pragma once

#include <stddef.h>

/// Where the map begins.
const unsigned char *slipstream_zone_map(void);

/// How many bytes it has.
size_t slipstream_zone_map_size(void);
