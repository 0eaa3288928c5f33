/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* From bytes to UTF-8. UTF-16 is converted as it streams by; 8-bit text keeps its bytes, and the
 * few fields that are kept as text are converted one by one, so that a file of numbers costs
 * nothing. */

typedef enum
{
  TEXT_UTF8,
  TEXT_LATIN1, /* and what Windows puts where Latin-1 has control characters */
  TEXT_UTF16LE,
  TEXT_UTF16BE,
  TEXT_ENCODINGS
} TextEncoding;

const char *mercer_text_encoding_name (TextEncoding encoding);
/* FALSE if the name is none of the four. */
bool mercer_text_encoding_find (const char *name, TextEncoding *encoding);
/* From a byte-order mark, else from NUL bytes that alternate, else by validity. `whole`: the text
 * ends here. */
TextEncoding mercer_text_encoding_guess (const char *bytes, size_t size, bool whole);
/* Bytes that a byte-order mark takes at the start of such a text: 0, 2 or 3. */
size_t mercer_text_mark_size (TextEncoding encoding, const char *bytes, size_t size);

/* What UTF-16 leaves over between two pieces. */
typedef struct
{
  TextEncoding encoding;
  unsigned char rest[4];
  size_t n_rest;
} TextDecoder;

/* Appends `size` bytes as UTF-8 (8-bit encodings: as they are) to out. Half a surrogate pair
 * becomes U+FFFD. */
void mercer_text_decode (TextDecoder *decoder, const char *bytes, size_t size, bool end,
                         GByteArray *out);
/* A field as valid UTF-8 without control characters. Where it is not UTF-8 though it should be, it
 * is read as Latin-1 and *guessed becomes TRUE. */
char *mercer_text_field (TextEncoding encoding, const char *field, size_t length, bool *guessed);
/* What kind of file starts like this ("a PNG picture"), or NULL; translated. */
const char *mercer_text_foreign (const char *bytes, size_t size);
