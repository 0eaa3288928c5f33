/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-entries.h"

#include <glib/gi18n.h>
#include <string.h>

static void
entry_free (gpointer data)
{
  MercerKernelEntry *entry = data;

  g_free (entry->text);
  g_free (entry->mistake);
  g_clear_pointer (&entry->kernel, mercer_kernel_unref);
  g_clear_pointer (&entry->unsaid, mercer_kernel_unref);
  g_free (entry);
}

const MercerKernelEntry *
mercer_kernel_entry (GPtrArray *entries, guint i)
{
  return entries->pdata[i];
}

bool
mercer_kernel_entry_can_go (const MercerKernelEntry *entry)
{
  return entry->param != NULL && *entry->text != '\0';
}

const char *const *
mercer_kernel_entry_columns (const MercerKernelEntry *entry, MercerRecipe *recipe)
{
  return mercer_recipe_role (recipe, entry->param != NULL ? entry->param->kernels->role : "x");
}

/* --- What there is -------------------------------------------------------------------------------- */

/* "" translates to the catalogue's header. */
static const char *
title_of (const char *words)
{
  return words != NULL && *words != '\0' ? _ (words) : NULL;
}

static MercerKernelEntry *
entry_new (const MercerParam *param, size_t which, const char *text)
{
  MercerKernelEntry *entry = g_new0 (MercerKernelEntry, 1);

  entry->param = param;
  entry->which = which;
  entry->title = param != NULL ? title_of (param->kernels->each) : NULL;
  entry->text = g_strdup (text);
  return entry;
}

static MercerKernelEntry *
find_before (GPtrArray *before, const MercerKernelEntry *entry)
{
  for (guint i = 0; before != NULL && i < before->len; i++)
    {
      MercerKernelEntry *old = before->pdata[i];
      if (old->param == entry->param && old->which == entry->which && g_str_equal (old->text, entry->text))
        return old;
    }
  return NULL;
}

static void
read_text (MercerKernelEntry *entry, GPtrArray *before)
{
  MercerKernelEntry *old = find_before (before, entry);
  g_autoptr (GError) error = NULL;
  size_t start = 0;

  if (old != NULL && old->kernel != NULL)
    entry->kernel = mercer_kernel_ref (old->kernel);
  else
    entry->kernel = mercer_kernel_parse (entry->text, &start, NULL, &error);
  /* Translators: a place in a formula, and what is wrong there. */
  if (error != NULL)
    entry->mistake
        = g_strdup_printf (_ ("Character %ld: %s"), g_utf8_strlen (entry->text, (gssize) start) + 1, error->message);
}

/* The same node as before if it says the same, so that what is shown of it can stay. */
static void
take_unsaid (MercerKernelEntry *entry, GPtrArray *before)
{
  MercerKernelEntry *old = find_before (before, entry);
  bool same = old != NULL && old->kernel != NULL
              && mercer_hash_equal (mercer_kernel_hash (old->kernel), mercer_kernel_hash (entry->unsaid));

  entry->kernel = mercer_kernel_ref (same ? old->kernel : entry->unsaid);
}

/* One kernel, which has a meaning without a text too; none where it is without effect. */
static void
add_single (GPtrArray *entries, MercerRecipe *recipe, const MercerParam *param, GPtrArray *before)
{
  const MercerMethod *method = mercer_recipe_method (recipe);
  const char *text = mercer_param_get_text (param, mercer_recipe_values (recipe)), *how = NULL;
  MercerKernel *unsaid = method->unsaid_kernel != NULL ? method->unsaid_kernel (recipe, param, &how) : NULL;
  MercerKernelEntry *entry;

  if (unsaid == NULL && (method->unsaid_kernel != NULL || *text == '\0'))
    return;
  entry = entry_new (param, 0, text);
  entry->unsaid = unsaid;
  entry->how = title_of (how);
  (*text == '\0' ? take_unsaid : read_text) (entry, before);
  g_ptr_array_add (entries, entry);
}

static void
add_several (GPtrArray *entries, MercerRecipe *recipe, const MercerParam *param, GPtrArray *before)
{
  g_auto (GStrv) parts = mercer_text_parts (mercer_param_get_text (param, mercer_recipe_values (recipe)));

  for (size_t k = 0; parts[k] != NULL; k++)
    {
      MercerKernelEntry *entry = entry_new (param, k, parts[k]);
      read_text (entry, before);
      g_ptr_array_add (entries, entry);
    }
}

GPtrArray *
mercer_kernel_entries_new (MercerRecipe *recipe, GPtrArray *before)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);
  MercerKernelEntry *own = NULL;

  if (mercer_recipe_kernel (recipe) != NULL)
    {
      own = entry_new (NULL, 0, "");
      own->kernel = mercer_kernel_ref (mercer_recipe_kernel (recipe));
      g_ptr_array_add (entries, own);
    }
  for (const MercerParam *param = mercer_recipe_method (recipe)->params; param != NULL && param->id != NULL; param++)
    {
      if (param->kernels == NULL)
        continue;
      if (own != NULL && own->title == NULL)
        own->title = title_of (param->kernels->own);
      (param->kernels->most == 1 ? add_single : add_several) (entries, recipe, param, before);
    }
  return entries;
}

static size_t
count_of (GPtrArray *entries, const MercerParam *param)
{
  size_t n = 0;

  for (guint i = 0; i < entries->len; i++)
    n += mercer_kernel_entry (entries, i)->param == param;
  return n;
}

const MercerParam *
mercer_kernel_entries_room (GPtrArray *entries, MercerRecipe *recipe)
{
  for (const MercerParam *param = mercer_recipe_method (recipe)->params; param != NULL && param->id != NULL; param++)
    if (param->kernels != NULL && param->kernels->most != 1
        && (param->kernels->most == 0 || count_of (entries, param) < (size_t) param->kernels->most))
      return param;
  return NULL;
}

/* --- The recipe that a change leads to -------------------------------------------------------------- */

/* The param's text with its which-th kernel replaced by `text`, NULL: left out; which as many as there are: one more. */
static MercerRecipe *
with_text (GPtrArray *entries, MercerRecipe *recipe, const MercerParam *param, size_t which, const char *text)
{
  GString *all = g_string_new (NULL);
  size_t n = count_of (entries, param), k = 0;
  MercerRecipe *changed = NULL;

  for (guint i = 0; i <= entries->len; i++)
    {
      const MercerKernelEntry *entry = i < entries->len ? mercer_kernel_entry (entries, i) : NULL;
      const char *part = NULL;
      if (entry != NULL && entry->param == param)
        part = k++ == which ? text : entry->text;
      else if (entry == NULL && which == n)
        part = text;
      if (part != NULL)
        g_string_append_printf (all, "%s%s", all->len > 0 ? " | " : "", part);
    }
  if (all->len < MERCER_TEXT_SIZE)
    changed = mercer_recipe_with_text (recipe, param->id, all->str);
  g_string_free (all, TRUE);
  return changed;
}

MercerRecipe *
mercer_kernel_entries_put (GPtrArray *entries, MercerRecipe *recipe, guint i, MercerKernel *kernel)
{
  const MercerKernelEntry *entry = mercer_kernel_entry (entries, i);
  g_autofree char *text = mercer_kernel_print (kernel);

  return entry->param == NULL ? mercer_recipe_with_kernel (recipe, kernel)
                              : with_text (entries, recipe, entry->param, entry->which, text);
}

MercerRecipe *
mercer_kernel_entries_take (GPtrArray *entries, MercerRecipe *recipe, guint i)
{
  const MercerKernelEntry *entry = mercer_kernel_entry (entries, i);

  return with_text (entries, recipe, entry->param, entry->which, NULL);
}

MercerRecipe *
mercer_kernel_entries_add (GPtrArray *entries, MercerRecipe *recipe, MercerKernel *kernel)
{
  const MercerParam *param = mercer_kernel_entries_room (entries, recipe);
  g_autofree char *text = mercer_kernel_print (kernel);

  return param != NULL ? with_text (entries, recipe, param, count_of (entries, param), text) : NULL;
}
