#ifndef _GNU_SOURCE
#error "_GNU_SOURCE comes from the package manifest, so that no header sees it"
#endif

#include "CSlipstream.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

void slipstream_set_thread_name(const char *name) {
    pthread_setname_np(pthread_self(), name);
}

void slipstream_set_thread_nice(int nice) {
    // Linux applies PRIO_PROCESS to a single thread when given its thread id.
    setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), nice);
}
