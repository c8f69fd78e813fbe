// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-asset-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* Such as "PNG". */
static char *
dup_format (EaselAsset *asset)
{
  const char *mime = easel_asset_get_mime (asset);
  const char *slash = mime != NULL ? strchr (mime, '/') : NULL;

  return g_ascii_strup (slash != NULL ? slash + 1 : "", -1);
}

/**
 * easel_asset_dup_clock:
 * @duration: microseconds
 *
 * Returns: (transfer full): as a player shows it: "0:06", "1:02:03"
 */
char *
easel_asset_dup_clock (gint64 duration)
{
  gint64 seconds = (duration + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC;

  if (seconds >= 3600)
    return g_strdup_printf ("%" G_GINT64_FORMAT ":%02" G_GINT64_FORMAT ":%02" G_GINT64_FORMAT, seconds / 3600,
                            seconds / 60 % 60, seconds % 60);
  return g_strdup_printf ("%" G_GINT64_FORMAT ":%02" G_GINT64_FORMAT, seconds / 60, seconds % 60);
}

/**
 * easel_asset_dup_badge:
 * @asset: a loaded asset
 *
 * Returns: (transfer full) (nullable): what its tile says of it: stars, the length
 *   of a clip, that a picture moves
 */
char *
easel_asset_dup_badge (EaselAsset *asset)
{
  int rating = easel_asset_get_rating (asset);
  g_autofree char *clock = NULL;

  if (g_strcmp0 (easel_asset_get_kind (asset), "video") == 0)
    clock = easel_asset_get_duration (asset) > 0 ? easel_asset_dup_clock (easel_asset_get_duration (asset))
                                                 : g_strdup (C_ ("kind of file", "Clip"));
  else if (easel_asset_is_animated (asset))
    clock = dup_format (asset);
  if (clock != NULL && rating > 0)
    return g_strdup_printf ("▶ %s · ★ %d", clock, rating);
  if (clock != NULL)
    return g_strdup_printf ("▶ %s", clock);
  return rating > 0 ? g_strdup_printf ("★ %d", rating) : NULL;
}

/**
 * easel_asset_dup_description:
 * @asset: a loaded asset
 *
 * Returns: (transfer full): what a screen reader says of it
 */
char *
easel_asset_dup_description (EaselAsset *asset)
{
  gboolean clip = g_strcmp0 (easel_asset_get_kind (asset), "video") == 0;
  const char *name = easel_asset_get_name (asset);
  int rating = easel_asset_get_rating (asset);
  g_autoptr (GString) text =
      g_string_new (clip                              ? C_ ("kind of file", "Clip")
                    : easel_asset_is_animated (asset) ? C_ ("kind of file", "Animated picture")
                                                      : C_ ("kind of file", "Picture"));

  if (name != NULL && *name != '\0')
    g_string_append_printf (text, ", %s", name);
  if (rating > 0)
    {
      g_string_append (text, ", ");
      g_string_append_printf (text, ngettext ("%d star", "%d stars", (gulong) rating), rating);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * easel_asset_dup_size:
 * @asset: a loaded asset
 *
 * Returns: (transfer full) (nullable): its width and height; %NULL if they are unknown
 */
char *
easel_asset_dup_size (EaselAsset *asset)
{
  if (easel_asset_get_width (asset) <= 0 || easel_asset_get_height (asset) <= 0)
    return NULL;
  return g_strdup_printf ("%d × %d", easel_asset_get_width (asset), easel_asset_get_height (asset));
}

/**
 * easel_asset_dup_file:
 * @asset: a loaded asset
 *
 * Returns: (transfer full): what file it is, such as "PNG, 1.2 MB"
 */
char *
easel_asset_dup_file (EaselAsset *asset)
{
  g_autofree char *size = g_format_size ((guint64) MAX (easel_asset_get_bytes (asset), 0));
  g_autofree char *format = dup_format (asset);

  return *format != '\0' ? g_strdup_printf ("%s, %s", format, size) : g_steal_pointer (&size);
}

/**
 * easel_asset_get_tool_name:
 * @asset: a loaded asset
 *
 * Returns: (nullable): the program that made it, as that calls itself
 */
const char *
easel_asset_get_tool_name (EaselAsset *asset)
{
  static const struct
  {
    const char *tool;
    const char *name;
  } names[] = {
    { "a1111", "AUTOMATIC1111" }, { "comfyui", "ComfyUI" },       { "drawthings", "Draw Things" },
    { "easel", "Easel" },         { "fooocus", "Fooocus" },       { "invokeai", "InvokeAI" },
    { "novelai", "NovelAI" },     { "midjourney", "Midjourney" }, { "swarmui", "SwarmUI" },
  };
  const char *tool = easel_asset_get_tool (asset);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (tool, names[i].tool) == 0)
      return names[i].name;
  return tool;
}
