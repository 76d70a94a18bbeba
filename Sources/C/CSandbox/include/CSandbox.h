#ifndef MCPPKG_CSANDBOX_H
#define MCPPKG_CSANDBOX_H

/// The version of the kernel's Landlock interface; 0 where there is none.
int csandbox_landlock_version(void);

#endif
