#ifndef MCPPKG_CCURL_SHIM_H
#define MCPPKG_CCURL_SHIM_H
#include <curl/curl.h>
#endif
