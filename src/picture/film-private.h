/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "film.h"

/* The parts of the film among themselves: film.c (opening, playing), film-lane.c (one flow's steps), film-step.c (the steps of flows
 * that say only their force), film-live.c (changes from outside), film-along.c (the films that go along with it), film-beside.c
 * (which they are), film-keep.c (how it becomes one), film-common.c (what tells them apart and what all are measured by),
 * film-start.c (where particles begin), film-picture.c, film-line.c, film-empty.c, film-history.c and film-words.c (what is shown). */

/* film.c: all but the opening of its lanes. */
MercerStatus mercer_film_open (MercerFilm *film);
void mercer_film_close (MercerFilm *film);
/* The target again, of a film that goes along with another that of the other unless it finds its own. MERCER_BAD_INPUT and film->empty
 * where it has no rows. */
MercerStatus mercer_film_aim (MercerFilm *film);
/* The kernel of this recipe of the film, which has one; a new reference, NULL if it does not fit. */
MercerKernel *mercer_film_bind (const MercerFilm *film, const MercerRecipe *recipe);

/* The step at which it ends, unless something is changed then. */
size_t mercer_film_last_step (const MercerFilm *film);

/* film-lane.c. Everything but what has to be computed; then that; */
MercerStatus mercer_film_place_lane (MercerFilm *film, size_t index, MercerMatrix start);
MercerStatus mercer_film_open_lane (MercerLane *lane);
MercerStatus mercer_film_step_lane (MercerLane *lane);
/* after a change from outside. */
MercerStatus mercer_film_change_lane (MercerLane *lane, unsigned changes);

/* film-step.c */
MercerStatus mercer_film_descend (MercerFilm *film, MercerLane *lane);

/* film-live.c. Values, kernel or table changed while it plays (takes `next`), and what a hand holds. */
MercerStatus mercer_film_take_over (MercerFilm *film, MercerRecipe *next, unsigned *changes);
MercerStatus mercer_film_hold (MercerFilm *film, bool changed, unsigned *changes);

/* film-along.c. Those that the recipe asks for; why one is not there is in film->refusals. */
MercerStatus mercer_film_open_others (MercerFilm *film);

/* film-beside.c. What a recipe wants to go along: which = 0 is the flow beside it, those after it are traces. */
typedef struct
{
  const MercerFilmBeside *choice; /* NULL: none */
  char *text, *settings;          /* of a trace as it stands there; g_malloc'd */
  const char *kernel;             /* "": as the settings say */
} MercerFilmWish;
/* FALSE behind the last. */
bool mercer_film_wish (const MercerRecipe *recipe, size_t which, MercerFilmWish *wish);
void mercer_film_wish_clear (MercerFilmWish *wish);
/* The recipe of a film that goes along with this one, whose recipe before the settings is *base: NULL to begin with, then kept for
 * changes. NULL with a sentence if it cannot run. New references. */
MercerRecipe *mercer_film_beside_recipe (MercerFilm *film, size_t which, MercerRecipe **base, char **sentence);
/* Whether the value of this id is the same for all; whether it says where they flow to, which goes over by its text. */
bool mercer_film_is_common (const char *id);
bool mercer_film_is_of_target (const char *id);
/* NULL, or what is wrong with the settings and traces. O(1). */
char *mercer_film_beside_refuse (const MercerRecipe *recipe);

/* film-keep.c. Whether the recipe asks for one of mercer_film_actions, which is then done. */
bool mercer_film_act (MercerJob *job, const MercerRecipe *recipe);

/* film-common.c. Whether all that go along are of one flow, and the name of one in a picture: what tells it from the others
 * (g_malloc'd). */
bool mercer_film_is_alike (const MercerFilm *film);
char *mercer_film_lane_name (const MercerFilm *film, const MercerLane *lane);
/* Of a trace behind its number; of others without. */
char *mercer_film_trace_name (const MercerFilm *film, const MercerLane *lane);
/* What is behind the ids of its numbers (g_malloc'd): nothing of the first, "_beside", "_trace1". */
char *mercer_film_lane_id (const MercerFilm *film, const MercerLane *lane, const char *id);
/* What all are measured by: opened on the film's target; of a lane as it is. */
MercerStatus mercer_film_common_open (MercerFilm *film);
MercerStatus mercer_film_common_measure (MercerFilm *film, MercerLane *lane);

/* film-start.c */
MercerStatus mercer_film_place (MercerFilm *film, MercerMatrix *x);

/* film-picture.c */
MercerStatus mercer_film_prepare_plane (MercerFilm *film);
MercerStatus mercer_film_prepare_picture (MercerFilm *film);
void mercer_film_trace (MercerFilm *film);
MercerStatus mercer_film_figure (MercerFilm *film, bool final, MercerFigure **figure);
char *mercer_film_title (const MercerFilm *film); /* of the figure (g_malloc'd) */
#define MERCER_FILM_MARGIN 0.08 /* about what is shown, of its width */
enum { MERCER_FILM_CURVE = 300, MERCER_FILM_MOST_DOTS = 20000 };
double mercer_film_dot_size (size_t n);
/* "" if it is the only one (g_malloc'd). */
char *mercer_film_panel_title (const MercerFilm *film, const MercerLane *lane);
/* Where the panels of a lane stand on the figure's grid. */
typedef struct
{
  int column, row, width, height;
} MercerFilmPlace;
/* film-line.c: one column. */
void mercer_film_draw_line (const MercerFilm *film, const MercerLane *lane, MercerFigureBuilder *b, const MercerFilmPlace *place);

/* film-empty.c: emits the picture of one without rows, whose names and d are known. */
void mercer_film_show_empty (const MercerFilm *film);

/* film-history.c. How many panels it has. They stand in rows of `across` from the first one on, or below one another, where the
 * last goes down to the row `end` (0: is as high as the others). */
typedef struct
{
  MercerFilmPlace first;
  int across, end;
} MercerFilmShelf;
size_t mercer_film_history_panels (const MercerFilm *film);
void mercer_film_draw_history (const MercerFilm *film, MercerFigureBuilder *b, const MercerFilmShelf *shelf);

/* film-words.c */
void mercer_film_words (const MercerFilm *film, MercerFigureBuilder *b, bool final);
