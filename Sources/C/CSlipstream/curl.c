#include "slipstream_curl.h"

#include <curl/curl.h>

// libcurl's headers check the type of each argument when the option is a constant; here it never is.
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

int slipstream_curl_set_long(void *easy, int option, long value) {
    return (int)curl_easy_setopt(easy, (CURLoption)option, value);
}

int slipstream_curl_set_offset(void *easy, int option, int64_t value) {
    return (int)curl_easy_setopt(easy, (CURLoption)option, (curl_off_t)value);
}

int slipstream_curl_set_string(void *easy, int option, const char *value) {
    return (int)curl_easy_setopt(easy, (CURLoption)option, value);
}

int slipstream_curl_set_pointer(void *easy, int option, const void *value) {
    return (int)curl_easy_setopt(easy, (CURLoption)option, value);
}

int slipstream_curl_set_data_function(void *easy, int option, slipstream_curl_data_function function) {
    return (int)curl_easy_setopt(easy, (CURLoption)option, function);
}

int slipstream_curl_set_open_socket_function(void *easy, slipstream_curl_open_socket_function function) {
    return (int)curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, function);
}

int slipstream_curl_get_long(void *easy, int info, long *value) {
    return (int)curl_easy_getinfo(easy, (CURLINFO)info, value);
}

int slipstream_curl_get_string(void *easy, int info, const char **value) {
    return (int)curl_easy_getinfo(easy, (CURLINFO)info, value);
}

int slipstream_curl_get_pointer(void *easy, int info, void **value) {
    return (int)curl_easy_getinfo(easy, (CURLINFO)info, value);
}

int slipstream_curl_multi_set_long(void *multi, int option, long value) {
    return (int)curl_multi_setopt(multi, (CURLMoption)option, value);
}

int slipstream_curl_multi_set_callbacks(
    void *multi, void *context, slipstream_curl_socket_function socket_function,
    slipstream_curl_timer_function timer_function) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket_function);
    if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
    if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer_function);
    if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
    return (int)code;
}
