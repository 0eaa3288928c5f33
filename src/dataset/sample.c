/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core.h"
#include "door.h"
#include "sample-data.h"

/* The samples are compiled into the program, so that it finds them wherever it is started. How each
 * file was made stands in data/samples/README.md. */

#define FOLDER          "/io/github/mercer_app/Mercer/samples/"
#define FROM_R(what)    what ", from R's package datasets; GPL-2 or GPL-3"
#define FROM_MASS(what) what ", from R's package MASS; GPL-2 or GPL-3"

static const MercerSample samples[] = {
  { "co2", N_ ("Mauna Loa CO₂"),
    N_ ("Carbon dioxide in the air over Hawaii, month by month from 1959 to 1997: a trend with a "
        "yearly wave on it"),
    FROM_R ("Keeling and Whorf, Scripps Institution of Oceanography") },
  { "faithful", N_ ("Old Faithful"),
    N_ ("How long the geyser erupts and how long one waits for the next eruption: two clusters"),
    FROM_R ("Härdle (1991), Smoothing Techniques with Implementation in S") },
  { "mcycle", N_ ("Motorcycle impact"),
    N_ ("Acceleration of the head in a simulated crash: sharp turns, and noise that changes along "
        "the way"),
    FROM_MASS ("Silverman (1985), J. R. Statist. Soc. B 47") },
  { "iris", N_ ("Iris"),
    N_ ("Four measures of flowers of three species, one of them set apart, two overlapping"),
    FROM_R ("Fisher (1936), Annals of Eugenics 7; Anderson (1935)") },
  { "penguins", N_ ("Palmer penguins"),
    N_ ("Measures of three species of penguins on three islands, with some values missing"),
    "Gorman, Williams and Fraser (2014), Palmer Station LTER, from R's package palmerpenguins; "
    "CC0" },
  { "galaxies", N_ ("Galaxies"),
    N_ ("Velocities of 82 galaxies of the Corona Borealis region: how many clusters are there?"),
    FROM_MASS (
        "Roeder (1990), J. Amer. Statist. Assoc. 85, with the 78th value corrected to 26960") },
  { "meuse", N_ ("Meuse"), N_ ("Zinc in the soil of a flood plain at 155 places by the river"),
    "van Rijn and Rikken; Burrough and McDonnell (1998), from R's package sp; GPL-2 or later" },
  { "topo", N_ ("Topography"),
    N_ ("Heights at 52 places within a square of 310 feet: a small surface to interpolate"),
    FROM_MASS ("Davis (1973), Statistics and Data Analysis in Geology") },
  { NULL },
};

static const char *const units[][13] = {
  { "co2", "co2", "ppm" },
  { "faithful", "eruptions", "min", "waiting", "min" },
  { "mcycle", "times", "ms", "accel", "g" },
  { "iris", "sepal length", "cm", "sepal width", "cm", "petal length", "cm", "petal width", "cm" },
  { "penguins", "bill length", "mm", "bill depth", "mm", "flipper length", "mm", "body mass", "g" },
  { "galaxies", "velocity", "km/s" },
  { "meuse", "x", "m", "y", "m", "elev", "m", "zinc", "mg/kg" },
  { "topo", "x", "50 ft", "y", "50 ft", "z", "ft" },
};

static const struct
{
  const char *id;
  MercerDatasetModel model;
} models[] = {
  /* Rasmussen and Williams (2006), section 5.4.3, in the four parts that matter: trend, season that changes slowly,
   * irregularities over a year and over two months. Near the maximum of the likelihood of this record. */
  { "co2",
    { "year", "co2",
      "1200 * RBF(lengthscale=42) + 11 * RBF(lengthscale=180) * Periodic(period=1!, lengthscale=1.4)"
      " + 0.2 * RationalQuadratic(alpha=18, lengthscale=0.96) + 0.04 * RBF(lengthscale=0.14)",
      0.18 } },
};

const MercerDatasetModel *
mercer_dataset_model (const MercerDataset *dataset)
{
  g_return_val_if_fail (dataset != NULL, NULL);
  const char *origin = mercer_dataset_origin (dataset);
  for (size_t i = 0; i < G_N_ELEMENTS (models) && g_str_has_prefix (origin, "sample:"); i++)
    if (strcmp (origin + strlen ("sample:"), models[i].id) == 0)
      return &models[i].model;
  return NULL;
}

const MercerSample *
mercer_samples (void)
{
  return samples;
}

static const char *const *
units_of (const char *id)
{
  for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i][0], id) == 0)
      return units[i] + 1;
  return NULL;
}

static void
set_unknown_error (const char *id, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);
  for (const MercerSample *s = samples; s->id != NULL; s++)
    g_string_append_printf (known, "%s%s", s == samples ? "" : ", ", s->id);
  g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_UNKNOWN,
               _ ("There is no sample “%s”; there are %s."), id, known->str);
}

MercerDataset *
mercer_sample_open (const char *id, MercerWork *work, GError **error)
{
  const MercerSample *sample = samples;
  while (sample->id != NULL && strcmp (sample->id, id) != 0)
    sample++;
  if (sample->id == NULL)
    {
      set_unknown_error (id, error);
      return NULL;
    }
  g_autofree char *file = g_strconcat (FOLDER, id, ".csv", NULL);
  g_autofree char *origin = g_strconcat ("sample:", id, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (sample_data_get_resource (), file,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (bytes == NULL)
    return NULL;
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);
  g_autoptr (Source) source = mercer_source_new_memory (id, data, size);
  const MercerReadOptions options = { ',', MERCER_YES, MERCER_NO, "UTF-8" };
  const Label label = { _ (sample->title), origin, sample->source, units_of (id) };
  return mercer_core_read_source (source, &label, &options, work, error);
}
