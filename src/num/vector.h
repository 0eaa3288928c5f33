/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdlib.h>

/* Plain C loops compiled for several instruction sets, one of which is chosen at start. A loop is
 * written once as an always-inline body; MERCER_VECTOR_DEFINE wraps it in a function for each set
 * and makes `name`, a pointer to the right one; `width` is WIDE or SHORT. For files that hold numerical loops. */

#define MERCER_VECTOR_BODY static inline __attribute__ ((always_inline))

#if defined __x86_64__
#define MERCER_VECTOR_AVX2 __attribute__ ((target ("avx2,fma")))
/* Wide: 64 bytes at a time, for arithmetic. Short: 32 bytes but twice the registers of AVX2, for
 * loops that stream from memory at any offset, where every 64-byte access would touch two lines of
 * the cache. */
#if defined __clang__
#define MERCER_VECTOR_WIDE  __attribute__ ((target ("avx512f,avx512dq,avx512vl,avx2,fma")))
#define MERCER_VECTOR_SHORT MERCER_VECTOR_WIDE
#else
#define MERCER_VECTOR_WIDE                                                                         \
  __attribute__ ((target ("avx512f,avx512dq,avx512vl,avx2,fma,prefer-vector-width=512")))
#define MERCER_VECTOR_SHORT                                                                        \
  __attribute__ ((target ("avx512f,avx512dq,avx512vl,avx2,fma,prefer-vector-width=256")))
#endif

/* 0: what the compiler was asked for; 1: AVX2 and FMA; 2: AVX-512 as servers and newer desktops have
 * it. MERCER_VECTOR_LEVEL=0 or 1 in the environment keeps it lower, so that one machine can test all. */
static inline int
mercer_vector_level (void)
{
  const char *most = getenv ("MERCER_VECTOR_LEVEL");
  int level = most != NULL ? atoi (most) : 2;
  __builtin_cpu_init ();
  if (level >= 2 && __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq")
      && __builtin_cpu_supports ("avx512vl"))
    return 2;
  return level >= 1 && __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma") ? 1 : 0;
}

#define MERCER_VECTOR_DEFINE(width, name, parameters, arguments)                                   \
  static void name##_plain parameters                                                              \
  {                                                                                                \
    name##_body arguments;                                                                         \
  }                                                                                                \
  MERCER_VECTOR_AVX2 static void name##_avx2 parameters                                            \
  {                                                                                                \
    name##_body arguments;                                                                         \
  }                                                                                                \
  MERCER_VECTOR_##width static void name##_avx512 parameters                                       \
  {                                                                                                \
    name##_body arguments;                                                                         \
  }                                                                                                \
  static void (*name) parameters = name##_plain;                                                   \
  __attribute__ ((constructor)) static void name##_choose (void)                                   \
  {                                                                                                \
    int level = mercer_vector_level ();                                                            \
    name = level == 2 ? name##_avx512 : level == 1 ? name##_avx2 : name##_plain;                   \
  }
#else
#define MERCER_VECTOR_DEFINE(width, name, parameters, arguments)                                   \
  static void name parameters                                                                      \
  {                                                                                                \
    name##_body arguments;                                                                         \
  }
#endif
