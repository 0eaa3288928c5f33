/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "coupling.h"

/* Training of a chain by gradient, one stretch after another, so that a film can show it: at each of them the likelihood of rows
 * that are held out is measured, and the parameters that did best by it are kept. */
typedef enum
{
  MERCER_TRAIN_ADAM, /* a stretch is MERCER_TRAIN_STRETCH steps of Adam: Kingma and Ba (2015), algorithm 1 with its constants */
  MERCER_TRAIN_LBFGS /* a stretch is a run of L-BFGS of up to so many evaluations, from where the last ended */
} MercerTrainBy;

enum { MERCER_TRAIN_STRETCH = 10 };

typedef struct
{
  MercerCoupling *chain;
  MercerMatrix train, held;  /* held.rows 0: judged by `train` */
  MercerTrainBy by;
  double rate;               /* of Adam; may be changed between stretches */
  size_t patience;           /* ends after so many stretches without a better likelihood of the held rows; 0: never */
  size_t stretches, evaluations;
  double train_nll, held_nll; /* at the present parameters; held_nll is that of `train` without held rows */
  double best_nll;
  size_t best_stretch;
  bool settled;              /* the optimiser finds no way down any more */
  /* private */
  double *best, *gradient, *first, *second, *kept;
  size_t steps, settled_runs, encouraged;
  bool reshaped;
  MercerStatus status;
} MercerTraining;

/* Measures the chain as it is. chain, rows and memory as those of the work. */
MercerStatus mercer_training_open (MercerTraining *training, MercerCoupling *chain, MercerMatrix train, MercerMatrix held, MercerTrainBy by,
                                   MercerWork *work);
/* Goes on from here with other rows, or after the chain's kernel has changed: what was learned of directions and the best so far belong to
 * what was before. */
MercerStatus mercer_training_renew (MercerTraining *training, MercerMatrix train, MercerMatrix held, MercerWork *work);
/* The same after the chain has got another number of parameters: what is kept of each is scratch of `memory`. */
MercerStatus mercer_training_reshape (MercerTraining *training, MercerMatrix train, MercerMatrix held, MercerWork *memory, MercerWork *work);
/* The loss or the way down it has changed: patience begins anew. */
void mercer_training_encourage (MercerTraining *training);
/* One stretch. Non-finite values are stepped back from; MERCER_STOPPED leaves the chain at parameters it had on the way. */
MercerStatus mercer_training_step (MercerTraining *training, MercerWork *work);
/* Whether there is reason to go on. */
bool mercer_training_goes_on (const MercerTraining *training);
/* Puts the best parameters into the chain, and their likelihoods into train_nll and held_nll. */
MercerStatus mercer_training_finish (MercerTraining *training, MercerWork *work);
