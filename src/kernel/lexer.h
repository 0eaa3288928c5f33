/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Reading the small pieces of an expression, and saying where it went wrong. All functions return
 * false (or NULL) after an error has been noted; only the first error is kept. */
typedef struct
{
  const char *text, *at; /* at: the next byte to read, never a space */
  int depth;
  char *sentence; /* of the first error */
  const char *wrong_from, *wrong_to;
  GArray *ties; /* KernelTieNote: the ties that have been written so far; NULL: none */
} KernelLexer;

void kernel_lexer_start (KernelLexer *lexer, const char *text);
bool
kernel_lexer_fail (KernelLexer *lexer, const char *from, const char *to, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
/* "expected %s", pointing at what stands here instead. */
bool kernel_lexer_expected (KernelLexer *lexer, const char *what);
void kernel_lexer_skip_space (KernelLexer *lexer);
/* Takes `c` if it comes next. */
bool kernel_lexer_take (KernelLexer *lexer, char c);
bool kernel_lexer_at_number (const KernelLexer *lexer);
bool kernel_lexer_at_word (const KernelLexer *lexer);
/* A number: sign, digits, point, exponent; or inf or nan, which every use refuses in its own words.
 * what: "a number", for the sentence. */
bool kernel_lexer_number (KernelLexer *lexer, const char *what, double *value);
/* A word; with `quotes` also any text in double quotes. g_free, or NULL. */
char *kernel_lexer_word (KernelLexer *lexer, bool quotes, const char *what);
