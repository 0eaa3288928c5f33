/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figure.h"
#include "method.h"
#include "recipe.h"

/* A Job is one run of one recipe. A method asks it for its work (stop, scratch, progress, store), emits
 * figures and perhaps ends with a proposal. */
typedef enum
{
  MERCER_EMIT_DRAFT, /* coarse first, finer later */
  MERCER_EMIT_FRAME, /* a moment of a flow, joins the reel; its readout "steps" says after how many steps */
  MERCER_EMIT_FINAL, /* the answer */
  MERCER_EMIT_REVISED /* a moment of a flow that is in the reel already, as a change after the end makes it: takes the place of the frame
                         with its "steps" there, and is seen where a person looks back at it */
} MercerEmit;

MercerWork *mercer_job_work (MercerJob *job);
/* Whether somebody is watching: then a first figure within 30 ms is wanted; on the command line only the
 * final one is. */
bool mercer_job_is_live (const MercerJob *job);
/* Seconds since the job began. */
double mercer_job_seconds (const MercerJob *job);
/* Hands a figure over (takes the reference). */
void mercer_job_emit (MercerJob *job, MercerEmit kind, MercerFigure *figure);
/* Ends with a proposal (takes the reference): the recipe to go on with, and what was done in a short
 * translated phrase for undo and toast ("Fit"), with an optional sentence more. */
void mercer_job_propose (MercerJob *job, MercerRecipe *recipe, const char *done, const char *sentence);
/* For flows, at each step: the recipe that LIVE changes have led to since the last call (a new reference), or NULL if
 * there were none. */
MercerRecipe *mercer_job_refresh (MercerJob *job);
/* For flows with MERCER_METHOD_GOES_ON. Whether a person has paused the flow here: a change is then shown in a frame of the same
 * step, and no step is made. */
bool mercer_job_is_paused (const MercerJob *job);
/* After the final figure: waits for the next live change. True: mercer_job_refresh () has one, and the flow goes on from where it
 * stands. False: it is over, on the command line at once. */
bool mercer_job_await (MercerJob *job);
/* After the final figure: may the job go on to prepare what the next drag will want? False on the command
 * line. The job can be stopped at any moment of it. */
bool mercer_job_may_settle (const MercerJob *job);

/* --- For those who run jobs (engine, command line, tests) --------------------------------------- */
typedef struct
{
  void (*emit) (MercerEmit kind, MercerFigure *figure, void *data);  /* takes the reference */
  void (*propose) (MercerRecipe *recipe, const char *done, const char *sentence, void *data); /* takes */
  void *data;
  bool live;
  MercerRecipe *(*refresh) (void *data); /* this and those below may be NULL */
  bool (*is_paused) (void *data);
  bool (*await) (void *data);
} MercerJobSink;

MercerJob *mercer_job_new (MercerRecipe *recipe, MercerWork *work, const MercerJobSink *sink);
void mercer_job_free (MercerJob *job);
/* Checks the recipe, then calls the method's run. A refusal or a failed status becomes *sentence
 * (g_malloc'd, translated) when it is not NULL. */
MercerStatus mercer_job_run (MercerJob *job, char **sentence);
