/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Marks a function whose loops are compiled once for each generation of vector units; the dynamic
 * linker picks the copy. ThreadSanitizer cannot start programs with such functions, and only gcc on
 * x86-64 makes them for all the names used here: elsewhere the function is compiled once. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define KERNEL_CLONES                                                                              \
  __attribute__ ((target_clones ("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define KERNEL_CLONES
#endif
