#ifndef MCPPKG_CDEFLATE_SHIM_H
#define MCPPKG_CDEFLATE_SHIM_H
#include <libdeflate.h>
#endif
