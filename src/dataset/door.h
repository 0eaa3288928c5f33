/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reader.h"

/* What mercer_dataset_open () leads to when the name is not a path. */
MercerDataset *mercer_sample_open (const char *id, MercerWork *work, GError **error);
/* "two-moons(n=300,noise=0.1,seed=3)": parameters in any order, those left out take their start. */
MercerDataset *mercer_generator_open (const char *call, MercerWork *work, GError **error);
