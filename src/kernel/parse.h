/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lexer.h"
#include "tree.h"

/* What follows "Family(" up to and with the closing bracket; `more`: what follows "Operator(kernel",
 * as a leaf that the caller makes an operator. NULL: the lexer holds the error. */
MercerKernel *kernel_parse_arguments (KernelLexer *lexer, const KernelFamily *family, bool more);
/* One number with its marks into a slot of a leaf that is being built; `subject` begins the
 * sentence that refuses a value ("A constant kernel"), NULL: the parameter's name. */
bool kernel_parse_slot (KernelLexer *lexer, MercerKernel *leaf, size_t slot, const char *subject);
/* What the catalogue calls what another program calls `word`, or NULL; *same: that is nothing but another name. */
const char *kernel_alias (const char *word, bool *same);
/* Which parameter of the family another program calls `word`, or -1; *root: there its root is given. */
int kernel_alias_param (const KernelFamily *family, const char *word, bool *root);
