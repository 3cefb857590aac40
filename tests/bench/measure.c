/*
 * measure COMMAND … - runs it with stdout to /dev/null and prints on stderr: wall seconds, CPU seconds, peak KiB (of
 * the largest process). measure -n N COMMAND …: N times, and the mean of one run in milliseconds.
 * measure -r FILE: seconds to read the file alone, in blocks of 256 KiB; measure -p FILE: to pass it through a pipe of
 * 1 MiB from one process to another. The best of five: the limits that a program is measured against.
 */
#define _GNU_SOURCE /* for F_SETPIPE_SZ */
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

/* Reads fd to its end, and writes what it read to out when that is not -1. */
static int pump(int fd, int out)
{
    static char room[1 << 18];
    ssize_t got;

    while ((got = read(fd, room, sizeof room)) > 0)
        for (ssize_t done = 0, put; out >= 0 && done < got; done += put)
            if ((put = write(out, room + done, (size_t)(got - done))) <= 0)
                return -1;
    return got < 0 ? -1 : 0;
}

/* The file through a pipe, from a child to this process. */
static int through_pipe(int fd)
{
    int ends[2], status = 0;

    if (pipe(ends))
        return -1;
    fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
    const pid_t child = fork();
    if (child == 0)
        _exit(pump(fd, ends[1]) ? 3 : 0);
    close(ends[1]);
    const int bad = child < 0 || pump(ends[0], -1);
    close(ends[0]);
    return bad || waitpid(child, &status, 0) != child || status ? -1 : 0;
}

static int limit(const char *path, bool piped)
{
    double best = 1e9;
    struct timespec start;

    for (int i = 0; i < 5; i++) {
        const int fd = open(path, O_RDONLY);
        clock_gettime(CLOCK_MONOTONIC, &start);
        if (fd < 0 || (piped ? through_pipe(fd) : pump(fd, -1)))
            return 3;
        const double t = seconds_since(&start);
        best = t < best ? t : best;
        close(fd);
    }
    fprintf(stderr, "%.3f\n", best);
    return 0;
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
    if (argc == 3 && (strcmp(argv[1], "-r") == 0 || strcmp(argv[1], "-p") == 0))
        return limit(argv[2], argv[1][1] == 'p');
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
