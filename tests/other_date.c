/* Preloaded into a build: a thousand days later. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

#define LATER (1000 * 24 * 3600)

int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = ((int (*)(clockid_t, struct timespec *))dlsym(
      RTLD_NEXT, "clock_gettime"))(clock, now);
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)
    now->tv_sec += LATER;
  return result;
}

time_t time(time_t *now) {
  struct timespec clock;
  clock_gettime(CLOCK_REALTIME, &clock);
  if (now)
    *now = clock.tv_sec;
  return clock.tv_sec;
}

int gettimeofday(struct timeval *now, void *zone) {
  struct timespec clock;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &clock);
  *now = (struct timeval){clock.tv_sec, clock.tv_nsec / 1000};
  return 0;
}
