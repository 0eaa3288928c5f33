/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lexer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "param.h"

void
kernel_lexer_skip_space (KernelLexer *lexer)
{
  while (g_ascii_isspace (*lexer->at))
    lexer->at++;
}

void
kernel_lexer_start (KernelLexer *lexer, const char *text)
{
  *lexer = (KernelLexer){ .text = text, .at = text };
  kernel_lexer_skip_space (lexer);
}

bool
kernel_lexer_fail (KernelLexer *lexer, const char *from, const char *to, const char *format, ...)
{
  if (lexer->sentence != NULL)
    return false;

  va_list arguments;
  va_start (arguments, format);
  lexer->sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  while (to > from && g_ascii_isspace (to[-1])) /* what was read includes the space behind it */
    to--;
  lexer->wrong_from = from;
  lexer->wrong_to = to;
  return false;
}

/* The end of what a person would see as one thing at `at`: a word, a number, or one character. */
static const char *
end_of_thing (const char *at)
{
  const char *end = at;

  if (*at == '\0')
    return at;
  while (g_ascii_isalnum (*end) || *end == '_' || *end == '.' || (unsigned char) *end >= 0x80)
    end++;
  return end > at ? end : at + 1;
}

bool
kernel_lexer_expected (KernelLexer *lexer, const char *what)
{
  const char *end = end_of_thing (lexer->at);

  if (end == lexer->at)
    return kernel_lexer_fail (lexer, lexer->at, end, _ ("The text ends where %s is expected."),
                              what);
  char *found = g_strndup (lexer->at, MIN (end - lexer->at, 40));
  char *whole = g_utf8_make_valid (found, -1); /* the cut may have split a character */
  kernel_lexer_fail (lexer, lexer->at, end, _ ("Expected %s instead of “%s”."), what, whole);
  g_free (whole);
  g_free (found);
  return false;
}

bool
kernel_lexer_take (KernelLexer *lexer, char c)
{
  if (*lexer->at != c || c == '\0')
    return false;
  lexer->at++;
  kernel_lexer_skip_space (lexer);
  return true;
}

static bool
starts_unsigned (const char *at)
{
  return g_ascii_isdigit (at[0]) || (at[0] == '.' && g_ascii_isdigit (at[1]));
}

bool
kernel_lexer_at_number (const KernelLexer *lexer)
{
  const char *at = lexer->at;
  return starts_unsigned (*at == '+' || *at == '-' ? at + 1 : at);
}

bool
kernel_lexer_at_word (const KernelLexer *lexer)
{
  return g_ascii_isalpha (*lexer->at) || *lexer->at == '_' || (unsigned char) *lexer->at >= 0x80;
}

static const char *
skip_digits (const char *at)
{
  while (g_ascii_isdigit (*at))
    at++;
  return at;
}

static const char *
number_end (const char *at)
{
  static const char *const names[] = { "infinity", "inf", "nan" };
  const char *digits = *at == '+' || *at == '-' ? at + 1 : at;

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strncasecmp (digits, names[i], strlen (names[i])) == 0)
      return digits + strlen (names[i]);
  if (!starts_unsigned (digits))
    return at;
  const char *end = skip_digits (digits);
  if (*end == '.')
    end = skip_digits (end + 1);
  if (*end == 'e' || *end == 'E')
    {
      const char *exponent = end[1] == '+' || end[1] == '-' ? end + 2 : end + 1;
      if (g_ascii_isdigit (*exponent))
        end = skip_digits (exponent);
    }
  return end;
}

bool
kernel_lexer_number (KernelLexer *lexer, const char *what, double *value)
{
  const char *end = number_end (lexer->at);

  if (end == lexer->at)
    return kernel_lexer_expected (lexer, what);
  char *digits = g_strndup (lexer->at, end - lexer->at);
  bool read = mercer_number_parse (digits, value);
  g_free (digits);
  if (!read)
    return kernel_lexer_fail (lexer, lexer->at, end, _ ("This number cannot be read."));
  lexer->at = end;
  kernel_lexer_skip_space (lexer);
  return true;
}

static char *
quoted (KernelLexer *lexer)
{
  const char *open = lexer->at;
  GString *name = g_string_new (NULL);
  const char *c = open + 1;

  for (; *c != '\0' && *c != '"'; c++)
    {
      if (*c == '\\' && c[1] != '\0')
        c++;
      g_string_append_c (name, *c);
    }
  if (*c == '\0')
    {
      kernel_lexer_fail (lexer, open, c, _ ("This quoted name has no closing quote."));
      g_string_free (name, TRUE);
      return NULL;
    }
  lexer->at = c + 1;
  kernel_lexer_skip_space (lexer);
  return g_string_free (name, FALSE);
}

char *
kernel_lexer_word (KernelLexer *lexer, bool quotes, const char *what)
{
  if (quotes && *lexer->at == '"')
    return quoted (lexer);
  if (!kernel_lexer_at_word (lexer))
    {
      kernel_lexer_expected (lexer, what);
      return NULL;
    }
  const char *end = end_of_thing (lexer->at);
  char *word = g_strndup (lexer->at, end - lexer->at);
  lexer->at = end;
  kernel_lexer_skip_space (lexer);
  return word;
}
