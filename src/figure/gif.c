/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gif.h"

#include <cairo.h>
#include <gio/gio.h>
#include <gif_lib.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { REST = 150, LEAST_DELAY = 2 }; /* hundredths of a second */

struct _MercerGif
{
  char *path;
  MercerPicture picture;
  char *font;
  int width, height, delay;
  FILE *spool; /* a nameless file: films may be longer than memory */
  GifFileType *file;
  /* the frame that waits until it is known whether it is the last */
  cairo_surface_t *surface;
  uint8_t *indices;
  bool waiting;
};

static int
output_cb (GifFileType *file, const GifByteType *bytes, int size)
{
  return (int) fwrite (bytes, 1, (size_t) size, file->UserData);
}

static bool
refuse (MercerGif *gif, GError **error)
{
  g_autofree char *name = g_filename_display_name (gif->path);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               _("Could not make the animation “%s”: %s. Choose a smaller size or fewer frames."), name,
               gif->file != NULL && gif->file->Error != 0 ? GifErrorString (gif->file->Error)
               : gif->spool == NULL || ferror (gif->spool) ? _("there is no room for temporary files")
                                                           : _("there is too little memory"));
  return false;
}

MercerGif *
mercer_gif_open (const char *path, const MercerPicture *picture, double seconds, GError **error)
{
  MercerGif *gif = g_new0 (MercerGif, 1);
  gif->path = g_strdup (path);
  if (picture != NULL)
    gif->picture = *picture;
  gif->font = g_strdup (gif->picture.look.font);
  gif->picture.look.font = gif->font;
  gif->picture.look.background = true;
  gif->picture.scale = gif->picture.scale > 0 ? gif->picture.scale : 1;
  gif->picture.width = gif->picture.width > 0 ? gif->picture.width : 800;
  gif->picture.height = gif->picture.height > 0 ? gif->picture.height : 500;
  gif->width = (int) ceil (gif->picture.scale * gif->picture.width);
  gif->height = (int) ceil (gif->picture.scale * gif->picture.height);
  gif->delay = MAX (LEAST_DELAY, (int) lround (100 * seconds));
  gif->spool = tmpfile ();
  gif->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, gif->width, gif->height);
  gif->indices = g_try_new (uint8_t, (size_t) gif->width * (size_t) gif->height);
  gif->file = gif->spool != NULL ? EGifOpen (gif->spool, output_cb, NULL) : NULL;
  bool ready = gif->width <= UINT16_MAX && gif->height <= UINT16_MAX && gif->indices != NULL && gif->file != NULL
               && cairo_surface_status (gif->surface) == CAIRO_STATUS_SUCCESS;
  if (ready)
    {
      EGifSetGifVersion (gif->file, true);
      ready = EGifPutScreenDesc (gif->file, gif->width, gif->height, 8, 0, NULL) == GIF_OK
              && EGifPutExtensionLeader (gif->file, APPLICATION_EXT_FUNC_CODE) == GIF_OK
              && EGifPutExtensionBlock (gif->file, 11, "NETSCAPE2.0") == GIF_OK
              && EGifPutExtensionBlock (gif->file, 3, "\1\0\0") == GIF_OK && EGifPutExtensionTrailer (gif->file) == GIF_OK;
    }
  if (ready)
    return gif;
  refuse (gif, error);
  mercer_gif_abandon (gif);
  return NULL;
}

/* The frame on the surface, shown for so many hundredths of a second. */
static bool
put_frame (MercerGif *gif, int delay)
{
  size_t pixels = (size_t) gif->width * (size_t) gif->height;
  int stride = cairo_image_surface_get_stride (gif->surface);
  const unsigned char *data = cairo_image_surface_get_data (gif->surface);
  g_autofree uint32_t *packed = g_new (uint32_t, pixels);
  uint32_t colours[256] = { 0 };
  GifColorType entry[256];
  GraphicsControlBlock control = { .DisposalMode = DISPOSE_DO_NOT, .DelayTime = delay, .TransparentColor = NO_TRANSPARENT_COLOR };
  GifByteType extension[4];
  for (int y = 0; y < gif->height; y++)
    memcpy (packed + (size_t) y * (size_t) gif->width, data + (size_t) y * (size_t) stride, (size_t) gif->width * sizeof *packed);
  mercer_palette (pixels, packed, colours, gif->indices);
  for (int k = 0; k < 256; k++)
    entry[k] = (GifColorType){ (GifByteType) (colours[k] >> 16), (GifByteType) (colours[k] >> 8), (GifByteType) colours[k] };
  ColorMapObject *map = GifMakeMapObject (256, entry);
  size_t size = EGifGCBToExtension (&control, extension);
  bool written = map != NULL && EGifPutExtension (gif->file, GRAPHICS_EXT_FUNC_CODE, (int) size, extension) == GIF_OK
                 && EGifPutImageDesc (gif->file, 0, 0, gif->width, gif->height, false, map) == GIF_OK;
  for (int y = 0; y < gif->height && written; y++)
    written = EGifPutLine (gif->file, gif->indices + (size_t) y * (size_t) gif->width, gif->width) == GIF_OK;
  if (map != NULL)
    GifFreeMapObject (map);
  return written;
}

bool
mercer_gif_add (MercerGif *gif, const MercerFigure *figure, GError **error)
{
  if (gif->waiting && !put_frame (gif, gif->delay))
    return refuse (gif, error);
  cairo_t *cr = cairo_create (gif->surface);
  cairo_scale (cr, gif->picture.scale, gif->picture.scale);
  mercer_figure_draw (figure, cr, gif->picture.width, gif->picture.height, &gif->picture.look, gif->picture.view);
  bool drawn = cairo_status (cr) == CAIRO_STATUS_SUCCESS;
  cairo_destroy (cr);
  cairo_surface_flush (gif->surface);
  gif->waiting = drawn;
  return drawn || refuse (gif, error);
}

static bool
deliver (MercerGif *gif, GError **error)
{
  long size = fflush (gif->spool) == 0 ? ftell (gif->spool) : -1;
  void *bytes = size > 0 ? mmap (NULL, (size_t) size, PROT_READ, MAP_PRIVATE, fileno (gif->spool), 0) : MAP_FAILED;
  if (bytes == MAP_FAILED)
    return refuse (gif, error);
  bool written = mercer_write_file (gif->path, bytes, (size_t) size, error);
  munmap (bytes, (size_t) size);
  return written;
}

bool
mercer_gif_close (MercerGif *gif, GError **error)
{
  bool whole = true;
  if (gif->waiting)
    {
      whole = put_frame (gif, REST) || refuse (gif, error);
      if (EGifCloseFile (gif->file, NULL) != GIF_OK && whole)
        {
          gif->file = NULL;
          whole = refuse (gif, error);
        }
      gif->file = NULL;
      whole = whole && deliver (gif, error);
    }
  mercer_gif_abandon (gif);
  return whole;
}

void
mercer_gif_abandon (MercerGif *gif)
{
  if (gif == NULL)
    return;
  if (gif->file != NULL)
    EGifCloseFile (gif->file, NULL);
  if (gif->spool != NULL)
    fclose (gif->spool);
  cairo_surface_destroy (gif->surface);
  g_free (gif->indices);
  g_free (gif->font);
  g_free (gif->path);
  g_free (gif);
}
