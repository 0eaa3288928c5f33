/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectral-clustering.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Eigenvalue j + 1 of the Laplacian; what rounding has left of 0 is 0. */
static double
laplacian (const ClusterRun *run, size_t j)
{
  static const double rounding = 1e-13;
  double value = 1 - run->eigen[j];
  return value > rounding ? value : 0;
}

/* Rows in the colours of their clusters, at (x, y). */
static void
draw_clusters (const ClusterRun *run, const MercerInputs *in, const size_t *labels, MercerFigureBuilder *b, int panel, const double *x,
               const double *y, bool key)
{
  size_t n = in->n;
  g_autofree double *gx = g_new (double, n), *gy = g_new (double, n);
  g_autofree uint64_t *ids = g_new (uint64_t, n);
  for (size_t c = 0; c < run->k; c++)
    {
      size_t count = 0;
      for (size_t i = 0; i < n; i++)
        if (labels[i] == c)
          {
            gx[count] = x[i];
            gy[count] = y != NULL ? y[i] : 0;
            ids[count++] = in->ids[i];
          }
      g_autofree char *name = g_strdup_printf (_("Cluster %zu (%zu)"), c + 1, count);
      MercerStyle style = { .role = MERCER_ROLE_SERIES_N ((int) run->colour[c]), .size = n > 2000 ? 2.5 : n > 250 ? 4 : 5.5, .opacity = 0.85,
                            .legend = key ? name : NULL };
      if (count > 0)
        mercer_figure_points (b, panel, &style, count, gx, gy, ids);
    }
}

/* Rings in the colours of the spectral clusters about the rows that those have and the contrastive ones have not. */
static void
ring_elsewhere (const ClusterRun *run, MercerFigureBuilder *b, int panel, const double *x, const double *y)
{
  size_t n = run->in.n;
  g_autofree double *gx = g_new (double, run->elsewhere), *gy = g_new (double, run->elsewhere);
  for (size_t c = 0; c < run->k; c++)
    {
      size_t count = 0;
      for (size_t i = 0; i < n; i++)
        if (run->spectral[i] == c && run->labels[i] != c)
          {
            gx[count] = x[i];
            gy[count++] = y[i];
          }
      g_autofree char *name = g_strdup_printf (_("By eigenvectors in cluster %zu (%zu)"), c + 1, count);
      MercerStyle style = { .role = MERCER_ROLE_SERIES_N ((int) run->colour[c]), .size = n > 250 ? 8 : 10, .hollow = true, .legend = name };
      if (count > 0)
        mercer_figure_points (b, panel, &style, count, gx, gy, NULL);
    }
}

static void
draw_inputs (const ClusterRun *run, MercerFigureBuilder *b, bool alone)
{
  size_t up = run->in.d > 1 ? 1 : 0;
  int panel = mercer_figure_panel (b, run->in.d > 2 ? _("The first two columns") : "", 0, 0, 1, 2);
  mercer_inputs_axes (&run->all, b, panel, 0, up, NULL, NULL);
  draw_clusters (run, &run->all, run->label_all, b, panel, mercer_matrix_column (run->all.x, 0), mercer_matrix_column (run->all.x, up),
                 true);
  if (run->elsewhere > 0)
    ring_elsewhere (run, b, panel, mercer_matrix_column (run->in.x, 0), mercer_matrix_column (run->in.x, up));
  if (run->in.d == 2)
    mercer_figure_edits (b, panel, run->in.names[0], run->in.names[1]);
  mercer_figure_stretch_column (b, 0, alone ? 1 : 1.35);
}

static void
draw_points (const ClusterRun *run, MercerFigureBuilder *b)
{
  bool contrastive = run->values->way == CLUSTER_CONTRASTIVE;
  int panel = mercer_figure_panel (b, contrastive ? _("Vectors trained on the graph") : _("Eigenvectors of the graph"), 1, 0, 1, 1);
  mercer_figure_x_axis (b, panel, contrastive ? _("First direction") : _("First eigenvector"), "", MERCER_AXIS_LINEAR, -1.08, 1.08, NULL);
  mercer_figure_y_axis (b, panel, contrastive ? _("Second direction") : _("Second eigenvector"), "", MERCER_AXIS_LINEAR, -1.08, 1.08,
                        NULL);
  draw_clusters (run, &run->in, run->labels, b, panel, mercer_matrix_column (run->points, 0),
                 run->k > 1 ? mercer_matrix_column (run->points, 1) : NULL, false);
}

/* Of the graph's Laplacian, those of the clusters and the next ones: a wide step after the last of the clusters says that their number
 * suits the graph. */
static void
draw_eigenvalues (const ClusterRun *run, MercerFigureBuilder *b)
{
  double edges[CLUSTERS_MOST + CLUSTERS_BEYOND + 1], values[CLUSTERS_MOST + CLUSTERS_BEYOND];
  int panel = mercer_figure_panel (b, _("Eigenvalues of the Laplacian"), 1, 1, 1, 1);
  for (size_t j = 0; j <= run->n_eigen; j++)
    edges[j] = (double) j + 0.5;
  for (size_t j = 0; j < run->n_eigen; j++)
    values[j] = laplacian (run, j);
  mercer_figure_x_axis (b, panel, _("Number"), "", MERCER_AXIS_LINEAR, 0.5, (double) run->n_eigen + 0.5, NULL);
  mercer_figure_y_axis (b, panel, _("Eigenvalue"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_bars (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .legend = _("One for each cluster") }, run->k, edges,
                      values);
  mercer_figure_bars (b, panel, &(MercerStyle){ .role = MERCER_ROLE_FAINT, .opacity = 0.6, .legend = _("The next ones") },
                      run->n_eigen - run->k, edges + run->k, values + run->k);
}

/* --- Words ------------------------------------------------------------------------------------------------ */

/* The theorem is about the least InfoNCE there is, and training need not find it. */
static void
note_training (const ClusterRun *run, MercerFigureBuilder *b)
{
  char found[MERCER_NUMBER_SIZE], best[MERCER_NUMBER_SIZE];
  mercer_figure_readout (b, "random_objective", _("InfoNCE from random starts"), run->random_objective, "");
  if (!(run->random_objective > run->objective * (1 + 1e-4)))
    return;
  g_autofree char *sentence
      = g_strdup_printf (_("From random vectors the training ended at an InfoNCE of %s; from the eigenvectors it reaches %s, and that is "
                           "shown. More neighbours make the training find it alone."),
                         mercer_number_show (run->random_objective, 5, found), mercer_number_show (run->objective, 5, best));
  mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
}

/* Why the two partitions differ, where they do: the graph does not show so many clusters. */
static void
note_difference (const ClusterRun *run, MercerFigureBuilder *b)
{
  static const double alike = 0.9;
  char now[MERCER_NUMBER_SIZE], next[MERCER_NUMBER_SIZE];
  size_t k = run->k, shown = run->n_eigen > 2 ? mercer_cluster_count (run->eigen, run->n_eigen) : k;
  if (!(run->agreement < alike) || k >= run->n_eigen || mercer_cluster_step (run->eigen, k) >= CLUSTERS_STEP)
    return;
  bool offer = shown != k && mercer_cluster_step (run->eigen, shown) >= CLUSTERS_STEP;
  g_autofree char *remedy = offer ? g_strdup_printf (ngettext ("%zu Cluster", "%zu Clusters", shown), shown) : NULL;
  g_autofree char *other = offer ? g_strdup_printf (_("It shows %zu."), shown) : g_strdup (_("It shows no number of clusters clearly."));
  g_autofree char *sentence
      = g_strdup_printf (_("The two partitions differ because the graph does not show %zu clusters: eigenvalue %zu of its Laplacian is %s "
                           "and the next one %s, so other cuts cost hardly more. %s"),
                         k, k, mercer_number_show (laplacian (run, k - 1), 3, now), mercer_number_show (laplacian (run, k), 3, next), other);
  mercer_figure_note (b, MERCER_NOTE_WARNING, sentence, remedy, offer ? "clusters" : NULL, (double) shown);
}

static void
note_graph (const ClusterRun *run, MercerFigureBuilder *b)
{
  if (run->in.n == run->all.n)
    return;
  g_autofree char *sentence = g_strdup_printf (
      run->values->way == CLUSTER_MEANS
          ? _("The means were found from %zu of the %zu rows, taken at even steps; each other row belongs to the nearest of them.")
          : _("The graph joins %zu of the %zu rows, taken at even steps; each other row belongs to the cluster that the most alike of "
              "them lead to."),
      run->in.n, run->all.n);
  mercer_figure_note (b, MERCER_NOTE_WARNING, sentence, NULL, NULL, 0);
}

static void
words (const ClusterRun *run, MercerFigureBuilder *b)
{
  mercer_figure_readout (b, "n", _("Points"), (double) run->all.n, "");
  mercer_figure_readout (b, "clusters", _("Clusters"), (double) run->k, "");
  if (isfinite (run->agreement))
    mercer_figure_readout (b, "agreement", _("Rand index of both"), run->agreement, "");
  if (run->spectral != NULL)
    {
      mercer_figure_readout (b, "elsewhere", _("Rows elsewhere"), (double) run->elsewhere, "");
      mercer_figure_readout (b, "steps", _("Steps between pairs"), (double) run->steps, "");
    }
  if (isfinite (run->known))
    mercer_figure_readout (b, "rand_index", _("Rand index with the known groups"), run->known, "");
  if (isfinite (run->objective))
    mercer_figure_readout (b, "objective", run->values->way == CLUSTER_MEANS ? _("Squared distances") : _("InfoNCE"),
                           run->objective, "");
  for (size_t j = 0; j < run->n_eigen; j++)
    {
      g_autofree char *id = g_strdup_printf ("eigenvalue%zu", j + 1), *title = g_strdup_printf (_("Eigenvalue %zu"), j + 1);
      mercer_figure_readout (b, id, title, laplacian (run, j), "");
    }
  if (run->values->way == CLUSTER_CONTRASTIVE)
    note_training (run, b);
  note_difference (run, b);
  note_graph (run, b);
  mercer_inputs_note (&run->all, b);
  if (run->negative > 0)
    mercer_figure_note (b, MERCER_NOTE_WARNING,
                        _("This kernel finds some rows less than unlike: negative similarities were taken for 0. A graph wants a kernel "
                          "that is never negative, such as RBF."),
                        NULL, NULL, 0);
  if (run->values->way == CLUSTER_MEANS && (mercer_kernel_flags (run->kernel) & MERCER_KERNEL_POSITIVE_DEFINITE) == 0)
    mercer_figure_note (b, MERCER_NOTE_WARNING,
                        _("This kernel is not known to be positive definite, so distances in its feature space need not be any. Use RBF, "
                          "Matern or Linear."),
                        NULL, NULL, 0);
  g_autofree char *kernel = mercer_kernel_print (run->kernel);
  mercer_figure_text_output (b, "kernel", _("Kernel"), kernel);
}

static void
tables (const ClusterRun *run, MercerFigureBuilder *b)
{
  g_autofree double *label = g_new (double, run->all.n + 1);
  int table = mercer_figure_table (b, "clusters", _("Clusters"), run->all.n);
  mercer_inputs_row_column (&run->all, b, table);
  for (size_t i = 0; i < run->all.n; i++)
    label[i] = (double) run->label_all[i] + 1;
  mercer_figure_table_column (b, table, "cluster", "", label);
  if (run->in.n < run->all.n)
    {
      table = mercer_figure_table (b, "graph", _("Rows of the graph"), run->in.n);
      mercer_inputs_row_column (&run->in, b, table);
    }
  for (size_t i = 0; i < run->in.n && run->spectral != NULL; i++)
    label[i] = (double) run->spectral[i] + 1;
  if (run->spectral != NULL)
    mercer_figure_table_column (b, table, "spectral", "", label);
  for (size_t j = 0; j < run->k && run->points.data != NULL; j++)
    {
      g_autofree char *name = g_strdup_printf ("v%zu", j + 1);
      mercer_figure_table_column (b, table, name, "", mercer_matrix_column (run->points, j));
    }
}

MercerFigure *
cluster_run_figure (const ClusterRun *run, const char *draft)
{
  static const char *const titles[] = { N_("Spectral clusters"), N_("Kernel k-means"), N_("Contrastive clusters") };
  bool alone = run->points.data == NULL;
  g_autofree char *agreement = NULL;
  if (run->spectral != NULL)
    agreement = g_strdup_printf (_("Contrastive clusters: %zu of %zu rows as by eigenvectors"), run->in.n - run->elsewhere, run->in.n);
  MercerFigureBuilder *b = mercer_figure_builder_new (agreement != NULL ? agreement : _ (titles[run->values->way]));
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  g_autofree char *sentence = g_strdup_printf (ngettext ("%zu row in %zu clusters.", "%zu rows in %zu clusters.", run->all.n), run->all.n, run->k);
  mercer_figure_describe (b, sentence);
  draw_inputs (run, b, alone);
  if (!alone)
    {
      draw_points (run, b);
      draw_eigenvalues (run, b);
    }
  words (run, b);
  tables (run, b);
  return mercer_figure_builder_finish (b);
}
