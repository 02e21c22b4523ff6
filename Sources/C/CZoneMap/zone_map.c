#include "CZoneMap.h"

// A part of C 23 that clang knows in older dialects too.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char map[] = {
#embed "zones.bin"
};

const unsigned char *slipstream_zone_map(void) { return map; }

size_t slipstream_zone_map_size(void) { return sizeof map; }
