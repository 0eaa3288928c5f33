/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "density-target.h"
#include "film.h"

/* Films towards a density that is known by its score (density-target.h): a kernel estimate of the table, which a hand paints
 * row by row, or one of the shapes on which samplers are compared, in a plane of its own. Its values stand behind the film's in
 * those of the method. */
typedef struct
{
  int density;
  double bandwidth, width;
  MercerList means;
} MercerFilmDensityValues;

typedef struct
{
  MercerFilmValues film;
  MercerFilmDensityValues density;
} MercerFilmDensityStart; /* how the values of such methods start */

extern const MercerChoice mercer_film_densities[], mercer_film_draws[];
/* In place of MERCER_FILM_STEP: in units of how fine the target is (mercer_target_unit ()), so that one step suits all. */
#define MERCER_FILM_DENSITY_STEP(Struct, member, start)                                                                      \
  MERCER_REAL (Struct, member.step, "step", N_("Step"), "",                                                                  \
               N_("How far the particles go at each step, as suits how fine the target is; too far and they overshoot"), start, 0, 1e15, \
               1e-2, 20, MERCER_LOG | MERCER_LIVE)
#define MERCER_FILM_DENSITY_MEANS(Struct, member)                                                                            \
  MERCER_NUMBERS (Struct, member.means, "means", N_("Means"), "",                                                            \
                  N_("Of the mixture, two numbers for each; in the picture they can be dragged"), NAN, -1e6, 1e6, -4, 4,      \
                  MERCER_LIVE | MERCER_EXPERT),                                                                              \
  MERCER_REAL (Struct, member.width, "width", N_("Width"), "", N_("How wide each part of the mixture is"), 0.6, 1e-3, 1e3, 0.05, \
               3, MERCER_LOG | MERCER_LIVE | MERCER_EXPERT)
/* For flows to points: the rows themselves, or 300 draws from a shape; the bandwidth stays 0. */
#define MERCER_FILM_DENSITY_DRAWS(Struct, member)                                                                            \
  MERCER_CHOICE (Struct, member.density, "density", N_("Target"),                                                            \
                 N_("What the particles flow to: the rows, or points drawn from a shape with a plane of its own"), 0,         \
                 mercer_film_draws, MERCER_ANEW),                                                                            \
  MERCER_FILM_DENSITY_MEANS (Struct, member)
#define MERCER_FILM_DENSITY(Struct, member)                                                                                  \
  MERCER_CHOICE (Struct, member.density, "density", N_("Density"),                                                           \
                 N_("What the particles flow to: a smooth density of the rows, or a shape of its own"), 0, mercer_film_densities, \
                 MERCER_ANEW),                                                                                                         \
  MERCER_REAL (Struct, member.bandwidth, "bandwidth", N_("Bandwidth"), "x",                                                  \
               N_("How smooth the density of the rows is"), 0.3, 1e-12, 1e15, 1e-2, 2, MERCER_LOG | MERCER_LIVE),             \
  MERCER_FILM_DENSITY_MEANS (Struct, member)

/* MercerFilmFlow.aim, show, title, ground, notes; hands draws the handles of a mixture's means. film->own is the MercerTarget. */
MercerStatus mercer_film_density_aim (MercerFilm *film);
MercerStatus mercer_film_density_show (MercerFilm *film, MercerLane *lane, MercerMatrix at, double *out);
/* Scores of the target at the particles (n x d), Hessians too (n x d^2; data NULL: not wanted), and the mean log density there. */
MercerStatus mercer_film_density_scores (MercerFilm *film, MercerLane *lane, MercerMatrix scores, MercerMatrix hessians, double *mean);
void mercer_film_density_hands (const MercerFilm *film, MercerFigureBuilder *b, int panel);
/* The columns of a shape, "x" and "y", or NULL if the recipe is about its rows. */
const char *const *mercer_film_density_names (const MercerRecipe *recipe);
char *mercer_film_density_title (const MercerFilm *film);
void mercer_film_density_notes (const MercerFilm *film, MercerFigureBuilder *b);
#define MERCER_FILM_DENSITY_GROUND N_("The bluer the ground, the denser the target")
char *mercer_film_density_refuse (const MercerRecipe *recipe);
/* MercerFilmFlow.change: bandwidth and means are values, with which the target is made again. */
MercerStatus mercer_film_density_change (MercerFilm *film, MercerLane *lane, unsigned changes);
/* The means of the mixture; with them a bandwidth by Silverman's rule. */
MercerRecipe *mercer_film_density_with_means (MercerRecipe *recipe);
MercerRecipe *mercer_film_density_suggest (MercerRecipe *recipe);
