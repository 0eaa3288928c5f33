/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel-editor-private.h"
#include "stage.h"

/* A kernel editor on the stage, and what text, cards and session must agree on. */

static inline GtkTextBuffer *
buffer_of (Stage *stage)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (find (GTK_WIDGET (stage->control), GTK_TYPE_TEXT_VIEW, NULL, NULL)));
}

static inline char *
text_of (Stage *stage)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer_of (stage), &start, &end);
  return gtk_text_buffer_get_text (buffer_of (stage), &start, &end, FALSE);
}

static inline MercerKernel *
kernel_of (Stage *stage)
{
  return mercer_recipe_kernel (recipe_of (stage));
}

static inline void
set_kernel (Stage *stage, const char *text)
{
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_kernel (recipe_of (stage), kernel);

  mercer_session_set (stage->session, 0, recipe, "Kernel", NULL);
}

static inline void
assert_kernel (Stage *stage, const char *want)
{
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (want, NULL, NULL, NULL);
  g_autofree char *canonical = mercer_kernel_print (kernel);
  g_autofree char *got = mercer_kernel_print (kernel_of (stage));

  g_assert_cmpstr (got, ==, canonical);
}

static inline void
collect (GtkWidget *root, GType type, GPtrArray *found)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    g_ptr_array_add (found, root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

static inline GPtrArray *
all (Stage *stage, GType type)
{
  GPtrArray *found = g_ptr_array_new ();

  collect (find (GTK_WIDGET (stage->control), MERCER_TYPE_KERNEL_EDITOR, NULL, NULL), type, found);
  return found;
}

/* Text says what the session's kernel is, and every parameter has one row with its value and pin. */
static inline void
assert_in_step (Stage *stage)
{
  MercerKernel *kernel = kernel_of (stage);
  g_autofree char *written = text_of (stage), *want = mercer_kernel_print (kernel);
  g_autoptr (MercerKernel) read = mercer_kernel_parse (written, NULL, NULL, NULL);
  g_assert_nonnull (read);
  g_autofree char *got = mercer_kernel_print (read);
  g_autoptr (GPtrArray) rows = all (stage, MERCER_TYPE_PARAM_ROW);
  size_t params = 0;

  g_assert_cmpstr (got, ==, want);
  for (guint i = 0; i < rows->len; i++)
    {
      const MercerRowSpec *spec = mercer_param_row_spec (rows->pdata[i]);
      int index = g_str_has_prefix (spec->key, "kernel:") ? mercer_kernel_find_param (kernel, spec->key + 7) : -1;
      MercerKernelParam param;
      if (g_str_has_prefix (spec->key, "exponent:"))
        continue;
      g_assert_cmpint (index, >=, 0);
      params++;
      mercer_kernel_param (kernel, (size_t) index, &param);
      g_assert_true (mercer_param_row_value (rows->pdata[i]) == param.value);
      if (spec->pinnable)
        g_assert_cmpint (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (part (rows->pdata[i], GTK_TYPE_TOGGLE_BUTTON))), ==,
                         param.fixed);
    }
  g_assert_cmpuint (params, ==, mercer_kernel_params (kernel));
}

static inline bool
has_icon (GtkWidget *button, gconstpointer name)
{
  return g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (button)), name) == 0;
}

static inline bool
label_starts (GtkWidget *label, gconstpointer text)
{
  return g_str_has_prefix (gtk_label_get_text (GTK_LABEL (label)), text);
}
