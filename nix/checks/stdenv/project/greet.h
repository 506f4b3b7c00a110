#ifndef GREET_H
#define GREET_H

#ifdef __cplusplus
extern "C" {
#endif

/* A static greeting; the caller must not free it. */
const char *greet(void);

#ifdef __cplusplus
}
#endif

#endif
