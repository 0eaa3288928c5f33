/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "film-testing.h"

/* What a person does to a film while it plays, is paused, and after its end: over all methods that have one, and all values that each
 * of them has. No number here is a matter of taste: a film that goes on counts its steps without a gap. */

static MercerRecipe *
small_recipe (const MercerMethod *method, MercerDataset *table, double steps)
{
  return flow_recipe (method->id, table, "particles", 20.0, "steps", steps, NULL);
}

/* Another valid value near the present one; NULL: the text belongs to what stands beside. */
static MercerRecipe *
with_other_value (MercerRecipe *recipe, const MercerParam *p)
{
  const void *values = mercer_recipe_values (recipe);
  double value = mercer_param_get (p, values);
  switch (p->kind)
    {
    case MERCER_PARAM_TEXT:
      return mercer_recipe_with_text (recipe, p->id, p->kernels != NULL ? "RBF(lengthscale=0.7)" : "step=0.01");
    case MERCER_PARAM_LIST:
      return mercer_recipe_with_list (recipe, p->id, (double[]){ -1, -1, 1, 1 }, 4);
    case MERCER_PARAM_BOOL:
    case MERCER_PARAM_CHOICE:
      return mercer_recipe_with_value (recipe, p->id, fmod (value + 1, p->kind == MERCER_PARAM_BOOL ? 2 : (double) mercer_choice_count (p->choices)));
    case MERCER_PARAM_INT:
      return mercer_recipe_with_value (recipe, p->id, value + 1);
    default:
      return mercer_recipe_with_value (recipe, p->id, value > p->min ? 0.9 * value : 0.05);
    }
}

/* --- While it plays ------------------------------------------------------------------------------------- */

/* The film from `recipe` with every live value changed one after the other, a few steps apart. */
static void
change_all (MercerRecipe *recipe)
{
  const MercerMethod *method = mercer_recipe_method (recipe);
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) mercer_recipe_unref);
  MercerRecipe *now = recipe;
  for (const MercerParam *p = method->params; p->id != NULL; p++)
    {
      MercerRecipe *next = with_other_value (now, p);
      g_assert_false (mercer_hash_equal (mercer_recipe_hash (now), mercer_recipe_hash (next)));
      g_test_message ("%s: %s", method->id, p->id);
      g_assert_true (mercer_recipe_is_live_change (now, next) == ((p->flags & MERCER_LIVE) != 0));
      g_assert_true (((p->flags & MERCER_LIVE) != 0) != ((p->flags & MERCER_ANEW) != 0));
      if ((p->flags & MERCER_LIVE) == 0 || g_str_equal (p->id, "steps") || g_str_equal (p->id, "every"))
        mercer_recipe_unref (next);
      else
        g_ptr_array_add (changes, now = next);
    }
  size_t count = changes->len;
  g_ptr_array_add (changes, NULL);
  g_autoptr (MercerRecipe) long_enough = mercer_recipe_ref (recipe);
  Film film = { .changes = (MercerRecipe *const *) changes->pdata };
  film_shoot (&film, long_enough);
  g_assert_cmpuint (film.handed, ==, count);
  for (guint f = 0; f < film.frames->len; f++)
    {
      g_assert_cmpfloat (readout (film.frames->pdata[f], "steps"), ==, f);
      g_assert_false (has_note (film.frames->pdata[f], "could not be taken over"));
    }
  g_assert_cmpuint (film.frames->len, >, 10 * count);
  film_clear (&film);
}

/* Every value of every film is either live or says that it starts the film anew; the live ones do not. */
static void
test_all_values (void)
{
  g_autoptr (MercerDataset) table = two_heaps (30, 2);
  int films = 0;
  for (size_t k = 0; mercer_methods[k] != NULL; k++)
    {
      const MercerMethod *method = mercer_methods[k];
      if (method->film == NULL)
        continue;
      g_autoptr (MercerRecipe) rows = small_recipe (method, table, 300);
      change_all (rows);
      if (mercer_params_find (method->params, "density") != NULL)
        {
          g_autoptr (MercerRecipe) mixture = mercer_recipe_with_value (rows, "density", 1);
          change_all (mixture);
        }
      if (mercer_params_find (method->params, "beside") != NULL)
        {
          g_autoptr (MercerRecipe) two = mercer_recipe_with_value (rows, "beside", 1);
          change_all (two);
        }
      films++;
    }
  g_assert_cmpint (films, >=, 8);
}

/* --- After its end, and paused -------------------------------------------------------------------------- */

/* A hand that does one thing each time that the film has ended. */
typedef struct
{
  GPtrArray *shown;  /* of MercerFigure: frames and ends, in their order */
  MercerRecipe *const *next; /* ends with NULL */
  size_t handed;
  bool wanted, paused;
} Hand;

static void
hand_emit (MercerEmit kind, MercerFigure *figure, void *data)
{
  Hand *hand = data;
  if (kind == MERCER_EMIT_DRAFT)
    mercer_figure_unref (figure);
  else
    g_ptr_array_add (hand->shown, figure);
}

static bool
hand_await (void *data)
{
  Hand *hand = data;
  hand->wanted = hand->next[hand->handed] != NULL;
  return hand->wanted;
}

static MercerRecipe *
hand_refresh (void *data)
{
  Hand *hand = data;
  MercerRecipe *next = hand->wanted ? mercer_recipe_ref (hand->next[hand->handed++]) : NULL;
  hand->wanted = hand->paused && next != NULL && hand->next[hand->handed] != NULL; /* more before it steps again */
  return next;
}

static bool
hand_is_paused (void *data)
{
  return ((Hand *) data)->paused;
}

static void
hand_play (Hand *hand, MercerRecipe *recipe)
{
  hand->shown = g_ptr_array_new_with_free_func ((GDestroyNotify) mercer_figure_unref);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerJobSink sink = { .emit = hand_emit, .data = hand, .live = true, .refresh = hand_refresh, .await = hand_await,
                         .is_paused = hand_is_paused };
  MercerJob *job = mercer_job_new (recipe, work, &sink);
  g_assert_cmpint (mercer_job_run (job, NULL), ==, MERCER_OK);
  mercer_job_free (job);
  mercer_work_free (work);
}

static const MercerFigure *
last_of (const Hand *hand)
{
  return hand->shown->pdata[hand->shown->len - 1];
}

/* A value moved: so many steps more. What is only drawn, or how long it may last: just that. */
static void
test_after_the_end (void)
{
  g_autoptr (MercerDataset) table = two_heaps (30, 2);
  for (size_t k = 0; mercer_methods[k] != NULL; k++)
    {
      const MercerMethod *method = mercer_methods[k];
      if (method->film == NULL)
        continue;
      g_test_message ("%s", method->id);
      g_autoptr (MercerRecipe) start = small_recipe (method, table, 6);
      g_autoptr (MercerRecipe) slower = with_other_value (start, mercer_params_find (method->params, "step"));
      g_autoptr (MercerRecipe) drawn = mercer_recipe_with_value (slower, "arrows", 1);
      g_autoptr (MercerRecipe) longer = mercer_recipe_with_value (drawn, "steps", 9);
      MercerRecipe *next[] = { slower, drawn, longer, NULL };
      Hand hand = { .next = next };
      hand_play (&hand, start);
      /* the start, 6 steps and an end, 6 more and an end, the end again with arrows, and 3 more with an end */
      static const int steps[] = { 0, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10, 11, 12, 12, 12, 13, 14, 15, 15 };
      g_assert_cmpuint (hand.shown->len, ==, G_N_ELEMENTS (steps));
      for (guint f = 0; f < hand.shown->len; f++)
        g_assert_cmpfloat (readout (hand.shown->pdata[f], "steps"), ==, steps[f]);
      size_t rows;
      table_column (last_of (&hand), "trace", "step", &rows);
      g_assert_cmpuint (rows, ==, 16);
      g_ptr_array_unref (hand.shown);
    }
}

/* What was thrown out of sight flows on from where it was last seen once the step is short: it comes to where it would have come. */
static void
test_after_divergence (void)
{
  g_autoptr (MercerDataset) table = two_heaps (30, 2);
  int lost = 0;
  for (size_t k = 0; mercer_methods[k] != NULL; k++)
    {
      const MercerMethod *method = mercer_methods[k];
      const MercerParam *step = method->film != NULL ? mercer_params_find (method->params, "step") : NULL;
      if (step == NULL)
        continue;
      g_autoptr (MercerRecipe) sane = small_recipe (method, table, 30);
      g_autoptr (MercerRecipe) plain
          = mercer_params_find (method->params, "adaptive") != NULL ? mercer_recipe_with_value (sane, "adaptive", 0) : mercer_recipe_ref (sane);
      g_autoptr (MercerRecipe) wild = mercer_recipe_with_value (plain, "step", step->max);
      MercerRecipe *next[] = { plain, NULL };
      Hand hand = { .next = next };
      hand_play (&hand, wild);
      g_test_message ("%s", method->id);
      if (has_note (hand.shown->pdata[1], "Diverged"))
        {
          /* the step that the note offers does not throw them out at once again */
          double offered = note_with (hand.shown->pdata[1], "Diverged")->remedy_value;
          g_autoptr (MercerRecipe) mended = mercer_recipe_with_value (wild, "step", offered);
          Caught after = catch_run (mended, NULL, false, -1);
          g_assert_cmpfloat (readout (after.final, "steps"), >=, 1);
          caught_clear (&after);
          Caught straight = catch_run (plain, NULL, false, -1);
          const char *objective = mercer_figure_get_readout (last_of (&hand), 1)->id;
          g_assert_false (has_note (last_of (&hand), "Diverged"));
          if (!has_note (last_of (&hand), "Chance"))
            assert_close (readout (last_of (&hand), objective), readout (straight.final, objective), 1e-6, 1e-9);
          caught_clear (&straight);
          lost++;
        }
      g_ptr_array_unref (hand.shown);
    }
  g_assert_cmpint (lost, >=, 5); /* the others bound their steps, or take longer */
}

/* Paused, it stands: each change is a picture of the same step. A particle that is dragged and let go of stays where it was put, also
 * if the hand let go before the film had seen the last place. The step is 0, so that nothing else moves it. */
static void
test_let_go (void)
{
  g_autoptr (MercerDataset) table = two_heaps (30, 2);
  static const MercerTouch touches[] = { { 3, 0.2, 0.1, false }, { 3, 0.4, 0.2, false }, { 3, 0.5, 0.25, true } };
  for (size_t k = 0; mercer_methods[k] != NULL; k++)
    {
      const MercerMethod *method = mercer_methods[k];
      /* a walk begins anew where it was put, with noise */
      if (method->film == NULL || g_str_equal (method->id, "log-concave-chain"))
        continue;
      g_test_message ("%s", method->id);
      g_autoptr (MercerRecipe) start = flow_recipe (method->id, table, "particles", 20.0, "steps", 4.0, "step", 0.0, NULL);
      MercerRecipe *next[] = { NULL, NULL, NULL, NULL, NULL };
      for (size_t t = 0; t < G_N_ELEMENTS (touches); t++)
        next[t] = mercer_recipe_with_touch (start, &touches[t]);
      next[3] = mercer_recipe_with_touch (start, NULL);
      Hand hand = { .next = next, .paused = true };
      hand_play (&hand, start);
      /* 0 to 4 and an end; four pictures of step 4; 4 more steps and an end */
      g_assert_cmpfloat (readout (hand.shown->pdata[6], "steps"), ==, 4);
      g_assert_cmpfloat (readout (hand.shown->pdata[9], "steps"), ==, 4);
      g_assert_cmpfloat (readout (last_of (&hand), "steps"), ==, 8);
      const MercerTable *particles = table_named (last_of (&hand), "particles");
      assert_close (particles->column[0].values[3], 0.5, 1e-12, 0);
      assert_close (particles->column[1].values[3], 0.25, 1e-12, 0);
      g_ptr_array_unref (hand.shown);
      for (size_t t = 0; t < 4; t++)
        mercer_recipe_unref (next[t]);
    }
}

/* A shape has a plane of its own: a start there has its columns, whatever those of the table are. */
static void
test_start_in_a_plane (void)
{
  g_autoptr (MercerDataset) table = two_heaps (30, 2), start = table_of ("x,y", 2, (double[]){ 0.4, 0.6, 0.2, 0.3 });
  int planes = 0;
  for (size_t k = 0; mercer_methods[k] != NULL; k++)
    {
      const MercerMethod *method = mercer_methods[k];
      bool mirrored = g_str_equal (method->id, "mirrored-svgd");
      if (method->film == NULL || (!mirrored && mercer_params_find (method->params, "density") == NULL))
        continue;
      g_autoptr (MercerRecipe) rows = small_recipe (method, table, 5);
      g_autoptr (MercerRecipe) shape = mirrored ? mercer_recipe_ref (rows) : mercer_recipe_with_value (rows, "density", 1);
      g_autoptr (MercerRecipe) placed = mercer_recipe_with_table (shape, "start", start);
      Caught caught = catch_run (placed, NULL, false, -1);
      g_test_message ("%s", method->id);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      g_assert_cmpuint (table_named (caught.final, "particles")->rows, ==, 2);
      caught_clear (&caught);
      planes++;
    }
  g_assert_cmpint (planes, >=, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/film-live/all-values", test_all_values);
  g_test_add_func ("/film-live/after-the-end", test_after_the_end);
  g_test_add_func ("/film-live/after-divergence", test_after_divergence);
  g_test_add_func ("/film-live/let-go", test_let_go);
  g_test_add_func ("/film-live/start-in-a-plane", test_start_in_a_plane);
  return g_test_run ();
}
