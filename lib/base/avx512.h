/*
 * avx512.h - the instructions that the AVX-512 files of table, stat and cli may use, and whether this processor has them.
 *
 * Between PRAK_AVX512_BEGIN and PRAK_AVX512_END, after immintrin.h, functions are compiled for these instructions; they are
 * called where prak_avx512_usable() says so. The two must agree, so they stand side by side. Only where __x86_64__ and
 * __GNUC__ are defined. (The scanner of lib/io asks for more and has a list of its own.)
 */
#ifndef PRAK_BASE_AVX512_H
#define PRAK_BASE_AVX512_H
#include <stdbool.h>

#if defined(__clang__)
#define PRAK_AVX512_BEGIN \
    _Pragma("clang attribute push(__attribute__((target(\"avx512f,avx512bw,avx512vl,avx512cd,bmi,bmi2\"))), apply_to = function)")
#define PRAK_AVX512_END _Pragma("clang attribute pop")
#else
#define PRAK_AVX512_BEGIN _Pragma("GCC push_options") _Pragma("GCC target(\"avx512f,avx512bw,avx512vl,avx512cd,bmi,bmi2\")")
#define PRAK_AVX512_END   _Pragma("GCC pop_options")
#endif

static inline bool prak_avx512_usable(void)
{
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}
#endif
