/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures as densities. */
#include <glib/gstdio.h>
#include <math.h>
#include <png.h>
#include <string.h>

#include "reader.h"
#include "testing.h"

enum { WIDTH = 4, HEIGHT = 2 };

/* Grey and opacity of each pixel, from the top left. */
static char *
write_picture (const char *name, const png_byte *pixels)
{
  char *path = g_build_filename (g_get_tmp_dir (), name, NULL);
  png_image image = { .version = PNG_IMAGE_VERSION, .width = WIDTH, .height = HEIGHT, .format = PNG_FORMAT_GA };
  g_assert_true (png_image_write_to_file (&image, path, 0, pixels, 0, NULL));
  return path;
}

/* How many points fall on each pixel: as it is dark, within five standard errors; a point is within the picture. */
static void
test_density (void)
{
  static const png_byte pixels[WIDTH * HEIGHT * 2]
      = { 0, 255, 255, 255, 0, 0, 155, 255, /* black, white, black but transparent, grey */
          55, 255, 255, 255, 255, 255, 0, 255 };
  static const double dark[WIDTH * HEIGHT] = { 255, 0, 0, 100, 200, 0, 0, 255 };
  g_autofree char *name = g_strdup_printf ("mercer-picture-%d.PNG", (int) g_get_real_time ());
  g_autofree char *path = write_picture (name, pixels);
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = mercer_dataset_open (path, NULL, &error);
  g_assert_no_error (error);
  size_t n = mercer_dataset_rows (table), counts[WIDTH * HEIGHT] = { 0 };
  const double *x = mercer_dataset_column (table, 0)->values, *y = mercer_dataset_column (table, 1)->values;
  for (size_t i = 0; i < n; i++)
    {
      g_assert_true (x[i] >= 0 && x[i] < 2 && y[i] > 0 && y[i] <= 1);
      counts[(size_t) floor (2 * x[i]) + (y[i] > 0.5 ? 0 : WIDTH)]++;
    }
  for (size_t k = 0; k < WIDTH * HEIGHT; k++)
    {
      double share = dark[k] / 810;
      assert_close ((double) counts[k] / (double) n, share, 0, 5 * sqrt (share * (1 - share) / (double) n));
    }
  /* the same again, by where it says it comes from; and nothing to ask before it is opened */
  g_autoptr (MercerDataset) again = mercer_dataset_open (mercer_dataset_origin (table), NULL, &error);
  g_assert_true (mercer_hash_equal (mercer_dataset_hash (table), mercer_dataset_hash (again)));
  g_autoptr (MercerPreview) preview = mercer_dataset_preview (path, NULL, &error);
  g_assert_true (preview->sure && preview->head != NULL);
  g_remove (path);
}

static void
check_fails (const char *path, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (mercer_dataset_open (path, NULL, &error));
  g_assert_nonnull (error);
  if (strstr (error->message, says) == NULL)
    g_error ("the sentence is “%s”, without “%s”", error->message, says);
}

static void
test_bad (void)
{
  png_byte white[WIDTH * HEIGHT * 2];
  memset (white, 255, sizeof white);
  g_autofree char *name = g_strdup_printf ("mercer-white-%d.png", (int) g_get_real_time ());
  g_autofree char *path = write_picture (name, white);
  check_fails (path, "white all over");
  for (gssize size = 0; size < 60; size += 20) /* nothing, a part of the head, a part of the rest */
    {
      g_autofree char *bytes = NULL;
      gsize whole;
      g_assert_true (g_file_get_contents (path, &bytes, &whole, NULL));
      g_assert_cmpuint (whole, >, (gsize) size);
      g_assert_true (g_file_set_contents (path, bytes, size, NULL));
      check_fails (path, "cannot be read");
      g_assert_true (g_file_set_contents (path, bytes, (gssize) whole, NULL));
    }
  g_remove (path);
  check_fails (path, "cannot be opened");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture/density", test_density);
  g_test_add_func ("/picture/bad", test_bad);
  return g_test_run ();
}
