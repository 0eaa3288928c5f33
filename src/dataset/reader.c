/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader.h"

#include <glib/gi18n-lib.h>

#include "core.h"
#include "picture.h"

enum
{
  PREVIEW_ROWS = 100
};

static const struct
{
  char delimiter;
  const char *in_words;
} separations[] = {
  { ',', N_ ("Values separated by commas") }, { ';', N_ ("Values separated by semicolons") },
  { '\t', N_ ("Values separated by tabs") },  { '|', N_ ("Values separated by vertical bars") },
  { ' ', N_ ("Values separated by blanks") },
};

static char *
layout_in_words (const Layout *layout)
{
  GString *words = g_string_new (NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (separations); i++)
    if (separations[i].delimiter == layout->delimiter)
      g_string_append (words, _ (separations[i].in_words));
  if (words->len == 0)
    g_string_append_printf (words, _ ("Values separated by “%c”"), layout->delimiter);
  if (layout->decimal_comma)
    g_string_append (words, _ (", decimal commas"));
  g_string_append (words, layout->header ? _ (", the first line holds names")
                                         : _ (", no line with names"));
  if (layout->encoding != TEXT_UTF8)
    g_string_append_printf (words, _ (", encoded as %s"),
                            mercer_text_encoding_name (layout->encoding));
  return g_string_free (words, FALSE);
}

/* There is nothing to decide about a picture. */
static MercerPreview *
preview_picture (const char *path)
{
  MercerPreview *preview = g_new0 (MercerPreview, 1);
  preview->options = (MercerReadOptions) MERCER_READ_OPTIONS_GUESS;
  preview->sure = true;
  preview->in_words = g_strdup (_ ("A picture: points where it is dark"));
  preview->head = mercer_picture_read (path, NULL, &preview->head_error);
  return preview;
}

MercerPreview *
mercer_dataset_preview (const char *path, const MercerReadOptions *options, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  if (mercer_picture_is_one (path))
    return preview_picture (path);
  g_autoptr (Source) source = mercer_source_open (path, error);
  Opening opening = { 0 };
  if (source == NULL || !mercer_opening_read (&opening, source, options, NULL, error))
    {
      mercer_opening_clear (&opening);
      return NULL;
    }
  const Layout *layout = &opening.layout;
  MercerPreview *preview = g_new0 (MercerPreview, 1);
  preview->options = (MercerReadOptions){
    .delimiter = layout->delimiter,
    .header = layout->header ? MERCER_YES : MERCER_NO,
    .decimal_comma = layout->decimal_comma ? MERCER_YES : MERCER_NO,
    .encoding = mercer_text_encoding_name (layout->encoding),
  };
  preview->sure = layout->doubt == NULL;
  preview->in_words = layout_in_words (layout);
  preview->doubt = g_strdup (layout->doubt);
  const Label label = { .title = mercer_source_name (source), .origin = path };
  preview->head
      = mercer_core_read (&opening, source, &label, PREVIEW_ROWS, NULL, &preview->head_error);
  mercer_opening_clear (&opening);
  return preview;
}

void
mercer_preview_free (MercerPreview *preview)
{
  if (preview == NULL)
    return;
  g_free (preview->in_words);
  g_free (preview->doubt);
  g_clear_pointer (&preview->head, mercer_dataset_unref);
  g_clear_error (&preview->head_error);
  g_free (preview);
}

MercerDataset *
mercer_dataset_read (const char *path, const MercerReadOptions *options, MercerWork *work,
                     GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  if (mercer_picture_is_one (path))
    return mercer_picture_read (path, work, error);
  g_autoptr (Source) source = mercer_source_open (path, error);
  if (source == NULL)
    return NULL;
  /* The folder in which the program runs may be another one when the table is opened again. */
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  const Label label = { .title = mercer_source_name (source), .origin = full };
  return mercer_core_read_source (source, &label, options, work, error);
}
