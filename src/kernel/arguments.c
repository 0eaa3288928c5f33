/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The arguments of a family: name=value, lists, and the marks "!", "?" and "{lower, upper}"
 * behind a number. */

static bool
check_value (KernelLexer *lexer, const MercerKernelParamSpec *spec, const char *subject,
             const char *from, double value)
{
  MercerKernelParamSpec named = *spec;

  if (subject != NULL)
    named.id = subject;
  char *sentence = kernel_spec_check (&named, value);
  if (sentence == NULL)
    return true;
  kernel_lexer_fail (lexer, from, lexer->at, "%s", sentence);
  g_free (sentence);
  return false;
}

/* "{" has been taken. */
static bool
parse_bounds (KernelLexer *lexer, const MercerKernelParamSpec *spec, const char *open,
              KernelSlot *number)
{
  const char *from = lexer->at;

  if (!kernel_lexer_number (lexer, _ ("the lower bound, a number"), &number->lower)
      || !check_value (lexer, spec, _ ("The lower bound"), from, number->lower))
    return false;
  if (!kernel_lexer_take (lexer, ','))
    return kernel_lexer_expected (lexer, _ ("“,” between the bounds"));
  from = lexer->at;
  if (!kernel_lexer_number (lexer, _ ("the upper bound, a number"), &number->upper)
      || !check_value (lexer, spec, _ ("The upper bound"), from, number->upper))
    return false;
  if (!kernel_lexer_take (lexer, '}'))
    return kernel_lexer_expected (lexer, _ ("“}” after the bounds"));
  if (number->lower >= number->upper)
    return kernel_lexer_fail (lexer, open, lexer->at,
                              _ ("The lower bound must lie below the upper one."));
  return true;
}

static bool
parse_marks (KernelLexer *lexer, const MercerKernelParamSpec *spec, KernelSlot *number)
{
  bool settled = false, bounded = false;

  for (;;)
    {
      const char *mark = lexer->at;
      if (!settled && (*mark == '!' || *mark == '?'))
        {
          settled = true;
          number->fixed = *mark == '!' || !kernel_spec_continuous (spec);
          kernel_lexer_take (lexer, *mark);
        }
      else if (!bounded && kernel_lexer_take (lexer, '{'))
        {
          if (!kernel_spec_continuous (spec))
            return kernel_lexer_fail (lexer, mark, mark + 1,
                                      _ ("%s is never fitted and has no bounds."), spec->id);
          if (!parse_bounds (lexer, spec, mark, number))
            return false;
          bounded = true;
        }
      else if (*mark == '!' || *mark == '?' || *mark == '{')
        return kernel_lexer_fail (lexer, mark, mark + 1, _ ("This mark is given twice."));
      else
        break;
    }
  return true;
}

/* --- Ties -------------------------------------------------------------------------------- */

typedef struct
{
  KernelSlot number; /* as it was first written */
  const MercerKernelParamSpec *spec;
} KernelTieNote;

static const KernelTieNote *
find_tie (const KernelLexer *lexer, const char *name)
{
  for (guint i = 0; lexer->ties != NULL && i < lexer->ties->len; i++)
    {
      const KernelTieNote *note = &g_array_index (lexer->ties, KernelTieNote, i);
      if (strcmp (note->number.tie, name) == 0)
        return note;
    }
  return NULL;
}

/* "@" has been taken: its name. */
static bool
parse_tie_name (KernelLexer *lexer, const MercerKernelParamSpec *spec, const char *at,
                KernelSlot *number)
{
  if (!kernel_spec_continuous (spec))
    return kernel_lexer_fail (lexer, at, at + 1, _ ("%s is never fitted and cannot be tied."),
                              spec->id);
  char *name = kernel_lexer_word (lexer, false, _ ("the name of a tie, such as @a"));
  if (name == NULL)
    return false;
  bool fits = strlen (name) < KERNEL_TIE_SIZE && g_utf8_validate (name, -1, NULL);
  if (fits)
    g_strlcpy (number->tie, name, KERNEL_TIE_SIZE);
  else
    kernel_lexer_fail (lexer, at, lexer->at, _ ("The name of a tie has up to %d letters."),
                       KERNEL_TIE_SIZE - 1);
  g_free (name);
  return fits;
}

/* What has been written before under the same name holds here too. given: a value stands here;
 * marked: or marks do. */
static bool
follow_tie (KernelLexer *lexer, const MercerKernelParamSpec *spec, const char *from, bool given,
            bool marked, KernelSlot *number)
{
  const KernelTieNote *note = find_tie (lexer, number->tie);

  if (note == NULL)
    {
      KernelTieNote first = { *number, spec };
      if (lexer->ties == NULL)
        lexer->ties = g_array_new (FALSE, FALSE, sizeof (KernelTieNote));
      g_array_append_val (lexer->ties, first);
      return true;
    }
  if (!kernel_specs_can_tie (spec, note->spec))
    return kernel_lexer_fail (lexer, from, lexer->at,
                              _ ("%s cannot be tied to %s: only one of them must be positive."),
                              spec->id, note->spec->id);
  if (marked || (given && number->value != note->number.value))
    return kernel_lexer_fail (lexer, from, lexer->at,
                              _ ("Write the number and its marks where @%s stands first; here “@%s” alone."),
                              number->tie, number->tie);
  *number = kernel_follow_slot (spec, &note->number);
  return check_value (lexer, spec, NULL, from, number->value);
}

bool
kernel_parse_slot (KernelLexer *lexer, MercerKernel *leaf, size_t slot, const char *subject)
{
  const MercerKernelParamSpec *spec = kernel_slot_spec (leaf, slot);
  KernelSlot *number = &leaf->slots[slot];
  const char *from = lexer->at, *marks, *at;
  bool given = *from != '@';

  if (given
      && (!kernel_lexer_number (lexer, _ ("a number"), &number->value)
          || !check_value (lexer, spec, subject, from, number->value)))
    return false;
  marks = lexer->at;
  if (!parse_marks (lexer, spec, number))
    return false;
  number->value += 0.0; /* no negative zero: it would print as one */
  bool marked = lexer->at != marks;
  if (kernel_slot_has_own_bounds (leaf, slot)
      && !(number->value >= number->lower && number->value <= number->upper))
    return kernel_lexer_fail (lexer, from, lexer->at, _ ("The value lies outside its bounds."));
  at = lexer->at;
  if (!kernel_lexer_take (lexer, '@'))
    return true;
  return parse_tie_name (lexer, spec, at, number)
         && follow_tie (lexer, spec, from, given, marked, number);
}

/* The same leaf with room for a list of `length`; what stood in the slots of other parameters
 * stays. */
static MercerKernel *
with_list_length (MercerKernel *leaf, size_t param, size_t length)
{
  size_t *lengths = g_memdup2 (leaf->lengths, kernel_family_params (leaf->family) * sizeof *lengths);
  lengths[param] = length;
  MercerKernel *longer = kernel_new_leaf (leaf->family, lengths);
  g_free (lengths);

  for (size_t p = 0; p < kernel_family_params (leaf->family); p++)
    if (p != param)
      memcpy (longer->slots + kernel_param_slot (longer, p),
              leaf->slots + kernel_param_slot (leaf, p), leaf->lengths[p] * sizeof *leaf->slots);
  mercer_kernel_unref (leaf);
  return longer;
}

/* "[" has been taken. Numbers are first read into single leaves' slots, as their count is not
 * known. */
static bool
parse_list (KernelLexer *lexer, MercerKernel **leaf, size_t param)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (KernelSlot));
  bool good;

  do
    {
      MercerKernel *single = kernel_new_leaf ((*leaf)->family, NULL);
      size_t slot = kernel_param_slot (single, param);
      good = kernel_parse_slot (lexer, single, slot, NULL);
      g_array_append_val (numbers, single->slots[slot]);
      mercer_kernel_unref (single);
    }
  while (good && kernel_lexer_take (lexer, ','));
  if (good && !kernel_lexer_take (lexer, ']'))
    good = kernel_lexer_expected (lexer, _ ("“,” or “]” in a list"));
  if (good)
    {
      *leaf = with_list_length (*leaf, param, numbers->len);
      memcpy ((*leaf)->slots + kernel_param_slot (*leaf, param), numbers->data,
              numbers->len * sizeof (KernelSlot));
    }
  g_array_unref (numbers);
  return good;
}

/* Bounds of other programs are arguments of their own. */
static bool
is_bounds (const KernelFamily *family, const char *word)
{
  bool root;
  size_t stem = strlen (word) - (g_str_has_suffix (word, "_bounds") ? strlen ("_bounds") : 0);
  g_autofree char *param = g_strndup (word, stem);

  return word[stem] != '\0'
         && (kernel_family_find_param (family, param) >= 0 || kernel_alias_param (family, param, &root) >= 0);
}

static bool
unknown_param (KernelLexer *lexer, const KernelFamily *family, const char *from, const char *word)
{
  const MercerKernelParamSpec *specs = family->family.params;
  const char *to = from + strlen (word);

  if (specs[0].id == NULL)
    return kernel_lexer_fail (lexer, from, to, _ ("%s takes no parameters."), family->family.id);
  if (is_bounds (family, word))
    return kernel_lexer_fail (lexer, from, to, _ ("Bounds stand in braces behind a number, such as %s=1{0.1, 10}."), specs[0].id);
  GString *all = g_string_new (NULL);
  for (size_t i = 0; specs[i].id != NULL; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", specs[i].id);
  kernel_lexer_fail (lexer, from, to, _ ("%s has no parameter “%s”; it takes %s."),
                     family->family.id, word, all->str);
  g_string_free (all, TRUE);
  return false;
}

/* A number whose square is the parameter: without marks, which would be of the parameter. */
static bool
parse_root (KernelLexer *lexer, MercerKernel *leaf, size_t slot, const char *word)
{
  const MercerKernelParamSpec *spec = kernel_slot_spec (leaf, slot);
  const char *from = lexer->at;
  double root;

  if (!kernel_lexer_number (lexer, _ ("a number"), &root) || !check_value (lexer, spec, word, from, root)
      || !check_value (lexer, spec, word, from, root * root))
    return false;
  leaf->slots[slot].value = root * root;
  return strchr ("!?{@", *lexer->at) == NULL || *lexer->at == '\0'
         || kernel_lexer_fail (lexer, from, lexer->at + 1, _ ("%s is the root of %s, to which marks and ties belong: write %s."), word,
                               spec->id, spec->id);
}

/* name "=" value. seen: a bit for each parameter. */
static bool
parse_argument (KernelLexer *lexer, MercerKernel **leaf, uint64_t *seen)
{
  const KernelFamily *family = (*leaf)->family;
  const char *from = lexer->at;
  g_autofree char *word = kernel_lexer_word (lexer, false, _ ("a parameter's name"));

  if (word == NULL)
    return false;
  const char *to = from + strlen (word);
  int param = kernel_family_find_param (family, word);
  bool root = false;
  if (param < 0)
    param = kernel_alias_param (family, word, &root);
  bool good = param >= 0 || unknown_param (lexer, family, from, word);
  if (good && *seen >> param & 1)
    good = kernel_lexer_fail (lexer, from, to, _ ("%s is given twice."), family->family.params[param].id);
  if (!good)
    return false;
  *seen |= UINT64_C (1) << param;
  const char *id = family->family.params[param].id;
  if (!kernel_lexer_take (lexer, '='))
    return kernel_lexer_expected (lexer, _ ("“=” after a parameter's name"));
  if (root)
    return parse_root (lexer, *leaf, kernel_param_slot (*leaf, (size_t) param), word);
  const char *open = lexer->at;
  if (!kernel_lexer_take (lexer, '['))
    return kernel_parse_slot (lexer, *leaf, kernel_param_slot (*leaf, (size_t) param), NULL);
  if (!kernel_param_may_be_list (family, (size_t) param))
    return kernel_lexer_fail (lexer, open, open + 1, _ ("%s takes one number, not a list."), id);
  return parse_list (lexer, leaf, (size_t) param);
}

MercerKernel *
kernel_parse_arguments (KernelLexer *lexer, const KernelFamily *family, bool more)
{
  MercerKernel *leaf = kernel_new_leaf (family, NULL);
  uint64_t seen = 0;
  bool good = true;

  if (more ? !kernel_lexer_take (lexer, ',') : *lexer->at == ')')
    more = false;
  else
    do
      good = parse_argument (lexer, &leaf, &seen);
    while (good && kernel_lexer_take (lexer, ','));
  if (good && !kernel_lexer_take (lexer, ')'))
    good = kernel_lexer_expected (lexer, family->input == KERNEL_INPUT_KERNEL
                                             ? _ ("“+”, “*”, “,” or “)”")
                                             : _ ("“,” or “)” after a parameter"));
  if (good)
    return leaf;
  mercer_kernel_unref (leaf);
  return NULL;
}
