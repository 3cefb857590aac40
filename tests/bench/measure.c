/*
 * measure COMMAND … - runs it with stdout to /dev/null and prints on stderr: wall seconds, CPU seconds, peak KiB (of
 * the largest process). measure -n N COMMAND …: N times, and the mean of one run in milliseconds.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int wait4(pid_t, int *, int, struct rusage *);

/* Runs the command to its end; its exit status, or 3. */
static int run(char **command, struct rusage *use)
{
    int status = 0;
    const pid_t child = fork();

    if (child == 0) {
        const int null = open("/dev/null", O_WRONLY);
        if (null >= 0)
            dup2(null, STDOUT_FILENO);
        execvp(command[0], command);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, use) != child)
        return 3;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static double seconds_since(const struct timespec *a)
{
    struct timespec b;

    clock_gettime(CLOCK_MONOTONIC, &b);
    return (double)(b.tv_sec - a->tv_sec) + (double)(b.tv_nsec - a->tv_nsec) / 1e9;
}

int main(int argc, char **argv)
{
    struct timespec start;
    struct rusage use = { 0 };
    int status = 0;
    const bool many = argc > 3 && strcmp(argv[1], "-n") == 0;
    const long times = many ? strtol(argv[2], NULL, 10) : 1;

    if (argc < 2 || times < 1)
        return 2;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (long i = 0; i < times && status == 0; i++)
        status = run(argv + (many ? 3 : 1), &use);
    if (many)
        fprintf(stderr, "%.3f\n", seconds_since(&start) * 1000 / (double)times);
    else
        fprintf(stderr, "%.3f %.3f %ld\n", seconds_since(&start),
                (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
                    (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6,
                use.ru_maxrss);
    return status;
}
