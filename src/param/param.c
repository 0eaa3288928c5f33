/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "param.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

G_DEFINE_QUARK (mercer-param-error-quark, mercer_param_error)

size_t
mercer_params_count (const MercerParam *specs)
{
  size_t n = 0;
  while (specs != NULL && specs[n].id != NULL)
    n++;
  return n;
}

const MercerParam *
mercer_params_find (const MercerParam *specs, const char *id)
{
  for (; specs != NULL && specs->id != NULL; specs++)
    if (g_str_equal (specs->id, id))
      return specs;
  return NULL;
}

size_t
mercer_choice_count (const MercerChoice *choices)
{
  size_t n = 0;
  while (choices != NULL && choices[n].id != NULL)
    n++;
  return n;
}

double
mercer_param_get (const MercerParam *spec, const void *values)
{
  const char *at = (const char *) values + spec->offset;
  switch (spec->kind)
    {
    case MERCER_PARAM_REAL:
      return *(const double *) at;
    case MERCER_PARAM_BOOL:
      return *(const bool *) at;
    case MERCER_PARAM_INT:
    case MERCER_PARAM_CHOICE:
      return *(const int *) at;
    case MERCER_PARAM_LIST:
      return ((const MercerList *) at)->n > 0 ? ((const MercerList *) at)->at[0] : NAN;
    case MERCER_PARAM_TEXT:
      return NAN;
    }
  g_return_val_if_reached (NAN);
}

const MercerList *
mercer_param_get_list (const MercerParam *spec, const void *values)
{
  g_return_val_if_fail (spec->kind == MERCER_PARAM_LIST, NULL);
  return (const MercerList *) ((const char *) values + spec->offset);
}

void
mercer_param_set_list (const MercerParam *spec, void *values, const double *numbers, int n)
{
  g_return_if_fail (spec->kind == MERCER_PARAM_LIST && n >= 0 && n <= MERCER_LIST_MAX);
  MercerList list = { .n = n };
  for (int i = 0; i < n; i++)
    {
      g_return_if_fail (!isnan (numbers[i]));
      list.at[i] = CLAMP (numbers[i], spec->min, spec->max);
    }
  *(MercerList *) ((char *) values + spec->offset) = list;
}

const char *
mercer_param_get_text (const MercerParam *spec, const void *values)
{
  g_return_val_if_fail (spec->kind == MERCER_PARAM_TEXT, NULL);
  return ((const MercerText *) ((const char *) values + spec->offset))->at;
}

void
mercer_param_set_text (const MercerParam *spec, void *values, const char *text)
{
  g_return_if_fail (spec->kind == MERCER_PARAM_TEXT && g_utf8_validate (text, -1, NULL));
  MercerText line = { 0 }; /* zeros to the end, so that equal texts are equal structs */
  size_t length = strlen (text);
  if (length >= MERCER_TEXT_SIZE)
    length = (size_t) (g_utf8_find_prev_char (text, text + MERCER_TEXT_SIZE) - text);
  for (size_t i = 0; i < length; i++)
    line.at[i] = (unsigned char) text[i] < ' ' || text[i] == '\x7f' ? ' ' : text[i];
  *(MercerText *) ((char *) values + spec->offset) = line;
}

char **
mercer_text_parts (const char *text)
{
  GPtrArray *parts = g_ptr_array_new ();
  const char *start = text;
  bool quoted = false;
  for (const char *c = text;; c++)
    {
      quoted ^= *c == '"';
      if (*c != '\0' && (*c != '|' || quoted))
        continue;
      char *part = g_strstrip (g_strndup (start, (size_t) (c - start)));
      if (*part != '\0')
        g_ptr_array_add (parts, part);
      else
        g_free (part);
      if (*c == '\0')
        break;
      start = c + 1;
    }
  g_ptr_array_add (parts, NULL);
  return (char **) g_ptr_array_free (parts, FALSE);
}

bool
mercer_param_equal (const MercerParam *spec, const void *a, const void *b)
{
  if (spec->kind == MERCER_PARAM_TEXT)
    return g_str_equal (mercer_param_get_text (spec, a), mercer_param_get_text (spec, b));
  if (spec->kind != MERCER_PARAM_LIST)
    return mercer_param_get (spec, a) == mercer_param_get (spec, b);
  const MercerList *x = mercer_param_get_list (spec, a), *y = mercer_param_get_list (spec, b);
  bool equal = x->n == y->n;
  for (int i = 0; equal && i < x->n; i++)
    equal = x->at[i] == y->at[i];
  return equal;
}

void
mercer_param_copy (const MercerParam *spec, const void *from, void *to)
{
  if (spec->kind == MERCER_PARAM_LIST)
    *(MercerList *) ((char *) to + spec->offset) = *mercer_param_get_list (spec, from);
  else if (spec->kind == MERCER_PARAM_TEXT)
    mercer_param_set_text (spec, to, mercer_param_get_text (spec, from));
  else
    mercer_param_set (spec, to, mercer_param_get (spec, from));
}

void
mercer_param_set (const MercerParam *spec, void *values, double value)
{
  if (isnan (value))
    return;
  char *at = (char *) values + spec->offset;
  switch (spec->kind)
    {
    case MERCER_PARAM_REAL:
      *(double *) at = CLAMP (value, spec->min, spec->max);
      return;
    case MERCER_PARAM_BOOL:
      *(bool *) at = value != 0;
      return;
    case MERCER_PARAM_INT:
      *(int *) at = (int) round (CLAMP (value, spec->min, spec->max));
      return;
    case MERCER_PARAM_CHOICE:
      *(int *) at = (int) round (CLAMP (value, 0, (double) mercer_choice_count (spec->choices) - 1));
      return;
    case MERCER_PARAM_LIST:
      mercer_param_set_list (spec, values, &value, 1);
      return;
    case MERCER_PARAM_TEXT: /* a number is no text: a slider or a remedy that names one changes nothing */
      return;
    }
}

void
mercer_params_start (const MercerParam *specs, void *values)
{
  for (; specs != NULL && specs->id != NULL; specs++)
    if (specs->kind == MERCER_PARAM_TEXT)
      mercer_param_set_text (specs, values, specs->text);
    else if (specs->kind == MERCER_PARAM_LIST && isnan (specs->start))
      mercer_param_set_list (specs, values, NULL, 0);
    else
      mercer_param_set (specs, values, specs->start);
}

static char *
print_list (const MercerList *list)
{
  char buffer[MERCER_NUMBER_SIZE];
  GString *text = g_string_new (NULL);
  for (int i = 0; i < list->n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", mercer_number_print (list->at[i], buffer));
  return g_string_free (text, FALSE);
}

char *
mercer_param_print (const MercerParam *spec, const void *values)
{
  char buffer[MERCER_NUMBER_SIZE];
  if (spec->kind == MERCER_PARAM_LIST)
    return print_list (mercer_param_get_list (spec, values));
  if (spec->kind == MERCER_PARAM_TEXT)
    return g_strdup (mercer_param_get_text (spec, values));
  double value = mercer_param_get (spec, values);
  if (spec->kind == MERCER_PARAM_BOOL)
    return g_strdup (value != 0 ? "true" : "false");
  if (spec->kind == MERCER_PARAM_CHOICE)
    return g_strdup (spec->choices[(int) value].id);
  return g_strdup (mercer_number_print (value, buffer));
}

static bool
parse_bool (const char *text, double *value)
{
  static const char *const yes[] = { "true", "yes", "on", "1", NULL };
  static const char *const no[] = { "false", "no", "off", "0", NULL };
  if (g_strv_contains (yes, text))
    *value = 1;
  else if (g_strv_contains (no, text))
    *value = 0;
  else
    return false;
  return true;
}

static bool
parse_choice (const MercerParam *spec, const char *text, double *value)
{
  for (int i = 0; spec->choices[i].id != NULL; i++)
    if (g_str_equal (spec->choices[i].id, text))
      {
        *value = i;
        return true;
      }
  return false;
}

/* "latent, predictive" */
static char *
list_choices (const MercerParam *spec)
{
  GString *list = g_string_new (NULL);
  for (const MercerChoice *c = spec->choices; c->id != NULL; c++)
    g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", c->id);
  return g_string_free (list, FALSE);
}

static bool
check_range (const MercerParam *spec, const char *text, double value, GError **error)
{
  if (value >= spec->min && value <= spec->max
      && (spec->kind != MERCER_PARAM_INT || value == round (value)))
    return true;
  char low[MERCER_NUMBER_SIZE], high[MERCER_NUMBER_SIZE];
  g_set_error (error, MERCER_PARAM_ERROR, 0,
               spec->kind == MERCER_PARAM_INT
                   ? _("“%s” takes a whole number from %s to %s, not “%s”.")
                   : _("“%s” takes a number from %s to %s, not “%s”."),
               spec->id, mercer_number_print (spec->min, low), mercer_number_print (spec->max, high), text);
  return false;
}

/* Numbers with commas between them; the empty text is the empty list. */
static bool
parse_list (const MercerParam *spec, void *values, const char *text, GError **error)
{
  g_auto (GStrv) words = text[0] != '\0' ? g_strsplit (text, ",", -1) : g_new0 (char *, 1);
  double numbers[MERCER_LIST_MAX];
  int n = (int) g_strv_length (words);
  if (n > MERCER_LIST_MAX)
    {
      g_set_error (error, MERCER_PARAM_ERROR, 0, _("“%s” takes at most %d numbers, not %d."), spec->id,
                   MERCER_LIST_MAX, n);
      return false;
    }
  for (int i = 0; i < n; i++)
    {
      if (!mercer_number_parse (words[i], &numbers[i]))
        numbers[i] = NAN;
      if (!check_range (spec, words[i], numbers[i], error))
        return false;
    }
  mercer_param_set_list (spec, values, numbers, n);
  return true;
}

static bool
parse_text (const MercerParam *spec, void *values, const char *text, GError **error)
{
  if (!g_utf8_validate (text, -1, NULL))
    g_set_error (error, MERCER_PARAM_ERROR, 0, _("The text for “%s” is not UTF-8."), spec->id);
  else if (strlen (text) >= MERCER_TEXT_SIZE)
    g_set_error (error, MERCER_PARAM_ERROR, 0, _("The text for “%s” is too long: it has room for %d bytes."), spec->id,
                 MERCER_TEXT_SIZE - 1);
  else
    {
      mercer_param_set_text (spec, values, text);
      return true;
    }
  return false;
}

bool
mercer_param_parse (const MercerParam *spec, void *values, const char *text, GError **error)
{
  double value;
  switch (spec->kind)
    {
    case MERCER_PARAM_BOOL:
      if (parse_bool (text, &value))
        break;
      g_set_error (error, MERCER_PARAM_ERROR, 0, _("“%s” takes true or false, not “%s”."), spec->id,
                   text);
      return false;
    case MERCER_PARAM_CHOICE:
      {
        if (parse_choice (spec, text, &value))
          break;
        g_autofree char *list = list_choices (spec);
        g_set_error (error, MERCER_PARAM_ERROR, 0, _("“%s” takes one of %s, not “%s”."), spec->id, list,
                     text);
        return false;
      }
    case MERCER_PARAM_LIST:
      return parse_list (spec, values, text, error);
    case MERCER_PARAM_TEXT:
      return parse_text (spec, values, text, error);
    case MERCER_PARAM_REAL:
    case MERCER_PARAM_INT:
      if (!mercer_number_parse (text, &value))
        value = NAN;
      if (!check_range (spec, text, value, error))
        return false;
      break;
    default:
      g_return_val_if_reached (false);
    }
  mercer_param_set (spec, values, value);
  return true;
}
