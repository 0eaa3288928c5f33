/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "method.h"

#include <glib/gi18n-lib.h>

static const MercerRoomInfo rooms[MERCER_N_ROOMS] = {
  [MERCER_ROOM_REGRESSION] = { "regression", N_("Regression"), N_("Functions learned from examples"), "mercer-regression-symbolic" },
  [MERCER_ROOM_DENSITY] = { "density", N_("Density"), N_("Where the data are, and how surely"), "mercer-density-symbolic" },
  [MERCER_ROOM_EMBEDDING] = { "embedding", N_("Embedding"), N_("Projections that keep what a kernel sees"), "mercer-embedding-symbolic" },
  [MERCER_ROOM_FLOWS] = { "flows", N_("Flows"), N_("Particles on their way to a distribution"), "mercer-flows-symbolic" },
  [MERCER_ROOM_KERNELS] = { "kernels", N_("Kernels"), N_("What a kernel means, and kernels compared"), "mercer-kernels-symbolic" },
  [MERCER_ROOM_TESTS] = { "tests", N_("Tests"), N_("Are two samples alike, two columns independent?"), "mercer-tests-symbolic" },
  [MERCER_ROOM_SAMPLES] = { "samples", N_("Samples"), N_("Few points that stand for many"), "mercer-samples-symbolic" },
  [MERCER_ROOM_SEQUENTIAL] = { "sequential", N_("Sequential"), N_("Where to look next"), "mercer-sequential-symbolic" },
  [MERCER_ROOM_NETWORKS] = { "networks", N_("Networks"), N_("Neural networks seen as kernels"), "mercer-networks-symbolic" },
  [MERCER_ROOM_DYNAMICS] = { "dynamics", N_("Dynamics"), N_("Systems and series in time"), "mercer-dynamics-symbolic" },
  [MERCER_ROOM_DATA] = { "data", N_("Data"), N_("Tables looked at and prepared"), "mercer-data-symbolic" },
};

const MercerRoomInfo *
mercer_room_info (MercerRoom room)
{
  g_return_val_if_fail ((int) room >= 0 && room < MERCER_N_ROOMS, NULL);
  return &rooms[room];
}

const MercerMethod *
mercer_method_find (const char *id)
{
  for (const MercerMethod *const *m = mercer_methods; *m != NULL; m++)
    if (g_str_equal ((*m)->id, id))
      return *m;
  return NULL;
}
