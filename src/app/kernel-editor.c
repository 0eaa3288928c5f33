/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel editor: keeps recipe, text (kernel-text.c) and cards (kernel-editor-cards.c) in step. */

#include "kernel-editor-private.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "kernel-chooser.h"
#include "kernel-params.h"
#include "kernel-presets.h"
#include "kernel-text.h"
#include "kernel-thumbnail.h"
#include "kernel-tree.h"

enum
{
  SIGNAL_CHANGED,
  SIGNAL_SETTLED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerKernelEditor, mercer_kernel_editor, GTK_TYPE_BOX)

static void show_kernel (MercerKernelEditor *editor, bool afresh);
static void show_objection (MercerKernelEditor *editor);

MercerKernel *
mercer_kernel_editor_kernel (MercerKernelEditor *editor)
{
  return mercer_kernel_model_kernel (editor->model);
}

MercerRecipe *
mercer_kernel_editor_recipe (MercerKernelEditor *editor)
{
  return editor->recipe;
}

/* --- Changes by a person ---------------------------------------------------------------------- */

static void
tell (MercerKernelEditor *editor, const char *done, const char *merge)
{
  g_signal_emit (editor, signals[SIGNAL_CHANGED], 0, mercer_kernel_editor_kernel (editor), done, merge);
}

void
mercer_kernel_editor_change (MercerKernelEditor *editor, MercerKernel *kernel, const char *done, const char *merge)
{
  g_autoptr (MercerKernel) taken = kernel;

  if (taken == NULL)
    return;
  mercer_kernel_model_set (editor->model, taken);
  show_kernel (editor, false);
  tell (editor, done, merge);
}

void
mercer_kernel_editor_settle (MercerKernelEditor *editor)
{
  mercer_kernel_text_release (MERCER_KERNEL_TEXT (editor->text));
  g_signal_emit (editor, signals[SIGNAL_SETTLED], 0);
}

/* In the order in which the cards stand: a group before what is in it. */
static bool
is_after (const MercerKernelPath *a, const MercerKernelPath *b)
{
  for (size_t i = 0; i < MIN (a->depth, b->depth); i++)
    if (a->index[i] != b->index[i])
      return a->index[i] > b->index[i];
  return a->depth > b->depth;
}

/* The card at path or, if that is gone, the last one before it. */
static void
focus_card (MercerKernelEditor *editor, const MercerKernelPath *path)
{
  guint i = 0;

  while (i + 1 < editor->cards->len && !is_after (mercer_kernel_card_path (editor->cards->pdata[i + 1]), path))
    i++;
  if (editor->cards->len == 0)
    return;
  mercer_kernel_editor_unfold (editor, editor->cards->pdata[i]);
  mercer_kernel_card_focus (editor->cards->pdata[i]);
}

void
mercer_kernel_editor_edit (MercerKernelEditor *editor, MercerKernel *kernel, const char *done,
                           const MercerKernelPath *at)
{
  MercerKernelPath place = *at; /* `at` may belong to a card that is about to go */

  if (kernel == NULL)
    return;
  g_object_ref (editor);
  mercer_kernel_editor_change (editor, kernel, done, NULL);
  mercer_kernel_editor_settle (editor);
  focus_card (editor, &place);
  g_object_unref (editor);
}

static void
typed_cb (MercerKernelText *text, gpointer data)
{
  MercerKernelEditor *editor = data;

  show_kernel (editor, false);
  tell (editor, _ ("Kernel"), "kernel-text");
}

/* The text may have been put into canonical form, where things have other places. */
static void
text_settled_cb (MercerKernelText *text, gpointer data)
{
  if (mercer_kernel_editor_kernel (data) != NULL)
    show_objection (data);
  mercer_kernel_editor_settle (data);
}

bool
mercer_kernel_editor_confirm (MercerKernelEditor *editor)
{
  g_return_val_if_fail (MERCER_IS_KERNEL_EDITOR (editor), true);
  return mercer_kernel_editor_kernel (editor) == NULL || !gtk_widget_get_visible (GTK_WIDGET (editor))
         || mercer_kernel_text_confirm (MERCER_KERNEL_TEXT (editor->text));
}

/* --- Adding ----------------------------------------------------------------------------------- */

static void
add_term_cb (MercerKernelChooser *chooser, const char *id, gpointer data)
{
  MercerKernelEditor *editor = data;
  MercerKernelPath root = { 0 }, last;
  MercerKernel *kernel = mercer_kernel_editor_kernel (editor);
  g_autoptr (MercerKernel) leaf = mercer_kernel_editor_leaf_beside (editor, mercer_kernel_family (id), &root);
  MercerKernel *sum = mercer_kernel_edit_join (kernel, &root, MERCER_JOIN_SUM, leaf);

  last = mercer_kernel_path_child (&root, mercer_kernel_children (sum) - 1);
  mercer_kernel_editor_edit (editor, sum, _ ("Add Kernel"), &last);
}

/* --- Showing ---------------------------------------------------------------------------------- */

/* Columns that the table does not have are the roles' matter. */
static bool
has_columns (MercerDataset *dataset, const char *const *names)
{
  for (; *names != NULL; names++)
    if (mercer_dataset_find (dataset, *names) < 0)
      return false;
  return true;
}

/* What is wrong with this kernel on these columns, though it reads well; NULL: nothing. start, end: where, in the text if that is the
 * kernel. */
static char *
object (MercerKernelEditor *editor, size_t *start, size_t *end)
{
  const char *const *inputs = mercer_recipe_role (editor->recipe, "x");
  size_t d = g_strv_length ((GStrv) inputs);
  bool stands = mercer_kernel_model_typed (editor->model) == MERCER_TYPED_SAME;
  bool definite = (mercer_recipe_method (editor->recipe)->flags & MERCER_METHOD_DEFINITE_KERNEL) != 0;
  const MercerKernel *part = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerKernel) bound
      = stands ? mercer_kernel_read (mercer_kernel_model_text (editor->model), inputs, d, start, end, &error)
               : mercer_kernel_bind (mercer_kernel_editor_kernel (editor), inputs, d, &error);
  g_autoptr (MercerKernel) whole = bound != NULL ? mercer_recipe_bind (editor->recipe, bound, &error) : NULL;
  char *refusal = whole != NULL ? mercer_recipe_refuse_kernel (editor->recipe, "x", whole, definite, &part) : g_strdup (error->message);

  if (part != NULL && stands)
    mercer_kernel_place (part, start, end);
  return refusal;
}

static void
show_objection (MercerKernelEditor *editor)
{
  size_t start = 0, end = 0;
  bool there = has_columns (mercer_recipe_dataset (editor->recipe), mercer_recipe_role (editor->recipe, "x"));
  g_autofree char *sentence = there ? object (editor, &start, &end) : NULL;

  mercer_kernel_text_object (MERCER_KERNEL_TEXT (editor->text), sentence, start, end);
}

static void
show_kernel (MercerKernelEditor *editor, bool afresh)
{
  g_autofree char *shape = mercer_kernel_shape (mercer_kernel_editor_kernel (editor));
  g_autofree char *bounds = mercer_kernel_params_bounds (mercer_kernel_editor_kernel (editor));
  MercerKernelPath root = { 0 };

  mercer_kernel_thumbnail_show (MERCER_KERNEL_THUMBNAIL (editor->whole), mercer_kernel_editor_kernel (editor),
                                mercer_kernel_editor_columns (editor, &root), editor->recipe);
  mercer_kernel_text_update (MERCER_KERNEL_TEXT (editor->text));
  show_objection (editor);
  if (!afresh && g_strcmp0 (shape, editor->shape) == 0 && g_strcmp0 (bounds, editor->bounds) == 0)
    {
      mercer_kernel_editor_update_rows (editor);
      return;
    }
  g_free (editor->shape);
  editor->shape = g_steal_pointer (&shape);
  g_free (editor->bounds);
  editor->bounds = g_steal_pointer (&bounds);
  mercer_kernel_editor_build_cards (editor);
}

void
mercer_kernel_editor_show (MercerKernelEditor *editor, MercerRecipe *recipe, MercerRecipe *baseline, gboolean afresh)
{
  g_return_if_fail (MERCER_IS_KERNEL_EDITOR (editor));

  mercer_recipe_ref (recipe);
  g_clear_pointer (&editor->recipe, mercer_recipe_unref);
  editor->recipe = recipe;
  if (baseline != editor->baseline)
    {
      g_clear_pointer (&editor->baseline, mercer_recipe_unref);
      editor->baseline = baseline != NULL ? mercer_recipe_ref (baseline) : NULL;
    }
  gtk_widget_set_visible (GTK_WIDGET (editor), mercer_recipe_kernel (recipe) != NULL);
  if (mercer_recipe_kernel (recipe) == NULL)
    return;
  if (!afresh && mercer_recipe_kernel (recipe) == mercer_kernel_editor_kernel (editor))
    return;
  mercer_kernel_model_set (editor->model, mercer_recipe_kernel (recipe));
  show_kernel (editor, afresh);
  mercer_kernel_text_release (MERCER_KERNEL_TEXT (editor->text)); /* from outside: no hand is on the sliders below */
}

void
mercer_kernel_editor_set_title (MercerKernelEditor *editor, const char *title)
{
  g_return_if_fail (MERCER_IS_KERNEL_EDITOR (editor));
  gtk_label_set_label (GTK_LABEL (editor->title), title != NULL ? title : _ ("Kernel"));
  mercer_kernel_text_set_title (MERCER_KERNEL_TEXT (editor->text), title);
}

void
mercer_kernel_editor_give_up (MercerKernelEditor *editor)
{
  g_return_if_fail (MERCER_IS_KERNEL_EDITOR (editor));
  mercer_kernel_model_revert (editor->model);
}

GtkWidget *
mercer_kernel_editor_new (void)
{
  return g_object_new (MERCER_TYPE_KERNEL_EDITOR, NULL);
}

static void
mercer_kernel_editor_dispose (GObject *object)
{
  MercerKernelEditor *editor = MERCER_KERNEL_EDITOR (object);

  if (editor->popover != NULL)
    gtk_widget_set_visible (editor->popover, FALSE); /* a tooltip may be waiting over it */
  g_clear_pointer (&editor->popover, gtk_widget_unparent);
  G_OBJECT_CLASS (mercer_kernel_editor_parent_class)->dispose (object);
}

static void
mercer_kernel_editor_finalize (GObject *object)
{
  MercerKernelEditor *editor = MERCER_KERNEL_EDITOR (object);

  mercer_kernel_model_free (editor->model);
  g_clear_pointer (&editor->recipe, mercer_recipe_unref);
  g_clear_pointer (&editor->baseline, mercer_recipe_unref);
  g_free (editor->shape);
  g_free (editor->bounds);
  g_ptr_array_unref (editor->rows);
  g_ptr_array_unref (editor->powers);
  g_ptr_array_unref (editor->cards);
  g_hash_table_unref (editor->folds);
  G_OBJECT_CLASS (mercer_kernel_editor_parent_class)->finalize (object);
}

static void
mercer_kernel_editor_class_init (MercerKernelEditorClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mercer_kernel_editor_dispose;
  G_OBJECT_CLASS (class)->finalize = mercer_kernel_editor_finalize;
  mercer_kernel_params_install (GTK_WIDGET_CLASS (class));
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MERCER_TYPE_KERNEL_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_SETTLED] = g_signal_new ("settled", MERCER_TYPE_KERNEL_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
mercer_kernel_editor_init (MercerKernelEditor *editor)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *add = mercer_kernel_chooser_new (_ ("Add Term"), _ ("Add a term to the sum"));

  editor->model = mercer_kernel_model_new ();
  editor->rows = g_ptr_array_new ();
  editor->powers = g_ptr_array_new ();
  editor->cards = g_ptr_array_new ();
  editor->folds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (editor), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (editor), 6);
  editor->title = gtk_label_new (_ ("Kernel"));
  gtk_label_set_xalign (GTK_LABEL (editor->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (editor->title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (editor->title, "heading");
  gtk_widget_set_hexpand (editor->title, TRUE);
  editor->whole = mercer_kernel_thumbnail_new (96, 36);
  gtk_box_append (GTK_BOX (head), editor->title);
  gtk_box_append (GTK_BOX (head), editor->whole);
  gtk_box_append (GTK_BOX (head), mercer_kernel_presets_new (editor));
  gtk_box_append (GTK_BOX (editor), head);
  editor->text = mercer_kernel_text_new (editor->model);
  g_signal_connect_object (editor->text, "typed", G_CALLBACK (typed_cb), editor, 0);
  g_signal_connect_object (editor->text, "settled", G_CALLBACK (text_settled_cb), editor, 0);
  gtk_box_append (GTK_BOX (editor), editor->text);
  editor->tree = mercer_kernel_tree_new (editor);
  gtk_box_append (GTK_BOX (editor), editor->tree);
  g_signal_connect_object (add, "chosen", G_CALLBACK (add_term_cb), editor, 0);
  gtk_box_append (GTK_BOX (editor), add);
}
