/*
 * measure COMMAND … - runs it with stdout to /dev/null and prints on stderr: wall seconds, CPU seconds, peak KiB.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int wait4(pid_t, int *, int, struct rusage *);

int main(int argc, char **argv)
{
    struct timespec a, b;
    struct rusage use;
    int status = 0;

    if (argc < 2)
        return 2;
    clock_gettime(CLOCK_MONOTONIC, &a);
    const pid_t child = fork();
    if (child == 0) {
        const int null = open("/dev/null", O_WRONLY);
        if (null >= 0)
            dup2(null, STDOUT_FILENO);
        execvp(argv[1], argv + 1);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &use) != child)
        return 3;
    clock_gettime(CLOCK_MONOTONIC, &b);
    fprintf(stderr, "%.3f %.3f %ld\n", (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9,
            (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
                (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6,
            use.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
