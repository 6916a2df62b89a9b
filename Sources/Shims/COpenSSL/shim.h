#pragma once
// SHA256_Init and its like are what EVP calls in the end; OpenSSL marks them as deprecated in favour
// of it, and keeps them.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/sha.h>
