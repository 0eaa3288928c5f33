/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Before a function whose loops are worth compiling once for each generation of vector units; the right one is chosen when the
 * program starts. ThreadSanitizer cannot start programs with such functions. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define MERCER_CLONES __attribute__ ((target_clones ("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define MERCER_CLONES
#endif
