#ifndef MCPPKG_COPENSSL_SHIM_H
#define MCPPKG_COPENSSL_SHIM_H

// The incremental SHA-2 functions are used directly, not through EVP: they need no provider and no
// configuration file, which keeps the start of `mcppkg run` free of library initialisation.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/sha.h>

#endif
