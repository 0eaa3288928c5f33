/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a kernel and its tree, kept in step. */

#include "kernel-editor-model.h"

#include <string.h>

struct _MercerKernelModel
{
  MercerKernel *kernel;
  char *canonical; /* print of kernel */
  char *text;      /* what stands in the entry; means kernel unless there is a mistake */
  char *mistake;
  size_t start, end;
  MercerTyped typed;
  MercerKernel *pending; /* typed and not applied: READY or UNFINISHED */
};

MercerKernelModel *
mercer_kernel_model_new (void)
{
  MercerKernelModel *model = g_new0 (MercerKernelModel, 1);

  model->canonical = g_strdup ("");
  model->text = g_strdup ("");
  return model;
}

void
mercer_kernel_model_free (MercerKernelModel *model)
{
  g_clear_pointer (&model->kernel, mercer_kernel_unref);
  g_clear_pointer (&model->pending, mercer_kernel_unref);
  g_free (model->canonical);
  g_free (model->text);
  g_free (model->mistake);
  g_free (model);
}

static void
take_text (MercerKernelModel *model, char *text)
{
  g_free (model->text);
  model->text = text;
}

/* Takes canonical. */
static void
take_kernel (MercerKernelModel *model, MercerKernel *kernel, char *canonical)
{
  mercer_kernel_ref (kernel);
  g_clear_pointer (&model->kernel, mercer_kernel_unref);
  model->kernel = kernel;
  g_free (model->canonical);
  model->canonical = canonical;
}

void
mercer_kernel_model_set (MercerKernelModel *model, MercerKernel *kernel)
{
  char *canonical = mercer_kernel_print (kernel);
  bool same = strcmp (canonical, model->canonical) == 0;

  /* Bindings may differ where the text does not, so the new one is kept in any case. */
  take_kernel (model, kernel, canonical);
  if (!same)
    mercer_kernel_model_revert (model);
}

/* A place of at least one character, on character boundaries, so that there is something to underline. */
static void
widen_mistake (MercerKernelModel *model)
{
  size_t length = strlen (model->text);

  model->start = MIN (model->start, length);
  model->end = CLAMP (model->end, model->start, length);
  while (model->start > 0 && (model->text[model->start] & 0xc0) == 0x80)
    model->start--;
  while (model->end < length && (model->text[model->end] & 0xc0) == 0x80)
    model->end++;
  if (model->start < model->end || length == 0)
    return;
  if (model->end < length)
    model->end = g_utf8_next_char (model->text + model->end) - model->text;
  else
    model->start = g_utf8_prev_char (model->text + model->start) - model->text;
}

/* Where the number that ends at `end` begins; end if there is none. */
static size_t
number_start (const char *text, size_t end)
{
  size_t start = end;

  while (start > 0)
    {
      char c = text[start - 1];
      bool sign = (c == '-' || c == '+') && start > 1 && g_ascii_tolower (text[start - 2]) == 'e';
      if (!g_ascii_isdigit (c) && c != '.' && !sign && !(g_ascii_tolower (c) == 'e' && start < end))
        break;
      start--;
    }
  return start < end && (g_ascii_isdigit (text[start]) || text[start] == '.') ? start : end;
}

/* Whether the caret stands right behind a number that is the last factor of its term. */
static bool
is_unfinished (const char *text, size_t caret)
{
  size_t start, before, after;

  caret = MIN (caret, strlen (text));
  start = before = number_start (text, caret);
  if (start == caret)
    return false;
  while (before > 0 && g_ascii_isspace (text[before - 1]))
    before--;
  after = caret + strspn (text + caret, " \t\n");
  return (before == 0 || strchr ("+*(", text[before - 1]) != NULL)

         && (text[after] == '\0' || text[after] == '+' || text[after] == ')');
}

MercerTyped
mercer_kernel_model_type (MercerKernelModel *model, const char *text, size_t caret)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *canonical = NULL;

  take_text (model, g_strdup (text));
  g_clear_pointer (&model->mistake, g_free);
  g_clear_pointer (&model->pending, mercer_kernel_unref);
  model->start = model->end = 0;
  model->pending = mercer_kernel_parse (text, &model->start, &model->end, &error);
  if (model->pending == NULL)
    {
      model->mistake = g_strdup (error->message);
      widen_mistake (model);
      return model->typed = MERCER_TYPED_MISTAKE;
    }
  canonical = mercer_kernel_print (model->pending);
  if (strcmp (canonical, model->canonical) == 0)
    {
      g_clear_pointer (&model->pending, mercer_kernel_unref);
      return model->typed = MERCER_TYPED_SAME;
    }
  return model->typed = is_unfinished (text, caret) ? MERCER_TYPED_UNFINISHED : MERCER_TYPED_READY;
}

MercerTyped
mercer_kernel_model_typed (const MercerKernelModel *model)
{
  return model->typed;
}

bool
mercer_kernel_model_apply (MercerKernelModel *model)
{
  g_autoptr (MercerKernel) pending = g_steal_pointer (&model->pending);

  if (pending == NULL)
    return false;
  take_kernel (model, pending, mercer_kernel_print (pending));
  model->typed = MERCER_TYPED_SAME;
  return true;
}

void
mercer_kernel_model_tidy (MercerKernelModel *model)
{
  if (model->typed == MERCER_TYPED_SAME)
    take_text (model, g_strdup (model->canonical));
}

bool
mercer_kernel_model_revert (MercerKernelModel *model)
{
  bool another = model->typed != MERCER_TYPED_SAME;

  g_clear_pointer (&model->mistake, g_free);
  g_clear_pointer (&model->pending, mercer_kernel_unref);
  model->typed = MERCER_TYPED_SAME;
  take_text (model, g_strdup (model->canonical));
  return another;
}

MercerKernel *
mercer_kernel_model_kernel (const MercerKernelModel *model)
{
  return model->kernel;
}

const char *
mercer_kernel_model_text (const MercerKernelModel *model)
{
  return model->text;
}

const char *
mercer_kernel_model_mistake (const MercerKernelModel *model, size_t *start, size_t *end)
{
  if (start != NULL)
    *start = model->start;
  if (end != NULL)
    *end = model->end;
  return model->mistake;
}

/* --- Shape ------------------------------------------------------------------------------------ */

static void
append_shape (GString *shape, const MercerKernel *node)
{
  static const char opening[] = { [MERCER_KERNEL_SUM] = '+', [MERCER_KERNEL_PRODUCT] = '*', [MERCER_KERNEL_POWER] = '^',
                                   [MERCER_KERNEL_OPERATOR] = 'o' };
  MercerKernelKind kind = mercer_kernel_kind (node);

  if (kind == MERCER_KERNEL_LEAF)
    g_string_append_printf (shape, "%s:%zu", mercer_kernel_leaf_family (node)->id, mercer_kernel_params (node));
  else
    {
      const MercerKernelFamily *operator = mercer_kernel_family_of (node);
      g_string_append_printf (shape, "%c%s:%zu(", opening[kind], operator != NULL ? operator->id : "",
                              operator != NULL ? mercer_kernel_params (node) : 0);
      for (size_t i = 0; i < mercer_kernel_children (node); i++)
        {
          append_shape (shape, mercer_kernel_child (node, i));
          g_string_append_c (shape, ' ');
        }
      g_string_append_c (shape, ')');
    }
  const char *const *columns = mercer_kernel_columns (node);
  for (size_t i = 0; columns != NULL && columns[i] != NULL; i++)
    g_string_append_printf (shape, "[%s]", columns[i]);
}

char *
mercer_kernel_shape (const MercerKernel *kernel)
{
  GString *shape = g_string_new (NULL);

  append_shape (shape, kernel);
  return g_string_free (shape, FALSE);
}
