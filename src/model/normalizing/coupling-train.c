/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "coupling-train.h"

#include <math.h>
#include <string.h>

#include "optimize.h"

/* A likelihood is better if it is by so much: less is the noise of rounding. */
static const double worth = 1e-5;
/* A stretch of L-BFGS that lowers the loss by less has come to the end; again, to be sure. */
static const double flat = 1e-7;
enum { FLAT_STRETCHES = 3 };

static MercerStatus
measure (MercerTraining *training, MercerWork *work)
{
  double loss;
  MercerStatus status
      = mercer_coupling_loss (training->chain, training->chain->theta, training->train, &loss, &training->train_nll, NULL, work);
  training->held_nll = training->train_nll;
  if (status == MERCER_OK && training->held.rows > 0)
    status = mercer_coupling_loss (training->chain, training->chain->theta, training->held, &loss, &training->held_nll, NULL, work);
  return status;
}

static void
keep_best (MercerTraining *training)
{
  if (!(training->held_nll < training->best_nll - worth))
    return;
  training->best_nll = training->held_nll;
  training->best_stretch = training->stretches;
  memcpy (training->best, training->chain->theta, training->chain->parameters * sizeof (double));
}

/* A number of each kind for each parameter, 0. */
static MercerStatus
make_room (MercerTraining *training, MercerWork *memory)
{
  size_t p = training->chain->parameters + 1;
  double **parts[] = { &training->best, &training->gradient, &training->first, &training->second, &training->kept };
  for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
    {
      *parts[k] = mercer_work_doubles (memory, p);
      if (*parts[k] == NULL)
        return MERCER_OUT_OF_MEMORY;
      memset (*parts[k], 0, p * sizeof (double));
    }
  return MERCER_OK;
}

static MercerStatus
begin (MercerTraining *training, MercerWork *work)
{
  training->best_nll = HUGE_VAL;
  MercerStatus status = measure (training, work);
  if (status == MERCER_OK)
    keep_best (training);
  return status;
}

MercerStatus
mercer_training_open (MercerTraining *training, MercerCoupling *chain, MercerMatrix train, MercerMatrix held, MercerTrainBy by,
                      MercerWork *work)
{
  *training = (MercerTraining){ .chain = chain, .train = train, .held = held, .by = by, .rate = 0.02 };
  MercerStatus status = make_room (training, work);
  return status == MERCER_OK ? begin (training, work) : status;
}

void
mercer_training_encourage (MercerTraining *training)
{
  training->settled = false;
  training->settled_runs = 0;
  training->encouraged = training->stretches;
}

MercerStatus
mercer_training_renew (MercerTraining *training, MercerMatrix train, MercerMatrix held, MercerWork *work)
{
  size_t bytes = training->chain->parameters * sizeof (double);
  training->train = train;
  training->held = held;
  training->steps = 0;
  training->reshaped = false;
  memset (training->first, 0, bytes);
  memset (training->second, 0, bytes);
  mercer_training_encourage (training);
  return begin (training, work);
}

MercerStatus
mercer_training_reshape (MercerTraining *training, MercerMatrix train, MercerMatrix held, MercerWork *memory, MercerWork *work)
{
  MercerStatus status = make_room (training, memory);
  if (status == MERCER_OK)
    status = mercer_training_renew (training, train, held, work);
  training->reshaped = true;
  return status;
}

/* --- Adam ------------------------------------------------------------------------------------------------- */

/* Where it goes on with a chain of another shape its memory is empty, and the first steps are as long in every direction, those that
 * matter and those that do not: they begin short. */
static const double warm_steps = 100;

static MercerStatus
adam (MercerTraining *training, MercerWork *work)
{
  static const double forget1 = 0.9, forget2 = 0.999, least = 1e-8;
  double loss, *theta = training->chain->theta;
  for (int step = 0; step < MERCER_TRAIN_STRETCH; step++)
    {
      MercerStatus status = mercer_work_wanted (work) ? mercer_coupling_loss (training->chain, theta, training->train, &loss, NULL,
                                                                              training->gradient, work)
                                                      : MERCER_STOPPED;
      if (status != MERCER_OK)
        return status;
      training->steps++;
      training->evaluations++;
      double rate = training->rate * (training->reshaped ? fmin (1, (double) training->steps / warm_steps) : 1);
      double share1 = 1 - pow (forget1, (double) training->steps), share2 = 1 - pow (forget2, (double) training->steps);
      for (size_t k = 0; k < training->chain->parameters; k++)
        {
          double g = training->gradient[k];
          training->first[k] = forget1 * training->first[k] + (1 - forget1) * g;
          training->second[k] = forget2 * training->second[k] + (1 - forget2) * g * g;
          theta[k] -= rate * training->first[k] / share1 / (sqrt (training->second[k] / share2) + least);
        }
    }
  return MERCER_OK;
}

/* --- L-BFGS ------------------------------------------------------------------------------------------------ */

typedef struct
{
  MercerTraining *training;
  MercerWork *work;
} Run;

static double
loss_cb (const double *theta, double *gradient, void *data)
{
  Run *run = data;
  double loss;
  MercerStatus status = mercer_coupling_loss (run->training->chain, theta, run->training->train, &loss, NULL, gradient, run->work);
  if (status == MERCER_OUT_OF_MEMORY)
    run->training->status = status;
  return status == MERCER_OK ? loss : (double) NAN;
}

static MercerStatus
lbfgs (MercerTraining *training, MercerWork *work)
{
  Run run = { training, work };
  MercerOptimum optimum;
  double before = NAN;
  MercerStatus status
      = mercer_coupling_loss (training->chain, training->chain->theta, training->train, &before, NULL, NULL, work);
  MercerProblem problem = { .method = MERCER_OPTIMIZE_LBFGS,
                            .n = training->chain->parameters,
                            .objective = loss_cb,
                            .data = &run,
                            .relative_tolerance = 1e-12,
                            .max_evaluations = MERCER_TRAIN_STRETCH };
  if (status == MERCER_OK)
    status = mercer_optimize (&problem, training->chain->theta, &optimum, work);
  if (training->status != MERCER_OK)
    return training->status;
  if (status != MERCER_OK)
    return status;
  training->evaluations += (size_t) optimum.evaluations;
  training->settled_runs = before - optimum.value < flat * fmax (1, fabs (before)) ? training->settled_runs + 1 : 0;
  training->settled = training->settled_runs >= FLAT_STRETCHES;
  return status;
}

/* --- Stretches ---------------------------------------------------------------------------------------------- */

MercerStatus
mercer_training_step (MercerTraining *training, MercerWork *work)
{
  size_t bytes = training->chain->parameters * sizeof (double);
  memcpy (training->kept, training->chain->theta, bytes);
  MercerStatus status = training->chain->parameters == 0         ? MERCER_OK
                        : training->by == MERCER_TRAIN_ADAM ? adam (training, work)
                                                            : lbfgs (training, work);
  if (status == MERCER_OK)
    status = measure (training, work);
  training->stretches += status == MERCER_OK || status == MERCER_DIVERGED;
  if (status == MERCER_DIVERGED)
    {
      memcpy (training->chain->theta, training->kept, bytes); /* no further from here */
      training->settled = true;
      status = measure (training, work);
    }
  if (status == MERCER_OK)
    keep_best (training);
  return status;
}

bool
mercer_training_goes_on (const MercerTraining *training)
{
  size_t from = training->best_stretch > training->encouraged ? training->best_stretch : training->encouraged;
  return !training->settled && (training->patience == 0 || training->stretches < from + training->patience);
}

MercerStatus
mercer_training_finish (MercerTraining *training, MercerWork *work)
{
  memcpy (training->chain->theta, training->best, training->chain->parameters * sizeof (double));
  return measure (training, work);
}
