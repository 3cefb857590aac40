#include "base/threads.h"

#include <pthread.h>
#include <stdbool.h>

void prak_threads_run(size_t n, void *(*work)(void *), void *piece, size_t size)
{
    pthread_t thread[PRAK_THREADS_MOST];
    bool started[PRAK_THREADS_MOST] = { false };
    char *p = piece;

    for (size_t i = 1; i < n && i < PRAK_THREADS_MOST; i++)
        started[i] = pthread_create(&thread[i], NULL, work, p + i * size) == 0;
    if (n)
        work(p);
    for (size_t i = 1; i < n; i++) {
        if (i < PRAK_THREADS_MOST && started[i])
            pthread_join(thread[i], NULL);
        else
            work(p + i * size);
    }
}
