// The one-block-at-a-time SHA functions are deprecated in OpenSSL 3 in favour of EVP, but keep their state in a plain
// struct: no allocation, no provider lookup, and copying a half-done state is an assignment. HMAC needs just that.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <openssl/crypto.h>
