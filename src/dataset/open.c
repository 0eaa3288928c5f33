/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "door.h"

#include <string.h>

static const struct
{
  const char *prefix;
  MercerDataset *(*open) (const char *rest, MercerWork *work, GError **error);
} doors[] = {
  { "sample:", mercer_sample_open },
  { "generator:", mercer_generator_open },
};

MercerDataset *
mercer_dataset_open (const char *spec, MercerWork *work, GError **error)
{
  g_return_val_if_fail (spec != NULL, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (doors); i++)
    if (g_str_has_prefix (spec, doors[i].prefix))
      return doors[i].open (spec + strlen (doors[i].prefix), work, error);
  return mercer_dataset_read (spec, NULL, work, error);
}
