/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-compare.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* %s is the length scale, one for each column where the kernel has as many. */
static const struct
{
  const char *label, *text;
} families[] = {
  { "RBF", "RBF(lengthscale=%s)" },
  { "Matérn 1/2", "Matern(nu=0.5, lengthscale=%s)" },
  { "Matérn 3/2", "Matern(nu=1.5, lengthscale=%s)" },
  { "Matérn 5/2", "Matern(nu=2.5, lengthscale=%s)" },
  { "Rational quadratic", "RationalQuadratic(alpha=1, lengthscale=%s)" },
  { "Linear", "Linear()" },
};

/* Takes kernel, and label; what is there already is not compared with itself. */
static void
add (CompareRun *run, MercerKernel *kernel, char *label)
{
  bool known = kernel == NULL || run->n_candidates == COMPARE_MOST;
  for (size_t k = 0; k < run->n_candidates && !known; k++)
    known = mercer_hash_equal (mercer_kernel_hash (run->candidate[k].kernel), mercer_kernel_hash (kernel));
  if (known)
    {
      g_clear_pointer (&kernel, mercer_kernel_unref);
      g_free (label);
      return;
    }
  run->candidate[run->n_candidates++] = (Candidate){ .kernel = kernel, .label = label, .noise = run->values->noise,
                                                     .log_likelihood = NAN, .bic = NAN, .loo = NAN, .rmse = NAN,
                                                     .target = NAN };
}

/* --- Terms of the sum ----------------------------------------------------------------------------------- */

/* The families of an expression, without constants: "RBF × Periodic". */
static void
name_families (const MercerKernel *kernel, GString *text)
{
  if (mercer_kernel_kind (kernel) == MERCER_KERNEL_LEAF)
    {
      const char *id = mercer_kernel_leaf_family (kernel)->id;
      if (!g_str_equal (id, "Constant"))
        g_string_append_printf (text, "%s%s", text->len > 0 ? " × " : "", id);
      return;
    }
  for (size_t i = 0; i < mercer_kernel_children (kernel); i++)
    name_families (mercer_kernel_child (kernel, i), text);
}

/* Of a sum with columns of its own the terms would lose theirs. */
static void
add_terms (CompareRun *run)
{
  if (mercer_kernel_kind (run->kernel) != MERCER_KERNEL_SUM || mercer_kernel_columns (run->kernel) != NULL)
    return;
  for (size_t i = 0; i < mercer_kernel_children (run->kernel); i++)
    {
      MercerKernel *term = (MercerKernel *) mercer_kernel_child (run->kernel, i);
      GString *name = g_string_new (NULL);
      name_families (term, name);
      char *label = name->len > 0 ? g_strdup_printf (_("Term %zu: %s"), i + 1, name->str)
                                  : g_strdup_printf (_("Term %zu"), i + 1);
      add (run, mercer_recipe_bind (run->recipe, term, NULL), label);
      g_string_free (name, TRUE);
    }
}

/* --- A person's own list --------------------------------------------------------------------------------- */

/* As a person would write it, short enough to stand beside its dot. */
static char *
short_name (const MercerKernel *kernel)
{
  enum { MOST = 36 };
  g_autofree char *shown = mercer_kernel_show (kernel);
  if (g_utf8_strlen (shown, -1) <= MOST)
    return g_steal_pointer (&shown);
  g_autofree char *head = g_utf8_substring (shown, 0, MOST - 1);
  return g_strconcat (head, "…", NULL);
}

static void
add_others (CompareRun *run)
{
  g_auto (GStrv) parts = mercer_text_parts (run->values->others.at);
  for (size_t k = 0; parts[k] != NULL; k++)
    {
      MercerKernel *kernel = mercer_recipe_other_kernel (run->recipe, "others", k, NULL);
      if (kernel != NULL)
        add (run, kernel, short_name (kernel));
    }
}

/* --- Families ------------------------------------------------------------------------------------------- */

/* "[0.5, 2]" as the first leaf with a length scale has it, one number if it has one; else the spread of each column. */
static char *
length_text (const CompareRun *run)
{
  GString *text = g_string_new (NULL);
  const MercerKernel *leaf = NULL;
  char number[MERCER_NUMBER_SIZE];
  for (size_t p = 0; p < mercer_kernel_params (run->kernel); p++)
    {
      MercerKernelParam param;
      mercer_kernel_param (run->kernel, p, &param);
      bool fits = g_str_equal (param.spec->id, "lengthscale") && g_str_equal (param.spec->unit, "x")
                  && (leaf == NULL || leaf == param.leaf);
      if (!fits)
        continue;
      leaf = param.leaf;
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", mercer_number_print (param.value, number));
    }
  if (leaf == NULL)
    for (size_t c = 0; c < run->d; c++)
      {
        MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
        double sd = mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, run->names[c]))->sd;
        if (!mercer_recipe_is_category (run->recipe, run->names[c]))
          g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", mercer_number_print (sd > 0 ? sd : 1, number));
      }
  if (text->len == 0)
    g_string_append_c (text, '1'); /* all are categories: nobody reads it */
  if (strchr (text->str, ',') != NULL)
    {
      g_string_prepend_c (text, '[');
      g_string_append_c (text, ']');
    }
  return g_string_free (text, FALSE);
}

static double
mean_diagonal (const CompareRun *run, const MercerKernel *kernel)
{
  g_autofree double *diagonal = g_new (double, run->n);
  double mean = 0;
  mercer_kernel_diagonal (kernel, run->points, false, diagonal);
  for (size_t i = 0; i < run->n; i++) /* of equal numbers exactly that number: equal kernels are to be found equal */
    mean += (diagonal[i] - mean) / (double) (i + 1);
  return mean > 1e-280 && isfinite (mean) ? mean : 1;
}

/* With the same variance over the data as the kernel has, so that they differ in nothing but their kind. */
static void
add_families (CompareRun *run)
{
  g_autofree char *length = length_text (run);
  double variance = mean_diagonal (run, run->kernel);
  for (size_t f = 0; f < G_N_ELEMENTS (families); f++)
    {
      g_autofree char *text = g_strdup_printf (families[f].text, length);
      g_autoptr (MercerKernel) of_numbers = mercer_kernel_parse (text, NULL, NULL, NULL);
      g_autoptr (MercerKernel) plain
          = of_numbers != NULL ? mercer_recipe_kernel_for_categories (run->recipe, of_numbers) : NULL;
      g_autoptr (MercerKernel) bound = plain != NULL ? mercer_recipe_bind (run->recipe, plain, NULL) : NULL;
      if (bound == NULL)
        continue; /* a list of length scales on selected columns fits no other place */
      double factor = variance / mean_diagonal (run, bound);
      g_autoptr (MercerKernel) scale = mercer_kernel_new_constant (factor);
      g_autoptr (MercerKernel) scaled = factor == 1 ? mercer_kernel_ref (plain) : mercer_kernel_product (scale, plain);
      add (run, mercer_recipe_bind (run->recipe, scaled, NULL), g_strdup (families[f].label));
    }
}

/* Where all inputs are categories, families of numbers have nothing to look at. */
static bool
has_numbers (const CompareRun *run)
{
  bool found = false;
  for (size_t c = 0; c < run->d; c++)
    found |= !mercer_recipe_is_category (run->recipe, run->names[c]);
  return found;
}

void
compare_run_gather (CompareRun *run)
{
  add (run, mercer_kernel_ref (run->kernel), g_strdup (_("Yours")));
  add_others (run);
  if (run->values->parts)
    add_terms (run);
  if (run->values->families && has_numbers (run))
    add_families (run);
}
