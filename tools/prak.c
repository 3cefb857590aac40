/*
 * prak - runs the program beside it: `prak wage …` is `prak-wage …`. Bare `prak` says what there is.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifndef PRAK_VERSION
#define PRAK_VERSION "unknown"
#endif

static const char overview[] =
    "prak - what workers earn, owe and are entitled to: filters for labour data\n"
    "\n"
    "read and tidy      import   any CSV, JSON Lines or XLSX as canonical CSV\n"
    "                   clean    types, rules, missing codes; filter, derive, select\n"
    "                   join     match rows with a table by key\n"
    "                   sort     rows by columns, the header first\n"
    "judge by law       wage     pay against the minimum wage in force\n"
    "                   debt     what a loan costs, beside the cap of interest\n"
    "                   member   who is organised where, and how many really\n"
    "count and show     stats    survey estimates with standard errors and intervals\n"
    "                   render   tables, charts, an HTML report\n"
    "\n"
    "prak NAME --help says more; man prak is the manual. Try:\n"
    "  prak stats -g union 'mean(wage)' samples/psid1982.csv | prak render\n";

static int say(int fd, const char *s)
{
    size_t n = strlen(s);

    while (n) {
        ssize_t k = write(fd, s, n);
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return -1;
        s += k;
        n -= (size_t)k;
    }
    return 0;
}

static int print(const char *s)
{
    if (say(STDOUT_FILENO, s) == 0 && close(STDOUT_FILENO) == 0)
        return 0;
    (void)say(STDERR_FILENO, "prak: cannot write <stdout>: ");
    (void)say(STDERR_FILENO, strerror(errno));
    (void)say(STDERR_FILENO, "\n");
    return 3;
}

static int usable(const char *name)
{
    for (const char *p = name; *p; p++)
        if ((*p < 'a' || *p > 'z') && *p != '-')
            return 0;
    return *name != '\0' && *name != '-';
}

int main(int argc, char **argv)
{
    char path[4096];
    const char *name = argc > 1 ? argv[1] : "help";

    if (argc < 2 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0)
        return print(overview);
    if (strcmp(name, "--version") == 0)
        return print("prak " PRAK_VERSION "\nlicence GPL-3.0-or-later\n");
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    size_t left = n > 0 ? sizeof path - (size_t)n : 0;
    if (n > 0 && usable(name) && strlen(name) + 8 < left) {
        path[n] = '\0';
        char *slash = strrchr(path, '/');
        snprintf(slash ? slash + 1 : path, left, "prak-%s", name);
        argv[1] = path;
        execv(path, argv + 1);
    }
    (void)say(STDERR_FILENO, "prak: there is no program prak-");
    (void)say(STDERR_FILENO, usable(name) ? name : "?");
    (void)say(STDERR_FILENO, "\nhint: 'prak' lists what there is\n");
    return 2;
}
