/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "settings.h"

#include "application.h"

GSettings *
mercer_settings (void)
{
  static GSettings *settings = NULL;
  static gsize once = 0;
  if (g_once_init_enter (&once))
    {
      GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
      GSettingsSchema *schema = source != NULL ? g_settings_schema_source_lookup (source, MERCER_APP_ID, TRUE) : NULL;
      if (schema != NULL)
        {
          settings = g_settings_new_full (schema, NULL, NULL);
          g_settings_schema_unref (schema);
        }
      g_once_init_leave (&once, 1);
    }
  return settings;
}
