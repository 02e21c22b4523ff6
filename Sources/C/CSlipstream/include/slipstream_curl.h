// libcurl's variadic setters, one function for each type of argument. `easy` is a `CURL *`, `multi` a
// `CURLM *`, `option` and `info` are libcurl's constants; the results are `CURLcode` and `CURLMcode`.
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef size_t (*slipstream_curl_data_function)(char *bytes, size_t size, size_t count, void *context);
typedef int (*slipstream_curl_open_socket_function)(void *context, int purpose, void *address);
typedef int (*slipstream_curl_socket_function)(
    void *easy, int socket, int what, void *context, void *socket_context);
typedef int (*slipstream_curl_timer_function)(void *multi, long milliseconds, void *context);

int slipstream_curl_set_long(void *easy, int option, long value);
int slipstream_curl_set_offset(void *easy, int option, int64_t value);
int slipstream_curl_set_string(void *easy, int option, const char *value);
int slipstream_curl_set_pointer(void *easy, int option, const void *value);

/// `option` is `CURLOPT_WRITEFUNCTION` or `CURLOPT_HEADERFUNCTION`.
int slipstream_curl_set_data_function(void *easy, int option, slipstream_curl_data_function function);
int slipstream_curl_set_open_socket_function(void *easy, slipstream_curl_open_socket_function function);

int slipstream_curl_get_long(void *easy, int info, long *value);
int slipstream_curl_get_string(void *easy, int info, const char **value);
int slipstream_curl_get_pointer(void *easy, int info, void **value);

int slipstream_curl_multi_set_long(void *multi, int option, long value);
int slipstream_curl_multi_set_callbacks(
    void *multi, void *context, slipstream_curl_socket_function socket_function,
    slipstream_curl_timer_function timer_function);
