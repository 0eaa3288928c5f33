/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "coupling-train.h"

#include <string.h>

#include "random.h"
#include "testing.h"

typedef struct
{
  MercerWork *work;
  MercerKernel *kernel;
  MercerMatrix train, held;
  MercerCoupling chain;
  MercerTraining training;
} Set;

/* Two correlated normals: x1 = 5 + 2 e1, x2 = -1 + 3 e1 + 0.5 e2, whose entropy is log (2 pi e) + log (2 * 0.5). */
static void
gaussian (MercerMatrix x, uint64_t stream)
{
  double e[2];
  for (size_t i = 0; i < x.rows; i++)
    {
      mercer_random_normals (3, stream, 2 * i, 2, e);
      x.data[i] = 5 + 2 * e[0];
      x.data[i + x.rows] = -1 + 3 * e[0] + 0.5 * e[1];
    }
}

/* Two half circles of radius 1, the second turned and moved by (1, 0.5), with normal noise of sd 0.1: scikit-learn's
 * make_moons. */
static void
moons (MercerMatrix x, uint64_t stream)
{
  double e[2];
  for (size_t i = 0; i < x.rows; i++)
    {
      double t = G_PI * mercer_random_uniform (3, stream + 100, i);
      mercer_random_normals (3, stream, 2 * i, 2, e);
      x.data[i] = (i % 2 == 0 ? cos (t) : 1 - cos (t)) + 0.1 * e[0];
      x.data[i + x.rows] = (i % 2 == 0 ? sin (t) : 0.5 - sin (t)) + 0.1 * e[1];
    }
}

static void
train (Set *set, void (*draw) (MercerMatrix, uint64_t), size_t n, double lengthscale, MercerTrainBy by, MercerBend bend)
{
  static const char *const names[] = { "a", "b", NULL };
  g_autofree char *text = g_strdup_printf ("RBF(lengthscale=%g)", lengthscale);
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  set->work = mercer_work_new (0, NULL);
  set->kernel = mercer_kernel_bind (kernel, names, 2, NULL);
  set->train = mercer_work_matrix (set->work, n, 2);
  set->held = mercer_work_matrix (set->work, 2000, 2);
  draw (set->train, 1);
  draw (set->held, 2);
  g_assert_cmpint (mercer_coupling_open (&set->chain, set->kernel, bend, set->train, NULL, 4, 12, 1, set->work), ==, MERCER_OK);
  set->chain.penalty = 1e-3;
  g_assert_cmpint (mercer_training_open (&set->training, &set->chain, set->train, set->held, by, set->work), ==, MERCER_OK);
  set->training.patience = 5;
  for (int k = 0; k < 100 && mercer_training_goes_on (&set->training); k++)
    g_assert_cmpint (mercer_training_step (&set->training, set->work), ==, MERCER_OK);
  g_assert_cmpint (mercer_training_finish (&set->training, set->work), ==, MERCER_OK);
}

static void
tear_down (Set *set)
{
  mercer_kernel_unref (set->kernel);
  mercer_work_free (set->work);
}

/* Gaussian rows: on fresh rows the flow comes to the entropy of the distribution. 2,000 fresh rows know their mean log
 * density to 1 / sqrt (2000) = 0.022; training on 400 costs about 5 / 800 more, and the flow's surplus parameters some. */
static void
test_gaussian (void)
{
  const MercerTrainBy ways[] = { MERCER_TRAIN_LBFGS, MERCER_TRAIN_ADAM };
  for (size_t k = 0; k < G_N_ELEMENTS (ways); k++)
    {
      Set set;
      double fitted;
      train (&set, gaussian, 400, 4, ways[k], mercer_bend_affine ());
      g_assert_cmpint (mercer_coupling_gaussian_nll (set.train, set.held, &fitted, set.work), ==, MERCER_OK);
      double entropy = log (2 * G_PI * G_E) + log (2 * 0.5);
      g_test_message ("%zu stretches, %zu evaluations: train %.4f held %.4f, Gaussian %.4f, entropy %.4f", set.training.stretches,
                      set.training.evaluations, set.training.train_nll, set.training.held_nll, fitted, entropy);
      assert_close (set.training.held_nll, entropy, 0, 0.1);
      assert_close (set.training.held_nll, fitted, 0, 0.06);
      assert_close (fitted, entropy, 0, 0.07);
      tear_down (&set);
    }
}

/* The moons: half a nat better than a Gaussian, on rows that were not trained on. */
static void
test_moons (void)
{
  const MercerTrainBy ways[] = { MERCER_TRAIN_LBFGS, MERCER_TRAIN_ADAM, MERCER_TRAIN_ADAM };
  for (size_t k = 0; k < G_N_ELEMENTS (ways); k++)
    {
      Set set;
      double fitted;
      train (&set, moons, 400, 0.5, ways[k], k == 2 ? mercer_bend_affine_spline (8, 4) : mercer_bend_affine ());
      g_assert_cmpint (mercer_coupling_gaussian_nll (set.train, set.held, &fitted, set.work), ==, MERCER_OK);
      g_test_message ("%zu stretches, %zu evaluations: train %.4f held %.4f, Gaussian %.4f", set.training.stretches,
                      set.training.evaluations, set.training.train_nll, set.training.held_nll, fitted);
      g_assert_cmpfloat (set.training.held_nll, <, fitted - 0.5);
      g_assert_cmpfloat (set.training.best_nll, ==, set.training.held_nll);
      tear_down (&set);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/training/gaussian", test_gaussian);
  g_test_add_func ("/training/moons", test_moons);
  return g_test_run ();
}
