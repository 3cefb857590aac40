/*
 * crew.c - how many of the workers work.
 *
 * All of them, unless rows come or go through a pipe and nobody said --threads: whoever is at the other end needs a
 * processor too, and workers that only take turns with them spoil each other's caches. Then one works at first. While the
 * program gets nearly all the processor time that its workers could use, which it does when none of them waits for
 * input, for room in the pipe or for a processor, and processors are idle, another joins; while one fewer would do, one
 * rests.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/run.h"

#define INTERVAL   20000000u /* nanoseconds between two looks: two ticks of the clock that idle time is told in */
#define NEARLY_ALL 930u      /* thousandths of a processor for each worker, */
#define IDLE       400u      /* and of one that nobody used: another joins */
#define TOO_MUCH   900u      /* thousandths that are left over: one rests */
#define PATIENCE   64u       /* looks, at most, before a worker that was not needed is called again */

static bool is_pipe(int fd)
{
    struct stat st;

    return fd >= 0 && fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode);
}

bool prak_crew_in_pipeline(const struct prak_run *r)
{
    const bool late = r->tool->fold || r->tool->key; /* nothing is written before all is read */

    if (!late && is_pipe(r->sink.fd))
        return true;
    for (size_t i = 0; i < r->ninput; i++)
        if (r->input[i].source && is_pipe(prak_source_descriptor(r->input[i].source)))
            return true;
    return false;
}

void prak_crew_judge(struct prak_crew *c, uint64_t used, uint64_t idle)
{
    if (c->calm)
        c->calm--;
    if (c->active < c->most && !c->calm && used > (uint64_t)c->active * NEARLY_ALL && idle > IDLE) {
        c->active++;
    } else if (c->active > 1 && used + TOO_MUCH < (uint64_t)c->active * 1000) {
        c->active--;
        c->patience = c->patience == 0 ? 2 : c->patience < PATIENCE ? c->patience * 2 : PATIENCE;
        c->calm = c->patience;
    } else if (c->active > 1) {
        c->patience /= 2; /* it was needed after all */
    }
}

/* Nanoseconds that the machine's processors were idle, all together, since it began; 0: the system does not tell. */
static uint64_t idle_time(void)
{
    char text[256];
    const long ticks = sysconf(_SC_CLK_TCK);
    const int fd = open("/proc/stat", O_RDONLY | O_CLOEXEC);
    const ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    unsigned long long idle = 0;

    if (fd >= 0)
        (void)close(fd);
    if (n < 4 || ticks <= 0 || memcmp(text, "cpu ", 4) != 0)
        return 0;
    text[n] = '\0';
    char *p = text + 4;
    for (unsigned field = 0; field < 5; field++) { /* user, nice, system; idle, and waiting for a disk */
        const unsigned long long v = strtoull(p, &p, 10);
        idle += field >= 3 ? v : 0;
    }
    return (uint64_t)idle * (1000000000u / (uint64_t)ticks);
}

static uint64_t nanoseconds(clockid_t clock)
{
    struct timespec t = { 0 };

    (void)clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* A thread that cannot be had is done without. */
static bool start_worker(struct prak_crew *c)
{
    const unsigned i = c->started;

    if (pthread_create(&c->thread[i], NULL, c->work, &c->task[i + 1]))
        return false;
    c->started++;
    return true;
}

static void look(struct prak_crew *c)
{
    const uint64_t now = nanoseconds(CLOCK_MONOTONIC);
    const unsigned before = c->active;

    if (now - c->wall < INTERVAL)
        return;
    const uint64_t spent = nanoseconds(CLOCK_PROCESS_CPUTIME_ID), idle = idle_time(), all = now - c->wall;
    const uint64_t unused = idle > c->idle ? idle - c->idle : 0; /* the system's own account may go back */
    prak_crew_judge(c, (spent - c->spent) * 1000 / all, idle && c->idle ? unused * 1000 / all : 1000);
    c->wall = now;
    c->spent = spent;
    c->idle = idle;
    if (c->active <= before)
        return;
    if (c->active - 1 > c->started && !start_worker(c))
        c->most = c->active = before;
    (void)pthread_cond_broadcast(&c->wake);
}

void prak_crew_turn(struct prak_run *r, const struct prak_task *t)
{
    struct prak_crew *c = &r->crew;

    if (c->adapts && !c->over)
        look(c);
    while (t - c->task >= (ptrdiff_t)c->active && !c->over)
        pthread_cond_wait(&c->wake, &r->take_lock);
}

void prak_crew_over(struct prak_run *r)
{
    r->crew.over = true;
    (void)pthread_cond_broadcast(&r->crew.wake);
}

void prak_crew_run(struct prak_run *r, struct prak_task *task, unsigned n, void *(*work)(void *))
{
    struct prak_crew *c = &r->crew;

    c->task = task;
    c->work = work;
    c->started = 0;
    c->over = false;
    c->most = n;
    c->adapts = n > 1 && r->common.threads == 0 && prak_crew_in_pipeline(r);
    c->active = c->adapts ? 1 : n;
    c->patience = c->calm = 0;
    c->wall = nanoseconds(CLOCK_MONOTONIC);
    c->spent = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
    c->idle = c->adapts ? idle_time() : 0;
    while (c->started + 1 < c->active && start_worker(c))
        ;
    (void)work(&task[0]);
    for (unsigned i = 0; i < c->started; i++)
        pthread_join(c->thread[i], NULL);
}
