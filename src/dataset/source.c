/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "dataset.h"
#include "similar.h"

enum
{
  PACKED_CHUNK = 64 * 1024,
  GZIP_ANY_WINDOW = 15 + 16, /* zlib: the largest window, gzip header only */
  WAIT_MS = 4                /* on a pipe, between two questions whether the work is still wanted */
};

typedef enum
{
  PACKING_UNKNOWN,
  PACKING_NONE,
  PACKING_GZIP
} Packing;

struct _Source
{
  char *name;
  int fd; /* -1: memory */
  bool regular;
  const char *bytes;
  size_t size, done; /* raw bytes: all (0 if unknown) and those read */
  Packing packing;
  z_stream zip;
  bool zip_open, member_open; /* inside a gzip member */
  char packed[PACKED_CHUNK];
  size_t ahead, ahead_start; /* raw bytes in `packed` not yet handed on, when nothing is packed */
};

static Source *
source_new (const char *name)
{
  Source *source = g_new0 (Source, 1);
  source->name = g_strdup (name);
  source->fd = -1;
  return source;
}

Source *
mercer_source_new_memory (const char *name, const void *bytes, size_t size)
{
  Source *source = source_new (name);
  source->regular = true;
  source->bytes = bytes;
  source->size = size;
  return source;
}

static void
set_open_error (const char *path, const char *name, int code, GError **error)
{
  g_autofree char *similar = code == ENOENT ? mercer_similar_file (path) : NULL;
  if (similar != NULL)
    g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_ACCESS,
                 _ ("There is no file “%s”; did you mean “%s”?"), path, similar);
  else if (code == ENOENT || code == ENOTDIR)
    g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_ACCESS,
                 _ ("There is no file “%s”; check its name and folder."), path);
  else if (code == EACCES || code == EPERM)
    g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_ACCESS,
                 _ ("You may not read “%s”; ask its owner for permission or copy it first."), name);
  else
    g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_ACCESS,
                 _ ("“%s” cannot be opened: %s."), name, g_strerror (code));
}

Source *
mercer_source_open (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  /* Not blocking, so that a pipe without a writer can be given up. */
  const int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat info;
  if (fd < 0 || fstat (fd, &info) != 0)
    {
      set_open_error (path, name, errno, error);
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  if (S_ISDIR (info.st_mode))
    {
      close (fd);
      g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_ACCESS,
                   _ ("“%s” is a folder; choose a file inside it."), name);
      return NULL;
    }
  Source *source = source_new (name);
  source->fd = fd;
  source->regular = S_ISREG (info.st_mode);
  source->size = source->regular ? (size_t) info.st_size : 0;
#ifdef POSIX_FADV_SEQUENTIAL
  posix_fadvise (fd, 0, 0, POSIX_FADV_SEQUENTIAL);
#endif
  return source;
}

void
mercer_source_free (Source *source)
{
  if (source == NULL)
    return;
  if (source->zip_open)
    inflateEnd (&source->zip);
  if (source->fd >= 0)
    close (source->fd);
  g_free (source->name);
  g_free (source);
}

const char *
mercer_source_name (const Source *source)
{
  return source->name;
}

void
mercer_source_set_stopped (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Reading was stopped."));
}

/* True once bytes wait in the pipe or its end is reached. */
static bool
wait_for_pipe (Source *source, MercerWork *work)
{
  struct pollfd ready = { .fd = source->fd, .events = POLLIN };
  while (mercer_work_wanted (work))
    if (poll (&ready, 1, WAIT_MS) != 0)
      return true;
  return false;
}

static gssize
read_raw (Source *source, char *buffer, size_t size, MercerWork *work, GError **error)
{
  gssize got = 0;
  if (!mercer_work_wanted (work))
    {
      mercer_source_set_stopped (error);
      return -1;
    }
  if (source->fd < 0)
    {
      got = (gssize) MIN (size, source->size - source->done);
      if (got > 0)
        memcpy (buffer, source->bytes + source->done, (size_t) got);
    }
  else
    do
      {
        if (!source->regular && !wait_for_pipe (source, work))
          {
            mercer_source_set_stopped (error);
            return -1;
          }
        got = read (source->fd, buffer, size);
      }
    while (got < 0 && (errno == EINTR || errno == EAGAIN));
  if (got < 0)
    g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_ACCESS,
                 _ ("“%s” cannot be read: %s."), source->name, g_strerror (errno));
  else
    source->done += (size_t) got;
  return got;
}

/* Reads the first raw bytes and decides by them; they are handed on afterwards. */
static bool
find_packing (Source *source, MercerWork *work, GError **error)
{
  source->ahead = source->ahead_start = 0;
  while (source->ahead < 2)
    {
      const gssize got = read_raw (source, source->packed + source->ahead,
                                   PACKED_CHUNK - source->ahead, work, error);
      if (got < 0)
        return false;
      if (got == 0)
        break;
      source->ahead += (size_t) got;
    }
  const unsigned char *start = (const unsigned char *) source->packed;
  const bool gzip = source->ahead >= 2 && start[0] == 0x1f && start[1] == 0x8b;
  source->packing = gzip ? PACKING_GZIP : PACKING_NONE;
  if (!gzip)
    return true;
  if (!source->zip_open)
    source->zip_open = inflateInit2 (&source->zip, GZIP_ANY_WINDOW) == Z_OK;
  else
    inflateReset (&source->zip);
  source->zip.next_in = (Bytef *) source->packed;
  source->zip.avail_in = (uInt) source->ahead;
  source->member_open = true;
  return true;
}

static gssize
set_gzip_error (const Source *source, bool truncated, GError **error)
{
  g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_FORMAT,
               truncated
                   ? _ ("“%s” ends in the middle of its compressed data; fetch or copy it again.")
                   : _ ("The compressed data in “%s” are damaged; fetch or copy it again."),
               source->name);
  return -1;
}

static gssize
read_gzip (Source *source, char *buffer, size_t size, MercerWork *work, GError **error)
{
  z_stream *zip = &source->zip;
  zip->next_out = (Bytef *) buffer;
  zip->avail_out = (uInt) MIN (size, (size_t) 1 << 30);
  const size_t wanted = zip->avail_out;
  while (zip->avail_out == wanted)
    {
      if (zip->avail_in == 0)
        {
          const gssize got = read_raw (source, source->packed, PACKED_CHUNK, work, error);
          if (got < 0)
            return -1;
          if (got == 0)
            return source->member_open ? set_gzip_error (source, true, error) : 0;
          zip->next_in = (Bytef *) source->packed;
          zip->avail_in = (uInt) got;
        }
      if (!source->member_open)
        {
          if (*zip->next_in != 0x1f) /* padding after the last member, as gzip allows it */
            {
              zip->avail_in = 0;
              continue;
            }
          inflateReset (zip);
          source->member_open = true;
        }
      const int code = inflate (zip, Z_NO_FLUSH);
      if (code == Z_STREAM_END)
        source->member_open = false;
      else if (code != Z_OK && code != Z_BUF_ERROR)
        return set_gzip_error (source, false, error);
    }
  return (gssize) (wanted - zip->avail_out);
}

gssize
mercer_source_read (Source *source, char *buffer, size_t size, MercerWork *work, GError **error)
{
  if (source->packing == PACKING_UNKNOWN && !find_packing (source, work, error))
    return -1;
  if (source->packing == PACKING_GZIP)
    return read_gzip (source, buffer, size, work, error);
  if (source->ahead == 0)
    return read_raw (source, buffer, size, work, error);
  const size_t count = MIN (size, source->ahead);
  memcpy (buffer, source->packed + source->ahead_start, count);
  source->ahead -= count;
  source->ahead_start += count;
  return (gssize) count;
}

bool
mercer_source_rewind (Source *source)
{
  if (!source->regular || (source->fd >= 0 && lseek (source->fd, 0, SEEK_SET) != 0))
    return false;
  source->done = 0;
  source->packing = PACKING_UNKNOWN;
  return true;
}

double
mercer_source_fraction (const Source *source)
{
  return source->size > 0 ? MIN (1.0, (double) source->done / (double) source->size) : 0;
}
