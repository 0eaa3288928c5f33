/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectrum-theory.h"

#include <glib/gi18n-lib.h>

#include "alike.h"
#include "look.h"

/* Where a matrix of rows by rows is needed, the eigenvalues of so many are a glance, and so many a breath. */
enum { DRAFT_ROWS = 120, GLANCE_ROWS = 250 };

static const MercerParam params[] = {
  MERCER_BOOL (SpectrumValues, standardize, "standardize", N_("Columns of unit variance"),
               N_("Divide each column by its standard deviation, so that none stands out by its unit alone"), true, 0),
  MERCER_REAL (SpectrumValues, level, "level", N_("Level"), "",
               N_("How often noise alone may pass for a component: smaller moves the threshold to the right"), 0.05, 1e-4, 0.5,
               0.001, 0.2, MERCER_LOG),
  MERCER_INT (SpectrumValues, shuffles, "shuffles", N_("Shuffles"), "",
              N_("How often the columns are shuffled, each on its own, to see what eigenvalues unrelated columns have; 0: never"),
              20, 0, 200, 0),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Inputs"), N_("The columns whose eigenvalues are looked at"), true, 2, 0, NULL, 0 }, { NULL }
};

static MercerStatus
emit (SpectrumRun *run, const char *draft)
{
  MercerStatus status = spectrum_run_compute (run);
  if (status == MERCER_OK && draft == NULL && run->values->shuffles > 0)
    {
      if (mercer_job_is_live (run->job))
        mercer_job_emit (run->job, MERCER_EMIT_DRAFT, spectrum_run_figure (run, _("Shuffles follow")));
      status = spectrum_run_shuffle (run);
    }
  if (status == MERCER_OK)
    mercer_job_emit (run->job, draft != NULL ? MERCER_EMIT_DRAFT : MERCER_EMIT_FINAL, spectrum_run_figure (run, draft));
  return status;
}

static MercerStatus
look (MercerJob *job, const void *values, const MercerRecipe *recipe, size_t most_rows, const char *draft)
{
  SpectrumRun run;
  MercerStatus status = spectrum_run_open (&run, job, values, recipe, most_rows);
  if (status == MERCER_OK)
    status = emit (&run, draft);
  spectrum_run_close (&run);
  return status;
}

static char *
check (const MercerRecipe *recipe)
{
  return mercer_picture_check_alike (recipe, "x");
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  size_t glance = spectrum_is_linear (mercer_recipe_kernel (recipe)) ? SIZE_MAX : GLANCE_ROWS;
  return mercer_look_twice (job, values, recipe, look, DRAFT_ROWS, glance, SIZE_MAX);
}

const MercerMethod mercer_method_spectrum_theory = {
  .id = "spectrum-theory",
  .room = MERCER_ROOM_EMBEDDING,
  .title = N_("Spectrum against chance"),
  .summary = N_("Which eigenvalues of a covariance or Gram matrix noise alone would not have"),
  .source = "Marchenko and Pastur (1967), Math. USSR Sbornik 1; Ma (2012), Bernoulli 18, theorem 2; Kritchman and Nadler "
            "(2008), Chemometrics 94; El Karoui (2010), Annals of Statistics 38, theorems 2.1 and 2.2; Horn (1965), "
            "Psychometrika 30 (shuffled columns)",
  .values_size = sizeof (SpectrumValues),
  .params = params,
  .roles = roles,
  .kernel = "Linear(offset=0)",
  .flags = MERCER_METHOD_RANDOM,
  .least_rows = 3,
  .check = check,
  .run = run_cb,
};
