// Debian builds libxml2 with ICU, whose UErrorCode differs from the one in the toolchain's
// _FoundationICU (swift-foundation-icu #93): hide it before the headers that mention it.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
