/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <math.h>

/* |got - want| <= rtol |want| + atol, or the test fails with both numbers in full. */
#define assert_close(got, want, rtol, atol)                                                         \
  do                                                                                                \
    {                                                                                               \
      double got_ = (got), want_ = (want);                                                          \
      if (!(fabs (got_ - want_) <= (rtol) * fabs (want_) + (atol)))                                 \
        {                                                                                           \
          char *message_ = g_strdup_printf ("%s: got %.17g, want %.17g (off by %.3g)", #got, got_,  \
                                            want_, got_ - want_);                                   \
          g_assertion_message (G_LOG_DOMAIN, __FILE__, __LINE__, G_STRFUNC, message_);              \
        }                                                                                           \
    }                                                                                               \
  while (0)

/* Path below tests/golden; free with g_free. */
static inline char *
golden_path (const char *name)
{
  const char *dir = g_getenv ("MERCER_GOLDEN");
  return g_build_filename (dir != NULL ? dir : "tests/golden", name, NULL);
}
