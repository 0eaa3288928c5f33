/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "write.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- Files, whole or not at all --------------------------------------------------------------- */

/* What went wrong and what to do, for the errors people meet. */
static const struct
{
  int code;
  const char *sentence;
} reasons[] = {
  { ENOSPC,
    N_ ("Could not save “%s”: the disk is full. Free some space or choose another place.") },
  { EDQUOT, N_ ("Could not save “%s”: your disk quota is used up. Free some space or choose "
                "another place.") },
  { EFBIG,
    N_ ("Could not save “%s”: it would be larger than files may be here. Choose another place.") },
  { EACCES, N_ ("Could not save “%s”: no permission to write there. Choose another folder.") },
  { EPERM, N_ ("Could not save “%s”: no permission to write there. Choose another folder.") },
  { EROFS, N_ ("Could not save “%s”: the disk can only be read. Choose another place.") },
  { ENOENT, N_ ("Could not save “%s”: its folder does not exist. Create it or choose another.") },
  { ENOTDIR, N_ ("Could not save “%s”: part of the path is not a folder. Choose another place.") },
  { EISDIR, N_ ("Could not save “%s”: a folder has that name. Choose another name.") },
  { ENAMETOOLONG, N_ ("Could not save “%s”: the name is too long. Choose a shorter one.") },
};

static bool
refuse (const char *path, int code, GError **error)
{
  char *name = g_filename_display_name (path);
  GIOErrorEnum kind = g_io_error_from_errno (code);
  const char *format = NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].code == code)
      format = _ (reasons[i].sentence);
  if (format != NULL)
    g_set_error (error, G_IO_ERROR, kind, format, name);
  else
    g_set_error (error, G_IO_ERROR, kind, _ ("Could not save “%s”: %s. Choose another place."),
                 name, g_strerror (code));
  g_free (name);
  return false;
}

static int
write_all (int fd, const char *bytes, size_t size)
{
  while (size > 0)
    {
      ssize_t done = write (fd, bytes, size);
      if (done < 0 && errno == EINTR)
        continue;
      if (done < 0)
        return errno;
      bytes += done;
      size -= (size_t) done;
    }
  return 0;
}

/* The permissions of the file that is replaced, or those of a new one. */
static mode_t
wanted_mode (const char *target)
{
  struct stat old;
  if (stat (target, &old) == 0)
    return old.st_mode & 0777;
  mode_t mask = umask (0);
  umask (mask);
  return 0666 & ~mask;
}

/* What is no plain file (a pipe, a terminal, a printer) cannot be replaced, only written to. */
static bool
is_device (const char *path)
{
  struct stat s;
  return stat (path, &s) == 0 && !S_ISREG (s.st_mode) && !S_ISDIR (s.st_mode);
}

static int
write_device (const char *path, const char *bytes, size_t size)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  if (fd < 0)
    return errno;
  int code = write_all (fd, bytes, size);
  return close (fd) != 0 && code == 0 ? errno : code;
}

/* A temporary file beside the target that takes its place once it is whole and on the disk. */
static int
replace_file (const char *target, const char *bytes, size_t size)
{
  char *folder = g_path_get_dirname (target),
       *temporary = g_build_filename (folder, ".mercer-XXXXXX", NULL);
  int code = 0, fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    code = errno;
  else
    {
      code = write_all (fd, bytes, size);
      if (code == 0 && fchmod (fd, wanted_mode (target)) != 0)
        code = errno;
      /* Some disks say only here that they are full. */
      if (code == 0 && fsync (fd) != 0 && errno != EINVAL && errno != ENOSYS)
        code = errno;
      if (close (fd) != 0 && code == 0)
        code = errno;
      if (code == 0 && rename (temporary, target) != 0)
        code = errno;
      if (code != 0)
        unlink (temporary);
    }
  g_free (temporary);
  g_free (folder);
  return code;
}

bool
mercer_write_file (const char *path, const char *bytes, size_t size, GError **error)
{
  g_return_val_if_fail (path != NULL && (bytes != NULL || size == 0), false);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return refuse (path, EISDIR, error);
  /* A link stays a link: what it points to is replaced. */
  char *real = realpath (path, NULL);
  int code = is_device (path) ? write_device (path, bytes, size)
                              : replace_file (real != NULL ? real : path, bytes, size);
  free (real);
  return code == 0 || refuse (path, code, error);
}

/* --- Pictures --------------------------------------------------------------------------------- */

typedef enum
{
  FORMAT_PNG,
  FORMAT_SVG,
  FORMAT_PDF,
  FORMAT_CSV,
  FORMAT_JSON,
  FORMAT_TXT,
  N_FORMATS
} Format;
static const char *const extensions[N_FORMATS + 1]
    = { "png", "svg", "pdf", "csv", "json", "txt", NULL };

static cairo_status_t
append_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
make_surface (Format format, GByteArray *bytes, double width, double height, double scale)
{
  if (format == FORMAT_SVG)
    {
      cairo_surface_t *s = cairo_svg_surface_create_for_stream (append_cb, bytes, width, height);
      cairo_svg_surface_set_document_unit (s, CAIRO_SVG_UNIT_PT);
      return s;
    }
  if (format == FORMAT_PDF)
    return cairo_pdf_surface_create_for_stream (append_cb, bytes, width, height);
  return cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ceil (width * scale),
                                     (int) ceil (height * scale));
}

/* The picture as bytes, or NULL with a sentence. */
static GByteArray *
render (const MercerFigure *f, Format format, const MercerPicture *picture, GError **error)
{
  static const MercerPicture plain = { .look = { .background = true } };
  picture = picture != NULL ? picture : &plain;
  double width = picture->width > 0 ? picture->width : 800,
         height = picture->height > 0 ? picture->height : 500;
  double scale = format == FORMAT_PNG ? (picture->scale > 0 ? picture->scale : 2) : 1;
  if (!(width * scale < 30000 && height * scale < 30000 && width * height * scale * scale <= 4e8))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _ ("A picture of %.0f × %.0f is too large. Choose a smaller size."),
                   width * scale, height * scale);
      return NULL;
    }
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = make_surface (format, bytes, width, height, scale);
  cairo_t *cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  if (format == FORMAT_PDF)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, mercer_figure_get_title (f));
  mercer_figure_draw (f, cr, width, height, &picture->look, picture->view);
  cairo_status_t status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS && format == FORMAT_PNG)
    status = cairo_surface_write_to_png_stream (surface, append_cb, bytes);
  cairo_surface_finish (surface);
  status = status != CAIRO_STATUS_SUCCESS ? status : cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return bytes;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               _ ("Could not draw the picture: %s. Choose a smaller size."),
               cairo_status_to_string (status));
  g_byte_array_unref (bytes);
  return NULL;
}

/* --- By extension ----------------------------------------------------------------------------- */

const char *const *
mercer_figure_formats (void)
{
  return extensions;
}

static int
format_of (const char *path)
{
  const char *dot = strrchr (path, '.');
  for (int k = 0; dot != NULL && k < N_FORMATS; k++)
    if (g_ascii_strcasecmp (dot + 1, extensions[k]) == 0)
      return k;
  return -1;
}

bool
mercer_figure_write (const MercerFigure *f, const char *path, const MercerPicture *picture,
                     GError **error)
{
  g_return_val_if_fail (f != NULL && path != NULL, false);
  int format = format_of (path);
  if (format < 0)
    {
      char *name = g_filename_display_name (path);
      g_set_error (
          error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
          _ ("Could not save “%s”: end its name in .png, .svg, .pdf, .csv, .json or .txt."), name);
      g_free (name);
      return false;
    }
  if (format <= FORMAT_PDF)
    {
      GByteArray *bytes = render (f, format, picture, error);
      bool good = bytes != NULL
                  && mercer_write_file (path, (const char *) bytes->data, bytes->len, error);
      g_clear_pointer (&bytes, g_byte_array_unref);
      return good;
    }
  if (format == FORMAT_CSV && mercer_figure_n_tables (f) == 0)
    {
      g_set_error_literal (
          error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
          _ ("This figure has no table to save as CSV. Choose .json for its numbers."));
      return false;
    }
  char *text = format == FORMAT_CSV    ? mercer_figure_to_csv (f, 0)
               : format == FORMAT_JSON ? mercer_figure_to_json (f)
                                       : mercer_figure_to_text (f);
  bool good = mercer_write_file (path, text, strlen (text), error);
  g_free (text);
  return good;
}
