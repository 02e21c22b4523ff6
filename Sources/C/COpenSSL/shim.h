// OpenSSL 3 deprecates the functions that hash step by step in favour of EVP. But they keep their state in a
// plain
// struct: no allocation, no provider lookup, and copying a half-done state is an assignment. HMAC needs just
// that.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <openssl/crypto.h>
