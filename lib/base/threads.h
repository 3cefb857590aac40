/*
 * threads.h - the same work on several pieces side by side.
 */
#ifndef PRAK_BASE_THREADS_H
#define PRAK_BASE_THREADS_H
#include <stddef.h>

#define PRAK_THREADS_MOST 64

/* Calls work on each of n pieces of `size` bytes, each in a thread of its own; one that cannot be had is done without. */
void prak_threads_run(size_t n, void *(*work)(void *), void *piece, size_t size);
#endif
