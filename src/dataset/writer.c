/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cell.h"
#include "digits.h"
#include "param.h"

/* Where the text goes: a temporary file beside the target, or the target itself if that is a device
 * or pipe. */
typedef struct
{
  FILE *stream;
  char *target;    /* with symbolic links followed, so that they stay links */
  char *temporary; /* NULL: written in place */
} Output;

static bool
set_write_error (const char *path, int code, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  const char *form
      = code == ENOSPC || code == EDQUOT || code == EFBIG
            ? _ ("“%s” was not written because there is no room for it; free some space or choose "
                 "another folder.")
        : code == EACCES || code == EPERM || code == EROFS
            ? _ ("You may not write “%s” here; choose another folder.")
        : code == ENOENT || code == ENOTDIR
            ? _ ("“%s” cannot be written because its folder does not exist.")
        : code == EISDIR ? _ ("“%s” is a folder; choose a file name.")
                         : NULL;
  if (form != NULL)
    g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_ACCESS, form, name);
  else
    g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_ACCESS,
                 _ ("“%s” was not written: %s."), name, g_strerror (code));
  return false;
}

static void
output_abandon (Output *output)
{
  if (output->stream != NULL)
    fclose (output->stream);
  if (output->temporary != NULL)
    g_unlink (output->temporary);
  g_free (output->target);
  g_free (output->temporary);
}

static bool
output_open (Output *output, const char *path, GError **error)
{
  struct stat info;
  char *real = realpath (path, NULL);
  output->target = g_strdup (real != NULL ? real : path);
  free (real);
  const bool exists = stat (path, &info) == 0;
  if (exists && S_ISDIR (info.st_mode))
    return set_write_error (path, EISDIR, error);
  if (exists && !S_ISREG (info.st_mode))
    {
      output->stream = fopen (path, "we");
      return output->stream != NULL || set_write_error (path, errno, error);
    }
  output->temporary = g_strdup_printf ("%s.XXXXXX", output->target);
  const int fd = g_mkstemp_full (output->temporary, O_WRONLY | O_CLOEXEC,
                                 exists ? info.st_mode & 0777 : 0666);
  if (fd < 0)
    {
      const int code = errno;
      g_clear_pointer (&output->temporary, g_free);
      return set_write_error (path, code, error);
    }
  output->stream = fdopen (fd, "w");
  return true;
}

/* Everything on the disk, then the new name. */
static bool
output_commit (Output *output, const char *path, GError **error)
{
  bool ok = fflush (output->stream) == 0 && ferror (output->stream) == 0;
  if (ok && output->temporary != NULL)
    ok = fsync (fileno (output->stream)) == 0;
  int code = errno;
  if (fclose (output->stream) != 0 && ok)
    {
      ok = false;
      code = errno;
    }
  output->stream = NULL;
  if (ok && output->temporary != NULL && g_rename (output->temporary, output->target) != 0)
    {
      ok = false;
      code = errno;
    }
  if (!ok)
    return set_write_error (path, code, error);
  g_clear_pointer (&output->temporary, g_free);
  return true;
}

/* RFC 4180, and in quotes as well what the reader would trim, skip or take for something else. */
static bool
needs_quotes (const char *text, size_t length)
{
  double value;
  return length == 0 || strpbrk (text, ",;\t|\"\r\n") != NULL || *text == '#' || *text == ' '
         || text[length - 1] == ' ' || mercer_cell_read (text, length, '.', &value) != CELL_TEXT;
}

static void
write_text (FILE *stream, const char *text)
{
  const size_t length = strlen (text);
  if (needs_quotes (text, length))
    csv_fwrite (stream, text, length);
  else
    fwrite (text, 1, length, stream);
}

static void
write_cell (FILE *stream, const MercerColumn *column, size_t row)
{
  char number[MERCER_NUMBER_SIZE];
  if (column->kind == MERCER_COLUMN_CATEGORICAL)
    {
      if (column->codes[row] >= 0)
        write_text (stream, column->levels[column->codes[row]]);
    }
  else if (column->values[row] == column->values[row])
    fwrite_unlocked (number, 1, mercer_digits_print (column->values[row], number), stream);
}

/* Stops early once the stream has an error; output_commit () reports it. */
static void
write_rows (FILE *stream, const MercerDataset *dataset)
{
  const size_t n_columns = mercer_dataset_columns (dataset);
  for (size_t c = 0; c < n_columns; c++)
    {
      if (c > 0)
        putc (',', stream);
      write_text (stream, mercer_dataset_column (dataset, c)->name);
    }
  fputs ("\r\n", stream);
  for (size_t r = 0; r < mercer_dataset_rows (dataset) && !ferror (stream); r++)
    {
      for (size_t c = 0; c < n_columns; c++)
        {
          const MercerColumn *column = mercer_dataset_column (dataset, c);
          if (c > 0)
            putc_unlocked (',', stream);
          const bool missing = column->kind == MERCER_COLUMN_NUMERIC
                                   ? column->values[r] != column->values[r]
                                   : column->codes[r] < 0;
          /* Alone in its line an empty field would be an empty line, which readers skip. */
          if (missing && n_columns == 1)
            fputs ("NA", stream);
          else
            write_cell (stream, column, r);
        }
      fputs ("\r\n", stream);
    }
}

bool
mercer_dataset_write_csv (const MercerDataset *dataset, const char *path, GError **error)
{
  g_return_val_if_fail (dataset != NULL && path != NULL, false);
  Output output = { 0 };
  bool ok = output_open (&output, path, error);
  if (ok)
    {
      write_rows (output.stream, dataset);
      ok = output_commit (&output, path, error);
    }
  output_abandon (&output);
  return ok;
}
