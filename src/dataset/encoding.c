/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "encoding.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const names[TEXT_ENCODINGS] = { "UTF-8", "ISO-8859-1", "UTF-16LE", "UTF-16BE" };

static const struct
{
  TextEncoding encoding;
  const char *bytes;
  size_t size;
} marks[] = {
  { TEXT_UTF8, "\xef\xbb\xbf", 3 },
  { TEXT_UTF16LE, "\xff\xfe", 2 },
  { TEXT_UTF16BE, "\xfe\xff", 2 },
};

/* Windows-1252 from 0x80 to 0x9f; its five holes stay control characters. */
static const gunichar windows_letters[32]
    = { 0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178 };

/* Files that people choose by mistake, by how they start. */
static const struct
{
  const char *start;
  size_t size;
  const char *what;
} foreign[] = {
  { "PK\003\004", 4, N_ ("a spreadsheet or zip archive: save the sheet as CSV where it was made") },
  { "\xd0\xcf\x11\xe0", 4, N_ ("an old spreadsheet: save the sheet as CSV where it was made") },
  { "BZh", 3, N_ ("compressed with bzip2: unpack it first") },
  { "\xfd"
    "7zXZ",
    5, N_ ("compressed with xz: unpack it first") },
  { "\x28\xb5\x2f\xfd", 4, N_ ("compressed with zstd: unpack it first") },
  { "%PDF-", 5, N_ ("a PDF document: copy its table into a text file") },
  { "\x89PNG", 4, N_ ("a picture: choose a text file with a table in it") },
  { "\xff\xd8\xff", 3, N_ ("a picture: choose a text file with a table in it") },
  { "GIF8", 4, N_ ("a picture: choose a text file with a table in it") },
  { "SQLite format 3", 15, N_ ("a database: export the table as CSV") },
  { "\x89HDF", 4, N_ ("an HDF5 file: export the table as CSV") },
  { "PAR1", 4, N_ ("a Parquet file: export the table as CSV") },
  { "\x93NUMPY", 6, N_ ("a NumPy array: write it with numpy.savetxt") },
  { "\x7f"
    "ELF",
    4, N_ ("a program: choose a text file with a table in it") },
};

const char *
mercer_text_encoding_name (TextEncoding encoding)
{
  return names[encoding];
}

bool
mercer_text_encoding_find (const char *name, TextEncoding *encoding)
{
  for (int i = 0; i < TEXT_ENCODINGS; i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0)
      {
        *encoding = (TextEncoding) i;
        return true;
      }
  return false;
}

/* English text in UTF-16 has a NUL in every second byte; which one says the byte order. */
static bool
guess_utf16 (const unsigned char *bytes, size_t size, TextEncoding *encoding)
{
  size_t zeros[2] = { 0, 0 };
  for (size_t i = 0; i < size; i++)
    zeros[i & 1] += bytes[i] == 0;
  const size_t many = size / 2 - size / 8;
  if (size < 8 || (zeros[0] > 0) == (zeros[1] > 0) || zeros[0] + zeros[1] < many)
    return false;
  *encoding = zeros[0] > 0 ? TEXT_UTF16BE : TEXT_UTF16LE;
  return true;
}

TextEncoding
mercer_text_encoding_guess (const char *bytes, size_t size, bool whole)
{
  for (size_t i = 0; i < G_N_ELEMENTS (marks); i++)
    if (size >= marks[i].size && memcmp (bytes, marks[i].bytes, marks[i].size) == 0)
      return marks[i].encoding;
  TextEncoding encoding;
  if (guess_utf16 ((const unsigned char *) bytes, size, &encoding))
    return encoding;

  const char *p = bytes, *end = bytes + size;
  while (p < end)
    {
      const char *bad;
      if (g_utf8_validate_len (p, (gsize) (end - p), &bad))
        break;
      /* A NUL is valid here, the reader has its own sentence for it. The last letter may be cut in
       * two. */
      if (*bad == '\0')
        p = bad + 1;
      else if (!whole && end - bad < 4
               && g_utf8_get_char_validated (bad, end - bad) == (gunichar) -2)
        break;
      else
        return TEXT_LATIN1;
    }
  return TEXT_UTF8;
}

size_t
mercer_text_mark_size (TextEncoding encoding, const char *bytes, size_t size)
{
  for (size_t i = 0; i < G_N_ELEMENTS (marks); i++)
    if (marks[i].encoding == encoding && size >= marks[i].size
        && memcmp (bytes, marks[i].bytes, marks[i].size) == 0)
      return marks[i].size;
  return 0;
}

static unsigned
unit (TextEncoding encoding, const unsigned char *p)
{
  return encoding == TEXT_UTF16LE ? p[0] | (unsigned) p[1] << 8 : (unsigned) p[0] << 8 | p[1];
}

static void
append_letter (GByteArray *out, gunichar letter)
{
  char utf8[6];
  g_byte_array_append (out, (guint8 *) utf8, (guint) g_unichar_to_utf8 (letter, utf8));
}

/* Appends the letter at the front of p and returns the bytes it took, 0 if it is not all there yet.
 */
static size_t
decode_letter (TextEncoding encoding, const unsigned char *p, size_t size, bool end,
               GByteArray *out)
{
  const gunichar replacement = 0xfffd;
  if (size < 2)
    {
      if (size == 0 || !end)
        return 0;
      append_letter (out, replacement);
      return size;
    }
  const unsigned first = unit (encoding, p);
  if (first < 0xd800 || first > 0xdfff)
    {
      append_letter (out, first);
      return 2;
    }
  if (first < 0xdc00 && size < 4 && !end)
    return 0;
  const unsigned second = first < 0xdc00 && size >= 4 ? unit (encoding, p + 2) : 0;
  const bool pair = second >= 0xdc00 && second <= 0xdfff;
  append_letter (out, pair ? 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00) : replacement);
  return pair ? 4 : 2;
}

void
mercer_text_decode (TextDecoder *decoder, const char *bytes, size_t size, bool end, GByteArray *out)
{
  if (decoder->encoding == TEXT_UTF8 || decoder->encoding == TEXT_LATIN1)
    {
      g_byte_array_append (out, (const guint8 *) bytes, (guint) size);
      return;
    }
  const unsigned char *p = (const unsigned char *) bytes;
  size_t used;
  while (decoder->n_rest > 0)
    {
      while (decoder->n_rest < sizeof decoder->rest && size > 0)
        {
          decoder->rest[decoder->n_rest++] = *p++;
          size--;
        }
      used = decode_letter (decoder->encoding, decoder->rest, decoder->n_rest, end && size == 0,
                            out);
      if (used == 0)
        return;
      decoder->n_rest -= used;
      memmove (decoder->rest, decoder->rest + used, decoder->n_rest);
    }
  while ((used = decode_letter (decoder->encoding, p, size, end, out)) > 0)
    {
      p += used;
      size -= used;
    }
  memcpy (decoder->rest, p, size);
  decoder->n_rest = size;
}

char *
mercer_text_field (TextEncoding encoding, const char *field, size_t length, bool *guessed)
{
  GString *text = g_string_sized_new (length);
  const bool valid = g_utf8_validate_len (field, length, NULL);
  if (valid && encoding != TEXT_LATIN1)
    g_string_append_len (text, field, (gssize) length);
  else
    for (size_t i = 0; i < length; i++)
      {
        const unsigned char byte = (unsigned char) field[i];
        g_string_append_unichar (text,
                                 0x80 <= byte && byte < 0xa0 ? windows_letters[byte - 0x80] : byte);
      }
  if (!valid && encoding != TEXT_LATIN1)
    *guessed = true;
  for (char *c = text->str; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c) && *c != '\n' && *c != '\t')
      *c = ' ';
  return g_string_free (text, FALSE);
}

const char *
mercer_text_foreign (const char *bytes, size_t size)
{
  for (size_t i = 0; i < G_N_ELEMENTS (foreign); i++)
    if (size >= foreign[i].size && memcmp (bytes, foreign[i].start, foreign[i].size) == 0)
      return _ (foreign[i].what);
  return NULL;
}
