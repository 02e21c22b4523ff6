// The reference for decoding GPX and TCX: a bare libxml2 SAX loop that only converts the numbers.
//
// `sax FILE SECONDS` parses the file again and again and prints a JSON line with points a second, by the
// fastest round. Nothing is kept, checked, put in order or warned about: what is left is what libxml2 and
// strtod cost.

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const number_names[] = {
    "ele", "hr", "cad", "atemp", "power", "LatitudeDegrees", "LongitudeDegrees", "AltitudeMeters",
    "DistanceMeters", "Value", "Cadence", "Speed", "Watts", "RunCadence",
};
enum { number_count = sizeof number_names / sizeof *number_names };

struct state {
    xmlParserCtxtPtr context;
    const xmlChar *numbers[number_count], *gpx_time, *tcx_time, *gpx_point, *tcx_point;
    const xmlChar *latitude, *longitude;
    char text[64];
    int length;
    int is_wanted;  // 1: a number, 2: a time
    long points;
    double sum;  // so that no conversion can be left out
};

static void start(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                  int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted,
                  const xmlChar **attributes) {
    struct state *state = data;
    state->length = 0;
    state->is_wanted = 0;
    if (name == state->gpx_time || name == state->tcx_time) {
        state->is_wanted = 2;
    } else if (name == state->gpx_point || name == state->tcx_point) {
        state->points++;
        for (int index = 0; index < attribute_count; index++) {
            const xmlChar **attribute = attributes + 5 * index;
            if (attribute[0] == state->latitude || attribute[0] == state->longitude)
                state->sum += strtod((const char *)attribute[3], NULL);
        }
    } else {
        for (int index = 0; index < number_count; index++)
            if (name == state->numbers[index]) state->is_wanted = 1;
    }
}

static void characters(void *data, const xmlChar *text, int length) {
    struct state *state = data;
    if (!state->is_wanted) return;
    int room = (int)sizeof state->text - 1 - state->length;
    int count = length < room ? length : room;
    memcpy(state->text + state->length, text, count);
    state->length += count;
}

// Seconds since 1970 of `2024-05-01T06:00:00Z`, by days_from_civil.
static long seconds_since_1970(const char *text) {
    long year = strtol(text, NULL, 10), month = strtol(text + 5, NULL, 10);
    long day = strtol(text + 8, NULL, 10), hour = strtol(text + 11, NULL, 10);
    long minute = strtol(text + 14, NULL, 10), second = strtol(text + 17, NULL, 10);
    year -= month <= 2;
    long era = year / 400, year_of_era = year - era * 400;
    long day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    long days = era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
    return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

static void end(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    struct state *state = data;
    if (!state->is_wanted) return;
    state->text[state->length] = 0;
    state->sum +=
        state->is_wanted == 1 ? strtod(state->text, NULL) : (double)seconds_since_1970(state->text);
    state->is_wanted = 0;
}

static struct state parse(const char *bytes, size_t count) {
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC, .startElementNs = start, .endElementNs = end,
                         .characters = characters, .ignorableWhitespace = characters};
    struct state state = {0};
    xmlParserCtxtPtr context = xmlCreatePushParserCtxt(&sax, &state, NULL, 0, NULL);
    for (int index = 0; index < number_count; index++)
        state.numbers[index] = xmlDictLookup(context->dict, BAD_CAST number_names[index], -1);
    state.gpx_time = xmlDictLookup(context->dict, BAD_CAST "time", -1);
    state.tcx_time = xmlDictLookup(context->dict, BAD_CAST "Time", -1);
    state.gpx_point = xmlDictLookup(context->dict, BAD_CAST "trkpt", -1);
    state.tcx_point = xmlDictLookup(context->dict, BAD_CAST "Trackpoint", -1);
    state.latitude = xmlDictLookup(context->dict, BAD_CAST "lat", -1);
    state.longitude = xmlDictLookup(context->dict, BAD_CAST "lon", -1);
    const size_t chunk = 64 << 10;
    for (size_t offset = 0; offset < count; offset += chunk)
        xmlParseChunk(context, bytes + offset, (int)(count - offset < chunk ? count - offset : chunk), 0);
    xmlParseChunk(context, NULL, 0, 1);
    xmlFreeParserCtxt(context);
    return state;
}

static double now(void) {
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return moment.tv_sec + moment.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
    if (count != 3) return fprintf(stderr, "usage: sax FILE SECONDS\n"), 2;
    FILE *file = fopen(arguments[1], "rb");
    if (!file) return perror(arguments[1]), 1;
    fseek(file, 0, SEEK_END);
    size_t size = ftell(file);
    rewind(file);
    char *bytes = calloc(size + 1, 1);
    if (fread(bytes, 1, size, file) != size) return 1;
    fclose(file);
    double finish = now() + strtod(arguments[2], NULL), fastest = 1e9;
    struct state state;
    do {
        double begun = now();
        state = parse(bytes, size);
        double elapsed = now() - begun;
        if (elapsed < fastest) fastest = elapsed;
    } while (now() < finish);
    printf("{\"points\": %ld, \"sum\": %.3f, \"seconds\": %g, \"points_per_second\": %.0f}\n",
           state.points, state.sum, fastest, state.points / fastest);
    free(bytes);
    return 0;
}
