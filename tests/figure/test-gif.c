/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gif_lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "gif.h"
#include "testing.h"

/* Few colours are kept exactly; of many each pixel is near the colour that stands for it. */
static void
test_palette (void)
{
  enum { N = 4096 };
  uint32_t pixels[N], colours[256];
  uint8_t indices[N];
  for (uint32_t i = 0; i < N; i++)
    pixels[i] = 0xff000000 | (i % 200) * 331 | (i % 7 == 0 ? 0x800000 : 0);
  pixels[5] = 0x00123456; /* the unused byte means nothing */
  for (uint32_t i = 0; i < N; i++)
    pixels[i] = i % 3 == 0 ? 0xff102030 : pixels[i] & 0xff00ffff;
  size_t count = mercer_palette (N, pixels, colours, indices);
  g_assert_cmpuint (count, <=, 256);
  for (size_t i = 0; i < N; i++)
    {
      g_assert_cmpuint (indices[i], <, count);
      g_assert_cmphex (colours[indices[i]], ==, pixels[i] & 0xffffff);
    }
  for (uint32_t i = 0; i < N; i++) /* a plane of 64 x 64 shades: 255 boxes of about 4 x 4 of them */
    pixels[i] = (i % 64) * 4 << 16 | (i / 64) * 4 << 8 | 100;
  count = mercer_palette (N, pixels, colours, indices);
  g_assert_cmpuint (count, >, 200);
  for (size_t i = 0; i < N; i++)
    for (int shift = 0; shift <= 16; shift += 8)
      g_assert_cmpint (ABS ((int) (colours[indices[i]] >> shift & 255) - (int) (pixels[i] >> shift & 255)), <=, 16);
  uint32_t one = 0xffabcdef;
  g_assert_cmpuint (mercer_palette (1, &one, colours, indices), ==, 1);
  g_assert_cmphex (colours[0], ==, 0xabcdef);
}

static MercerFigure *
figure_of (double at)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("Frame");
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .size = 20 }, 3, (double[]){ 0, at, 1 },
                        (double[]){ 0, 0.5, 1 }, NULL);
  return mercer_figure_builder_finish (b);
}

/* giflib reads back as many frames of that size as were added, and they differ. */
static void
test_frames (void)
{
  g_autofree char *folder = g_dir_make_tmp ("mercer-gif-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "film.gif", NULL);
  g_autoptr (GError) error = NULL;
  MercerPicture picture = { .width = 200, .height = 120, .look = { .theme = MERCER_THEME_LIGHT } };
  MercerGif *gif = mercer_gif_open (path, &picture, 0.1, &error);
  g_assert_no_error (error);
  for (int k = 0; k < 3; k++)
    {
      g_autoptr (MercerFigure) figure = figure_of (0.2 + 0.3 * k);
      g_assert_true (mercer_gif_add (gif, figure, &error));
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
  g_assert_true (mercer_gif_close (gif, &error));
  GifFileType *file = DGifOpenFileName (path, NULL);
  g_assert_nonnull (file);
  g_assert_cmpint (DGifSlurp (file), ==, GIF_OK);
  g_assert_cmpint (file->ImageCount, ==, 3);
  g_assert_cmpint (file->SWidth, ==, 200);
  g_assert_cmpint (file->SHeight, ==, 120);
  g_assert_cmpint (memcmp (file->SavedImages[0].RasterBits, file->SavedImages[1].RasterBits, 200 * 120), !=, 0);
  DGifCloseFile (file, NULL);
  g_unlink (path);

  gif = mercer_gif_open (path, &picture, 0.1, &error);
  mercer_gif_abandon (gif);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  picture.width = 70000;
  g_assert_null (mercer_gif_open (path, &picture, 0.1, &error));
  g_assert_nonnull (strstr (error->message, "smaller size"));
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gif/palette", test_palette);
  g_test_add_func ("/gif/frames", test_frames);
  return g_test_run ();
}
