#ifndef MCPPKG_CARCHIVE_SHIM_H
#define MCPPKG_CARCHIVE_SHIM_H
#include <archive.h>
#include <archive_entry.h>
#endif
