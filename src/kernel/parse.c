/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tree.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "families/families.h"
#include "lexer.h"
#include "parse.h"

/* Recursive descent over the grammar in kernel.h. A production returns a new reference, or NULL
 * once the lexer holds an error. */

#define LONGEST_TEXT (64 * 1024)

G_DEFINE_QUARK (mercer - kernel - error - quark, mercer_kernel_error)

static MercerKernel *parse_sum (KernelLexer *lexer);

static const char *
suggest_family (const char *word)
{
  const MercerKernelFamily *const *lists[] = { mercer_kernel_families (), mercer_kernel_operators () };
  const char *ids[256] = { NULL };
  size_t n = 0;
  bool same;
  const char *alias = kernel_alias (word, &same);

  if (alias != NULL)
    return alias;
  for (size_t list = 0; list < G_N_ELEMENTS (lists); list++)
    for (size_t i = 0; lists[list][i] != NULL && n + 1 < G_N_ELEMENTS (ids); i++)
      ids[n++] = lists[list][i]->id;
  return kernel_nearest_word (word, ids);
}

/* How many of the catalogue a sentence names. */
#define NAMED_AT_MOST 8

static bool
unknown_family (KernelLexer *lexer, const char *from, const char *word)
{
  const char *nearest = suggest_family (word), *to = from + strlen (word);

  if (nearest != NULL)
    return kernel_lexer_fail (lexer, from, to, _ ("There is no kernel “%s”; did you mean %s?"),
                              word, nearest);
  GString *all = g_string_new (NULL);
  for (size_t i = 0; i < NAMED_AT_MOST && mercer_kernel_families ()[i] != NULL; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", mercer_kernel_families ()[i]->id);
  kernel_lexer_fail (lexer, from, to,
                     _ ("There is no kernel “%s”; choose %s or another of the catalogue."), word,
                     all->str);
  g_string_free (all, TRUE);
  return false;
}

/* "[" has been seen: name { "," name } "]". g_strfreev, or NULL. */
static char **
parse_columns (KernelLexer *lexer)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  bool good = true;

  do
    {
      const char *from = lexer->at;
      char *name = kernel_lexer_word (lexer, true, _ ("a column's name"));
      if (name == NULL)
        {
          g_ptr_array_unref (names);
          return NULL;
        }
      if (g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        good = kernel_lexer_fail (lexer, from, lexer->at, _ ("The column “%s” is selected twice."),
                                  name);
      g_ptr_array_add (names, name);
    }
  while (good && kernel_lexer_take (lexer, ','));
  if (good && !kernel_lexer_take (lexer, ']'))
    good = kernel_lexer_expected (lexer, _ ("“,” or “]” after a column's name"));
  g_ptr_array_add (names, NULL);
  if (good)
    return (char **) g_ptr_array_free (names, FALSE);
  g_ptr_array_unref (names);
  return NULL;
}

/* What was read since `from`, without the space behind it. */
static void
note_place (const KernelLexer *lexer, const char *from, MercerKernel *kernel)
{
  const char *to = lexer->at;

  while (to > from && g_ascii_isspace (to[-1]))
    to--;
  kernel->from = (size_t) (from - lexer->text);
  kernel->to = (size_t) (to - lexer->text);
}

/* What stands inside a node's own brackets wins over a selection around it. */
static MercerKernel *
parse_selection (KernelLexer *lexer, MercerKernel *kernel, const char *from)
{
  const char *bracket = lexer->at;

  if (!kernel_lexer_take (lexer, '['))
    return kernel;

  char **columns = parse_columns (lexer);
  if (columns != NULL && kernel->columns == NULL)
    {
      MercerKernel *selecting = kernel_copy (kernel);
      selecting->columns = g_strdupv (columns);
      selecting->bracket = (size_t) (bracket - lexer->text);
      note_place (lexer, from, selecting);
      mercer_kernel_unref (kernel);
      kernel = selecting;
    }
  g_strfreev (columns);
  if (columns != NULL)
    return kernel;
  mercer_kernel_unref (kernel);
  return NULL;
}

/* One level further in; false after noting that it is too deep. */
static bool
enter (KernelLexer *lexer, const char *open)
{
  if (++lexer->depth <= KERNEL_MAX_DEPTH)
    return true;
  return kernel_lexer_fail (lexer, open, open + 1,
                            _ ("Brackets are nested deeper than %d levels here."), KERNEL_MAX_DEPTH);
}

/* "Operator(" has been taken: kernel { "," name "=" value } ")". */
static MercerKernel *
parse_operator (KernelLexer *lexer, const KernelFamily *family, const char *from)
{
  if (!enter (lexer, from))
    return NULL;
  MercerKernel *child = parse_sum (lexer);
  lexer->depth--;
  if (child == NULL)
    return NULL;
  MercerKernel *node = kernel_parse_arguments (lexer, family, true);
  if (node == NULL)
    {
      mercer_kernel_unref (child);
      return NULL;
    }
  node->kind = MERCER_KERNEL_OPERATOR;
  node->children = g_new (MercerKernel *, 1);
  node->children[0] = child;
  node->n_children = 1;
  return node;
}

static MercerKernel *
parse_leaf (KernelLexer *lexer)
{
  const char *from = lexer->at;
  char *word = kernel_lexer_word (lexer, false, _ ("a kernel"));
  const char *to = from + strlen (word);
  bool same;
  const char *alias = kernel_alias (word, &same), *id = same ? alias : word;
  const MercerKernelFamily *operator= mercer_kernel_operator (id);
  const MercerKernelFamily *family = operator!= NULL ? operator : mercer_kernel_family (id);
  MercerKernel *leaf = NULL;

  if (family == NULL)
    unknown_family (lexer, from, word);
  else if (!kernel_lexer_take (lexer, '('))
    kernel_lexer_fail (lexer, from, to, _ ("Round brackets belong after a kernel's name: %s()."),
                       word);
  else if (operator!= NULL)
    leaf = parse_operator (lexer, (const KernelFamily *) operator, from);
  else
    leaf = kernel_parse_arguments (lexer, (const KernelFamily *) family, false);
  g_free (word);
  if (leaf == NULL)
    return NULL;
  note_place (lexer, from, leaf);
  return parse_selection (lexer, leaf, from);
}

static MercerKernel *
parse_number (KernelLexer *lexer)
{
  MercerKernel *leaf = kernel_new_leaf (&kernel_family_constant, NULL);

  if (kernel_parse_slot (lexer, leaf, 0, _ ("A constant kernel")))
    return leaf;
  mercer_kernel_unref (leaf);
  return NULL;
}

static MercerKernel *
parse_brackets (KernelLexer *lexer)
{
  const char *open = lexer->at;

  kernel_lexer_take (lexer, '(');
  if (!enter (lexer, open))
    return NULL;
  MercerKernel *kernel = parse_sum (lexer);
  lexer->depth--;
  if (kernel != NULL && kernel_lexer_take (lexer, ')'))
    return parse_selection (lexer, kernel, open);
  if (kernel != NULL && *lexer->at == '\0')
    kernel_lexer_fail (lexer, open, open + 1, _ ("This bracket is never closed."));
  kernel_lexer_expected (lexer, _ ("“+”, “*” or “)”"));
  g_clear_pointer (&kernel, mercer_kernel_unref);
  return NULL;
}

static MercerKernel *
parse_primary (KernelLexer *lexer)
{
  if (kernel_lexer_at_number (lexer) || *lexer->at == '@')
    return parse_number (lexer);
  if (kernel_lexer_at_word (lexer))
    return parse_leaf (lexer);
  if (*lexer->at == '(')
    return parse_brackets (lexer);
  if (*lexer->at == '-')
    kernel_lexer_fail (lexer, lexer->at, lexer->at + 1,
                       _ ("Kernels can be added and multiplied, but not subtracted."));
  kernel_lexer_expected (lexer, _ ("a kernel such as RBF() or a number"));
  return NULL;
}

static MercerKernel *
parse_factor (KernelLexer *lexer)
{
  MercerKernel *kernel = parse_primary (lexer);
  double exponent;

  if (kernel == NULL || !kernel_lexer_take (lexer, '^'))
    return kernel;

  const char *from = lexer->at;
  if (kernel_lexer_number (lexer, _ ("a whole number after “^”"), &exponent))
    {
      if (exponent == rint (exponent) && exponent >= 1 && exponent <= KERNEL_MAX_EXPONENT)
        return kernel_new_power (kernel, (int) exponent);
      kernel_lexer_fail (lexer, from, lexer->at, _ ("A power must be a whole number from 1 to %d."),
                         KERNEL_MAX_EXPONENT);
    }
  mercer_kernel_unref (kernel);
  return NULL;
}

/* operand { sign operand }: sums of products and products of factors alike. */
static MercerKernel *
parse_chain (KernelLexer *lexer, MercerKernelKind kind, char sign,
             MercerKernel *(*operand) (KernelLexer *) )
{
  GPtrArray *operands = g_ptr_array_new_with_free_func ((GDestroyNotify) mercer_kernel_unref);

  do
    {
      MercerKernel *kernel = operand (lexer);
      if (kernel == NULL)
        {
          g_ptr_array_unref (operands);
          return NULL;
        }
      g_ptr_array_add (operands, kernel);
    }
  while (kernel_lexer_take (lexer, sign));

  size_t n = operands->len;
  MercerKernel **children = (MercerKernel **) g_ptr_array_free (operands, FALSE);
  MercerKernel *group = kernel_new_group (kind, children, n);
  g_free (children);
  return group;
}

static MercerKernel *
parse_product (KernelLexer *lexer)
{
  return parse_chain (lexer, MERCER_KERNEL_PRODUCT, '*', parse_factor);
}

static MercerKernel *
parse_sum (KernelLexer *lexer)
{
  return parse_chain (lexer, MERCER_KERNEL_SUM, '+', parse_product);
}

static bool
check_text (KernelLexer *lexer)
{
  const char *text = lexer->text, *end;
  size_t length = strlen (text);

  if (length > LONGEST_TEXT)
    return kernel_lexer_fail (lexer, text + LONGEST_TEXT, text + length,
                              _ ("The expression is longer than %d KiB."), LONGEST_TEXT / 1024);
  if (!g_utf8_validate (text, -1, &end))
    return kernel_lexer_fail (lexer, end, end + 1, _ ("The text is not valid UTF-8 here."));
  if (*lexer->at == '\0')
    return kernel_lexer_fail (lexer, lexer->at, lexer->at,
                              _ ("Type a kernel, for example RBF(lengthscale=1)."));
  return true;
}

static bool
check_end (KernelLexer *lexer)
{
  static const char wrong_signs[] = "-/";

  if (*lexer->at == '\0')
    return true;
  if (strchr (wrong_signs, *lexer->at) != NULL)
    return kernel_lexer_fail (
        lexer, lexer->at, lexer->at + 1,
        _ ("Kernels can be added and multiplied, but not subtracted or divided."));
  if (*lexer->at == ')')
    return kernel_lexer_fail (lexer, lexer->at, lexer->at + 1,
                              _ ("This bracket was never opened."));
  return kernel_lexer_expected (lexer, _ ("“+”, “*” or the end"));
}

MercerKernel *
mercer_kernel_parse (const char *text, size_t *error_start, size_t *error_end, GError **error)
{
  KernelLexer lexer;
  MercerKernel *kernel = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  kernel_lexer_start (&lexer, text);
  if (check_text (&lexer))
    kernel = parse_sum (&lexer);
  bool good = kernel != NULL && check_end (&lexer);
  g_clear_pointer (&lexer.ties, g_array_unref);
  if (good)
    return kernel;

  g_clear_pointer (&kernel, mercer_kernel_unref);
  g_set_error_literal (error, MERCER_KERNEL_ERROR, 0, lexer.sentence);
  g_free (lexer.sentence);
  if (error_start != NULL)
    *error_start = (size_t) (lexer.wrong_from - text);
  if (error_end != NULL)
    *error_end = (size_t) (lexer.wrong_to - text);
  return NULL;
}
