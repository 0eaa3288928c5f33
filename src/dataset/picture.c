/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <png.h>

#include "random.h"
#include "source.h"
#include "table.h"

enum { POINTS = 2000, MOST_PIXELS = 100000000, STREAM_ROW = 0x5043, STREAM_ACROSS, STREAM_UP, POLL_ROWS = 64 };

typedef struct
{
  size_t width, height;
  png_byte *grey;  /* 255 is white; row by row from above */
  double *before;  /* height + 1: darkness of all rows above */
} Picture;

bool
mercer_picture_is_one (const char *path)
{
  g_autofree char *small = g_ascii_strdown (path, -1);
  return g_str_has_suffix (small, ".png");
}

static bool
refuse (const char *path, const char *why, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_FORMAT,
               _ ("The picture “%s” cannot be read: %s. Save it anew as PNG."), name, why);
  return false;
}

static bool
take_bytes (const char *path, const void *bytes, size_t size, Picture *picture, GError **error)
{
  png_image image = { .version = PNG_IMAGE_VERSION };
  const png_color white = { 255, 255, 255 };
  if (!png_image_begin_read_from_memory (&image, bytes, size))
    return refuse (path, image.message, error);
  picture->width = image.width;
  picture->height = image.height;
  if (picture->height > MOST_PIXELS / picture->width)
    {
      png_image_free (&image);
      return refuse (path, _ ("it has more than 100 million pixels"), error);
    }
  image.format = PNG_FORMAT_GRAY;
  picture->grey = g_try_malloc (picture->width * picture->height);
  if (picture->grey == NULL)
    {
      png_image_free (&image);
      return refuse (path, _ ("there is too little memory"), error);
    }
  return png_image_finish_read (&image, &white, picture->grey, 0, NULL) != 0 || refuse (path, image.message, error);
}

static bool
weigh_rows (const char *path, Picture *picture, MercerWork *work, GError **error)
{
  picture->before = g_new0 (double, picture->height + 1);
  for (size_t row = 0; row < picture->height; row++)
    {
      unsigned long dark = 0;
      if (row % POLL_ROWS == 0 && !mercer_work_wanted (work))
        {
          mercer_source_set_stopped (error);
          return false;
        }
      for (size_t k = 0; k < picture->width; k++)
        dark += 255u - picture->grey[row * picture->width + k];
      picture->before[row + 1] = picture->before[row] + (double) dark;
    }
  if (picture->before[picture->height] > 0)
    return true;
  g_autofree char *name = g_filename_display_basename (path);
  g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_EMPTY,
               _ ("The picture “%s” is white all over, so there is nowhere to put points. Choose one with something dark in "
                  "it."),
               name);
  return false;
}

/* A pixel as likely as it is dark, and a place within it. */
static void
draw (const Picture *picture, size_t i, double *x, double *y)
{
  double rest = mercer_random_uniform (0, STREAM_ROW, i) * picture->before[picture->height];
  size_t low = 0, high = picture->height, k = 0;
  while (high - low > 1)
    {
      size_t middle = low + (high - low) / 2;
      if (picture->before[middle] <= rest)
        low = middle;
      else
        high = middle;
    }
  const png_byte *row = picture->grey + low * picture->width;
  rest -= picture->before[low];
  while (k + 1 < picture->width && rest >= 255 - row[k])
    rest -= 255 - row[k++];
  double unit = 1 / (double) picture->height;
  *x = unit * ((double) k + mercer_random_uniform (0, STREAM_ACROSS, i));
  *y = 1 - unit * ((double) low + mercer_random_uniform (0, STREAM_UP, i));
}

static MercerDataset *
table_of (const char *path, const Picture *picture, MercerWork *work)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL), *name = g_filename_display_basename (path);
  double *x = g_new (double, POINTS), *y = g_new (double, POINTS);
  for (size_t i = 0; i < POINTS; i++)
    draw (picture, i, &x[i], &y[i]);
  MercerDatasetBuilder *builder = mercer_dataset_builder_new (name, full);
  mercer_dataset_builder_set_work (builder, work);
  mercer_dataset_builder_add_numeric (builder, "x", NULL, x, POINTS);
  mercer_dataset_builder_add_numeric (builder, "y", NULL, y, POINTS);
  return mercer_dataset_builder_finish (builder);
}

MercerDataset *
mercer_picture_read (const char *path, MercerWork *work, GError **error)
{
  Picture picture = { 0 };
  GError *access = NULL;
  MercerDataset *table = NULL;
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, &access);
  if (file == NULL)
    {
      g_autofree char *name = g_filename_display_basename (path);
      g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_ACCESS,
                   _ ("The picture “%s” cannot be opened. See whether it is there and whether you may read it."), name);
      g_error_free (access);
      return NULL;
    }
  if (take_bytes (path, g_mapped_file_get_contents (file), g_mapped_file_get_length (file), &picture, error)
      && weigh_rows (path, &picture, work, error))
    table = table_of (path, &picture, work);
  g_free (picture.grey);
  g_free (picture.before);
  return table;
}
