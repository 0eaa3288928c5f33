/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readouts-notes.h"

#include <glib/gi18n.h>

#include "compat.h"

#define LINGER_MS 900
/* Below this width the remedy stands under its sentence. */
#define NARROW 480

struct _MercerReadoutsNotes
{
  GtkBox parent_instance;

  GPtrArray *rows; /* Row, as many as were ever needed */
  guint wanted;    /* the first so many say something */
  guint linger;
};

typedef struct
{
  GtkWidget *box, *icon, *body, *sentence, *remedy;
  char *param;
  double value;
} Row;

enum
{
  SIGNAL_REMEDY,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerReadoutsNotes, mercer_readouts_notes, GTK_TYPE_BOX)

static const struct
{
  const char *icon, *name, *css_class;
} kinds[] = {
  [MERCER_NOTE_INFO] = { "dialog-information-symbolic", N_ ("Note"), "dim-label" },
  [MERCER_NOTE_WARNING] = { "dialog-warning-symbolic", N_ ("Warning"), "warning" },
};

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->param);
  g_free (row);
}

static void
remedy_cb (GtkButton *button, gpointer data)
{
  Row *row = g_object_get_data (G_OBJECT (button), "row");

  g_signal_emit (data, signals[SIGNAL_REMEDY], 0, row->param, row->value);
}

static Row *
row_new (MercerReadoutsNotes *notes)
{
  Row *row = g_new0 (Row, 1);

  row->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  row->icon = gtk_image_new ();
  row->sentence = gtk_label_new ("");
  row->remedy = gtk_button_new_with_label ("");
  gtk_widget_set_valign (row->icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (row->icon, 3);
  gtk_label_set_wrap (GTK_LABEL (row->sentence), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (row->sentence), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (row->sentence), 0);
  gtk_label_set_selectable (GTK_LABEL (row->sentence), TRUE);
  gtk_widget_set_hexpand (row->sentence, TRUE);
  gtk_widget_set_valign (row->remedy, GTK_ALIGN_CENTER);
  row->body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_object_set_data (G_OBJECT (row->remedy), "row", row);
  g_signal_connect_object (row->remedy, "clicked", G_CALLBACK (remedy_cb), notes, 0);
  gtk_box_append (GTK_BOX (row->box), row->icon);
  gtk_box_append (GTK_BOX (row->body), row->sentence);
  gtk_box_append (GTK_BOX (row->body), row->remedy);
  gtk_box_append (GTK_BOX (row->box), row->body);
  gtk_box_append (GTK_BOX (notes), row->box);
  g_ptr_array_add (notes->rows, row);
  return row;
}

static void
show_note (Row *row, const MercerNote *note, bool narrow)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (row->body),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_halign (row->remedy, narrow ? GTK_ALIGN_START : GTK_ALIGN_END);
  if (g_strcmp0 (gtk_label_get_label (GTK_LABEL (row->sentence)), note->sentence) != 0)
    gtk_label_set_label (GTK_LABEL (row->sentence), note->sentence);
  for (size_t kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    gtk_widget_remove_css_class (row->icon, kinds[kind].css_class);
  gtk_widget_add_css_class (row->icon, kinds[note->kind].css_class);
  gtk_image_set_from_icon_name (GTK_IMAGE (row->icon), kinds[note->kind].icon);
  mercer_set_accessible_label (row->icon, _ (kinds[note->kind].name));

  g_free (row->param);
  row->param = g_strdup (note->remedy_param);
  row->value = note->remedy_value;
  gtk_widget_set_visible (row->remedy, note->remedy_title != NULL);
  if (note->remedy_title != NULL)
    {
      gtk_button_set_label (GTK_BUTTON (row->remedy), note->remedy_title);
      mercer_set_accessible_label (row->remedy, note->remedy_title);
      mercer_set_accessible_description (row->remedy, note->sentence);
    }
  gtk_widget_set_visible (row->box, TRUE);
  gtk_widget_set_opacity (row->box, 1);
  gtk_widget_set_sensitive (row->box, TRUE);
}

static gboolean
linger_cb (gpointer data)
{
  MercerReadoutsNotes *notes = data;

  notes->linger = 0;
  for (guint i = notes->wanted; i < notes->rows->len; i++)
    gtk_widget_set_visible (((Row *) notes->rows->pdata[i])->box, FALSE);
  return G_SOURCE_REMOVE;
}

void
mercer_readouts_notes_show (MercerReadoutsNotes *notes, const MercerFigure *figure)
{
  size_t n = figure != NULL ? mercer_figure_n_notes (figure) : 0;
  GtkWidget *around = gtk_widget_get_parent (GTK_WIDGET (notes));
  int width = around != NULL ? gtk_widget_get_width (around) : 0;

  for (size_t i = 0; i < n; i++)
    show_note (i < notes->rows->len ? notes->rows->pdata[i] : row_new (notes), mercer_figure_get_note (figure, i),
               width > 0 && width < NARROW);
  notes->wanted = (guint) n;
  g_clear_handle_id (&notes->linger, g_source_remove);
  for (guint i = notes->wanted; i < notes->rows->len; i++)
    {
      Row *row = notes->rows->pdata[i];
      gtk_widget_set_opacity (row->box, 0);
      gtk_widget_set_sensitive (row->box, FALSE);
    }
  if (notes->wanted < notes->rows->len)
    notes->linger = g_timeout_add (LINGER_MS, linger_cb, notes);
}

GtkWidget *
mercer_readouts_notes_new (void)
{
  return g_object_new (MERCER_TYPE_READOUTS_NOTES, NULL);
}

static void
mercer_readouts_notes_dispose (GObject *object)
{
  g_clear_handle_id (&MERCER_READOUTS_NOTES (object)->linger, g_source_remove);
  G_OBJECT_CLASS (mercer_readouts_notes_parent_class)->dispose (object);
}

static void
mercer_readouts_notes_finalize (GObject *object)
{
  g_ptr_array_unref (MERCER_READOUTS_NOTES (object)->rows);
  G_OBJECT_CLASS (mercer_readouts_notes_parent_class)->finalize (object);
}

static void
mercer_readouts_notes_class_init (MercerReadoutsNotesClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mercer_readouts_notes_dispose;
  G_OBJECT_CLASS (class)->finalize = mercer_readouts_notes_finalize;
  signals[SIGNAL_REMEDY] = g_signal_new ("remedy", MERCER_TYPE_READOUTS_NOTES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_DOUBLE);
}

static void
mercer_readouts_notes_init (MercerReadoutsNotes *notes)
{
  notes->rows = g_ptr_array_new_with_free_func (row_free);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (notes), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (notes), 6);
}
