/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cards folded to their heads, so that a dozen of them can be overlooked. */

#include "kernel-card-private.h"

#include <glib/gi18n.h>

#include "compat.h"

/* More than these are folded until a person opens them. */
#define MANY 6

/* --- One card --------------------------------------------------------------------------------- */

static void
name_fold (MercerKernelCard *card, bool folded)
{
  g_autofree char *words
      = g_strdup_printf (folded ? _ ("Show all of %s") : _ ("Fold %s"), mercer_kernel_card_title (card));

  gtk_button_set_icon_name (GTK_BUTTON (card->fold), folded ? "pan-end-symbolic" : "pan-down-symbolic");
  gtk_widget_set_tooltip_text (card->fold, words);
  mercer_set_accessible_label (card->fold, words);
  gtk_accessible_update_state (GTK_ACCESSIBLE (card->fold), GTK_ACCESSIBLE_STATE_EXPANDED, !folded, -1);
}

static void
clicked_cb (GtkButton *button, gpointer data)
{
  MercerKernelCard *card = data;
  bool folded = g_strcmp0 (gtk_button_get_icon_name (button), "pan-end-symbolic") == 0;

  mercer_kernel_card_fold (card, !folded);
  mercer_kernel_editor_fold (card->editor, &card->path, !folded);
}

GtkWidget *
mercer_kernel_card_fold_new (MercerKernelCard *card)
{
  card->fold = gtk_button_new ();
  gtk_widget_add_css_class (card->fold, "flat");
  gtk_widget_add_css_class (card->fold, "tie"); /* as narrow */
  gtk_widget_set_valign (card->fold, GTK_ALIGN_CENTER);
  g_signal_connect_object (card->fold, "clicked", G_CALLBACK (clicked_cb), card, 0);
  name_fold (card, false);
  return card->fold;
}

void
mercer_kernel_card_set_inside (MercerKernelCard *card, GtkWidget *inside)
{
  card->inside = inside;
}

/* All rows but the head, and the cards of a group. The thumbnail of a leaf stands on the line that goes, and moves up. */
void
mercer_kernel_card_fold (MercerKernelCard *card, bool folded)
{
  GtkWidget *head = gtk_widget_get_first_child (card->list);

  for (GtkWidget *row = gtk_widget_get_next_sibling (head); row != NULL; row = gtk_widget_get_next_sibling (row))
    gtk_widget_set_visible (row, !folded);
  if (card->inside != NULL)
    gtk_widget_set_visible (card->inside, !folded);
  if (card->detail != NULL)
    {
      GtkWidget *top = gtk_widget_get_parent (card->fold);
      g_object_ref (card->sketch);
      gtk_box_remove (GTK_BOX (gtk_widget_get_parent (card->sketch)), card->sketch);
      if (folded)
        gtk_box_insert_child_after (GTK_BOX (top), card->sketch, gtk_widget_get_prev_sibling (card->fold));
      else
        gtk_box_insert_child_after (GTK_BOX (card->detail), card->sketch, gtk_widget_get_first_child (card->detail));
      g_object_unref (card->sketch);
      gtk_widget_set_visible (card->detail, !folded);
    }
  name_fold (card, folded);
}

/* --- All of them -------------------------------------------------------------------------------- */

static char *
place_text (const MercerKernelPath *path)
{
  GString *text = g_string_new (NULL);

  for (size_t i = 0; i < path->depth; i++)
    g_string_append_printf (text, "%zu.", path->index[i]);
  return g_string_free (text, FALSE);
}

void
mercer_kernel_editor_fold (MercerKernelEditor *editor, const MercerKernelPath *path, bool folded)
{
  g_hash_table_insert (editor->folds, place_text (path), GINT_TO_POINTER (folded));
}

void
mercer_kernel_editor_restore_folds (MercerKernelEditor *editor)
{
  if (editor->cards->len != editor->n_folds)
    g_hash_table_remove_all (editor->folds); /* places are others now */
  editor->n_folds = editor->cards->len;
  for (guint i = 0; i < editor->cards->len; i++)
    {
      MercerKernelCard *card = editor->cards->pdata[i];
      g_autofree char *place = place_text (&card->path);
      gpointer folded;
      if (!g_hash_table_lookup_extended (editor->folds, place, NULL, &folded))
        folded = GINT_TO_POINTER (card->inside == NULL && editor->cards->len > MANY);
      if (GPOINTER_TO_INT (folded))
        mercer_kernel_card_fold (card, true);
    }
}

void
mercer_kernel_editor_unfold (MercerKernelEditor *editor, MercerKernelCard *card)
{
  for (guint i = 0; i < editor->cards->len; i++)
    {
      MercerKernelCard *above = editor->cards->pdata[i];
      if (!mercer_kernel_path_holds (&above->path, &card->path))
        continue;
      mercer_kernel_card_fold (above, false);
      mercer_kernel_editor_fold (editor, &above->path, false);
    }
}
