/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine.h"

/* The one application: it owns the engine, the windows and what holds for all of them. */
#define MERCER_TYPE_APPLICATION (mercer_application_get_type ())
G_DECLARE_FINAL_TYPE (MercerApplication, mercer_application, MERCER, APPLICATION, AdwApplication)

#define MERCER_APP_ID "io.github.mercer_app.Mercer"
#define MERCER_RESOURCES "/io/github/mercer_app/Mercer"

MercerApplication *mercer_application_new (GApplicationFlags more_flags);
MercerEngine *mercer_application_get_engine (MercerApplication *self);
