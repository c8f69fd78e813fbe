// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-media-schema.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "easel-error.h"

G_DEFINE_BOXED_TYPE (EaselMediaSchema, easel_media_schema, easel_media_schema_ref, easel_media_schema_unref)

/* No service makes pictures of such a side. */
#define LONGEST_SIDE 65536

static void
schema_clear (gpointer data)
{
  EaselMediaSchema *schema = data;

  g_strfreev (schema->sizes);
  g_strfreev (schema->ratios);
  g_strfreev (schema->samplers);
  g_strfreev (schema->qualities);
  g_clear_pointer (&schema->durations, g_array_unref);
  g_hash_table_unref (schema->fields);
  g_free (schema->data);
}

/**
 * easel_media_schema_new:
 * @kind: what it makes
 *
 * Returns: (transfer full): a schema of a model that takes a prompt and nothing else
 */
EaselMediaSchema *
easel_media_schema_new (EaselKinds kind)
{
  EaselMediaSchema *schema = g_atomic_rc_box_new0 (EaselMediaSchema);

  schema->kind = kind;
  schema->max_count = 1;
  schema->min_guidance = schema->max_guidance = schema->default_guidance = NAN;
  schema->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return schema;
}

/**
 * easel_media_schema_ref:
 * @schema: a schema
 *
 * Returns: (transfer full): @schema
 */
EaselMediaSchema *
easel_media_schema_ref (EaselMediaSchema *schema)
{
  return g_atomic_rc_box_acquire (schema);
}

/**
 * easel_media_schema_unref:
 * @schema: (transfer full): a schema
 *
 * Gives back one reference.
 */
void
easel_media_schema_unref (EaselMediaSchema *schema)
{
  g_atomic_rc_box_release_full (schema, schema_clear);
}

/**
 * easel_media_schema_set_field:
 * @schema: a schema in the making
 * @name: Easel's name of a parameter
 * @wire_name: the model's own
 */
void
easel_media_schema_set_field (EaselMediaSchema *schema, const char *name, const char *wire_name)
{
  g_hash_table_insert (schema->fields, g_strdup (name), g_strdup (wire_name));
}

/**
 * easel_media_schema_get_field:
 * @schema: a schema
 * @name: Easel's name of a parameter
 *
 * Returns: (transfer none) (nullable): what the model calls it
 */
const char *
easel_media_schema_get_field (const EaselMediaSchema *schema, const char *name)
{
  return g_hash_table_lookup (schema->fields, name);
}

/**
 * easel_media_parse_size:
 * @text: such as "1024x768"
 * @width: (out): pixels
 * @height: (out): pixels
 *
 * Returns: whether @text is a size
 */
gboolean
easel_media_parse_size (const char *text, int *width, int *height)
{
  char *end;
  gint64 w = g_ascii_strtoll (text, &end, 10), h;

  if (!g_ascii_isdigit (*text) || (*end != 'x' && *end != 'X' && *end != '*') || !g_ascii_isdigit (end[1]))
    return FALSE;
  h = g_ascii_strtoll (end + 1, &end, 10);
  if (*end != '\0' || w < 1 || h < 1 || w > LONGEST_SIDE || h > LONGEST_SIDE)
    return FALSE;
  *width = (int) w;
  *height = (int) h;
  return TRUE;
}

static double
parse_ratio (const char *text)
{
  char *end;
  double one = g_ascii_strtod (text, &end), other = *end == ':' ? g_ascii_strtod (end + 1, &end) : 0;

  return *end == '\0' && one > 0 && other > 0 ? one / other : (double) NAN;
}

/**
 * easel_media_nearest_ratio:
 * @ratios: (array zero-terminated=1): such as "16:9"
 * @width: pixels
 * @height: pixels
 *
 * Returns: (transfer none) (nullable): the one of @ratios that is as that size
 *   to within a hundredth; %NULL if none is
 */
const char *
easel_media_nearest_ratio (const char *const *ratios, int width, int height)
{
  double wanted = (double) width / MAX (height, 1), nearest = 0.01;
  const char *found = NULL;

  for (guint i = 0; ratios[i] != NULL; i++)
    {
      double ratio = parse_ratio (ratios[i]), off = fabs (ratio / wanted - 1);

      if (isfinite (ratio) && off <= nearest)
        {
          nearest = off;
          found = ratios[i];
        }
    }
  return found;
}

/* ---- limits ---- */

static gboolean
refuse (GError **error, const char *parameter, char *message)
{
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, message);
  if (error != NULL && *error != NULL)
    g_set_str (&easel_error_get_details (*error)->parameter, parameter);
  g_free (message);
  return FALSE;
}

static gboolean
has (const char *const *list, const char *text)
{
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    if (g_ascii_strcasecmp (list[i], text) == 0)
      return TRUE;
  return FALSE;
}

static char *
join (const char *const *list)
{
  return g_strjoinv (", ", (GStrv) list);
}

static gboolean
check_listed_size (const EaselMediaSchema *schema, const EaselMediaRequest *request, GError **error)
{
  g_autofree char *size = g_strdup_printf ("%dx%d", request->width, request->height);
  g_autofree char *list = NULL;

  if (has ((const char *const *) schema->sizes, size))
    return TRUE;
  if (schema->sizes == NULL && schema->ratios == NULL)
    return refuse (error, "size", g_strdup_printf (_ ("%s takes no size. Leave it out."), request->model));
  if (schema->ratios != NULL && easel_media_nearest_ratio ((const char *const *) schema->ratios,
                                                           request->width, request->height) != NULL)
    return TRUE;
  list = join ((const char *const *) (schema->sizes != NULL ? schema->sizes : schema->ratios));
  if (schema->sizes == NULL)
    return refuse (error, "size",
                   /* Translators: a size, a model's name, a list of ratios such as 16:9 */
                   g_strdup_printf (_ ("%s is none of the ratios that %s makes: %s. Choose one of them."),
                                    size, request->model, list));
  return refuse (error, "size",
                 /* Translators: a size, a model's name, a list of sizes */
                 g_strdup_printf (_ ("%s is none of the sizes that %s makes: %s. Choose one of them."), size,
                                  request->model, list));
}

static gboolean
check_free_size (const EaselMediaSchema *schema, const EaselMediaRequest *request, GError **error)
{
  int width = request->width, height = request->height;
  int shorter = MIN (width, height), longer = MAX (width, height);
  gint64 pixels = (gint64) width * height;

  if (schema->multiple > 1 && (width % schema->multiple != 0 || height % schema->multiple != 0))
    return refuse (error, "size",
                   g_strdup_printf (
                       /* Translators: a model's name, a number, a size that would do */
                       _ ("Width and height for %s are multiples of %d. The nearest such size is %dx%d."),
                       request->model, schema->multiple,
                       MAX ((width + schema->multiple / 2) / schema->multiple, 1) * schema->multiple,
                       MAX ((height + schema->multiple / 2) / schema->multiple, 1) * schema->multiple));
  if (schema->min_side > 0 && shorter < schema->min_side)
    return refuse (error, "size",
                   g_strdup_printf (_ ("Each side of a picture of %s has at least %d pixels, not %d."),
                                    request->model, schema->min_side, shorter));
  if (schema->max_side > 0 && longer > schema->max_side)
    return refuse (error, "size",
                   g_strdup_printf (_ ("Each side of a picture of %s has at most %d pixels, not %d."),
                                    request->model, schema->max_side, longer));
  if (schema->min_pixels > 0 && pixels < schema->min_pixels)
    return refuse (
        error, "size",
        g_strdup_printf (_ ("A picture of %s has at least %lld pixels in all, and %dx%d are %lld."),
                         request->model, (long long) schema->min_pixels, width, height, (long long) pixels));
  if (schema->max_pixels > 0 && pixels > schema->max_pixels)
    return refuse (error, "size",
                   g_strdup_printf (_ ("A picture of %s has at most %lld pixels in all, and %dx%d are %lld."),
                                    request->model, (long long) schema->max_pixels, width, height,
                                    (long long) pixels));
  if (schema->longest_ratio > 0 && longer > schema->longest_ratio * shorter)
    return refuse (
        error, "size",
        g_strdup_printf (_ ("The longer side of a picture of %s is at most %g times the shorter one."),
                         request->model, schema->longest_ratio));
  return TRUE;
}

static gboolean
check_size (const EaselMediaSchema *schema, const EaselMediaRequest *request, GError **error)
{
  gboolean loose = (schema->takes & EASEL_MEDIA_TAKES_ANYTHING) != 0;

  if (request->width < 0 || request->height < 0 || request->width > LONGEST_SIDE ||
      request->height > LONGEST_SIDE || (request->width == 0) != (request->height == 0))
    return refuse (error, "size",
                   g_strdup (_ ("That is no size. Give width and height in pixels, such as 1024x1024.")));
  if (request->width > 0 && (schema->takes & EASEL_MEDIA_TAKES_SIZE) != 0 &&
      !check_free_size (schema, request, error))
    return FALSE;
  if (request->width > 0 && !loose && (schema->takes & EASEL_MEDIA_TAKES_SIZE) == 0 &&
      !check_listed_size (schema, request, error))
    return FALSE;
  if (request->ratio != NULL && !loose && !has ((const char *const *) schema->ratios, request->ratio))
    {
      g_autofree char *list = schema->ratios != NULL ? join ((const char *const *) schema->ratios) : NULL;

      if (list == NULL)
        return refuse (error, "ratio",
                       g_strdup_printf (_ ("%s takes no ratio. Give a size instead."), request->model));
      return refuse (error, "ratio",
                     g_strdup_printf (_ ("%s is none of the ratios that %s makes: %s. Choose one of them."),
                                      request->ratio, request->model, list));
    }
  return TRUE;
}

static gboolean
check_taken (const EaselMediaSchema *schema, const EaselMediaRequest *request, GError **error)
{
  const struct
  {
    gboolean given;
    EaselMediaTakes flag;
    const char *parameter;
    const char *message;
  } checks[] = {
    { request->negative != NULL && *request->negative != '\0', EASEL_MEDIA_TAKES_NEGATIVE, "negative",
      _ ("%s takes no negative prompt. Leave it out, or say in the prompt what to avoid.") },
    { request->seed >= 0, EASEL_MEDIA_TAKES_SEED, "seed", _ ("%s takes no seed. Leave it out.") },
    { request->steps > 0, EASEL_MEDIA_TAKES_STEPS, "steps",
      _ ("%s takes no number of steps. Leave it out.") },
    { isfinite (request->guidance), EASEL_MEDIA_TAKES_GUIDANCE, "guidance",
      _ ("%s takes no guidance. Leave it out.") },
    { request->mask != NULL, EASEL_MEDIA_TAKES_MASK, "mask", _ ("%s takes no mask. Leave it out.") },
    { isfinite (request->strength), EASEL_MEDIA_TAKES_STRENGTH, "strength",
      _ ("%s takes no strength. Leave it out.") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    if (checks[i].given && (schema->takes & (checks[i].flag | EASEL_MEDIA_TAKES_ANYTHING)) == 0)
      {
        g_autoptr (GString) message = g_string_new (checks[i].message);

        g_string_replace (message, "%s", request->model, 1);
        return refuse (error, checks[i].parameter, g_strdup (message->str));
      }
  return TRUE;
}

/* The model's own words, where they are known. */
static gboolean
check_words (const EaselMediaSchema *schema, const EaselMediaRequest *request, GError **error)
{
  const struct
  {
    const char *given;
    GStrv words;
    const char *parameter;
  } checks[] = {
    { request->quality, schema->qualities, "quality" },
    { request->sampler, schema->samplers, "sampler" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      g_autofree char *list = NULL;

      if (checks[i].given == NULL || checks[i].words == NULL ||
          has ((const char *const *) checks[i].words, checks[i].given))
        continue;
      list = join ((const char *const *) checks[i].words);
      return refuse (
          error, checks[i].parameter,
          /* Translators: what was given, a model's name, a list of words */
          g_strdup_printf (_ ("“%s” is none of the words that %s knows for that: %s. Choose one of them."),
                           checks[i].given, request->model, list));
    }
  return TRUE;
}

static gboolean
check_numbers (const EaselMediaSchema *schema, const EaselMediaRequest *request, GError **error)
{
  if (request->count < 1 || (schema->max_count > 0 && request->count > schema->max_count))
    return refuse (error, "count",
                   g_strdup_printf (_ ("%s makes from 1 to %u pictures in one call, not %u."), request->model,
                                    MAX (schema->max_count, 1), request->count));
  if (request->steps < 0 ||
      (request->steps > 0 && ((schema->min_steps > 0 && request->steps < schema->min_steps) ||
                              (schema->max_steps > 0 && request->steps > schema->max_steps))))
    return refuse (error, "steps",
                   g_strdup_printf (_ ("%s takes from %d to %d steps, not %d."), request->model,
                                    MAX (schema->min_steps, 1), schema->max_steps, request->steps));
  if (isfinite (request->guidance) &&
      ((isfinite (schema->min_guidance) && request->guidance < schema->min_guidance) ||
       (isfinite (schema->max_guidance) && request->guidance > schema->max_guidance)))
    return refuse (error, "guidance",
                   g_strdup_printf (_ ("%s takes a guidance from %g to %g, not %g."), request->model,
                                    schema->min_guidance, schema->max_guidance, request->guidance));
  if (schema->max_seed > 0 && request->seed > schema->max_seed)
    return refuse (error, "seed",
                   g_strdup_printf (_ ("The largest seed that %s takes is %lld."), request->model,
                                    (long long) schema->max_seed));
  return TRUE;
}

static gboolean
check_duration (const EaselMediaSchema *schema, const EaselMediaRequest *request, GError **error)
{
  g_autoptr (GString) list = NULL;

  if (request->duration <= 0)
    return TRUE;
  if ((schema->min_duration > 0 && request->duration < schema->min_duration) ||
      (schema->max_duration > 0 && request->duration > schema->max_duration))
    return refuse (error, "duration",
                   g_strdup_printf (_ ("A clip of %s lasts from %g to %g seconds, not %g."), request->model,
                                    schema->min_duration, schema->max_duration, request->duration));
  if (schema->durations == NULL)
    return TRUE;
  list = g_string_new (NULL);
  for (guint i = 0; i < schema->durations->len; i++)
    {
      double seconds = g_array_index (schema->durations, double, i);

      if (fabs (seconds - request->duration) < 0.01)
        return TRUE;
      g_string_append_printf (list, "%s%g", i > 0 ? ", " : "", seconds);
    }
  return refuse (error, "duration",
                 /* Translators: a model's name, a list of numbers, a number */
                 g_strdup_printf (_ ("A clip of %s lasts one of %s seconds, not %g."), request->model,
                                  list->str, request->duration));
}

/**
 * easel_media_schema_check:
 * @schema: what a model takes
 * @request: what is asked of it
 * @error: return location of an error
 *
 * Whether the model can do it; to be asked before anything is sent.
 *
 * Returns: %FALSE with %EASEL_ERROR_INVALID_INPUT and the reason, or
 *   %EASEL_ERROR_TOO_LONG, whose details name the parameter
 */
gboolean
easel_media_schema_check (const EaselMediaSchema *schema, const EaselMediaRequest *request, GError **error)
{
  glong length;

  if (*request->model == '\0')
    return refuse (error, "model", g_strdup (_ ("No model is chosen. Choose one.")));
  if (!g_utf8_validate (request->prompt, -1, NULL) ||
      (request->negative != NULL && !g_utf8_validate (request->negative, -1, NULL)))
    return refuse (error, "prompt", g_strdup (_ ("The prompt is not valid UTF-8. Convert it first.")));
  if (*request->prompt == '\0' && request->references->len == 0)
    return refuse (error, "prompt", g_strdup (_ ("There is no prompt. Say what to make.")));
  length = g_utf8_strlen (request->prompt, -1);
  if (schema->max_prompt > 0 && length > schema->max_prompt)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG,
                   _ ("The prompt has %ld characters, and %s takes at most %lld. Shorten it."), length,
                   request->model, (long long) schema->max_prompt);
      return FALSE;
    }
  if (request->references->len > schema->max_references && (schema->takes & EASEL_MEDIA_TAKES_ANYTHING) == 0)
    return refuse (
        error, "references",
        schema->max_references == 0
            ? g_strdup_printf (_ ("%s takes no reference pictures. Leave them out."), request->model)
            : g_strdup_printf (_ ("%s takes at most %u reference pictures, not %u."), request->model,
                               schema->max_references, request->references->len));
  if (request->mask != NULL && request->references->len == 0)
    return refuse (error, "mask",
                   g_strdup (_ ("A mask says where a picture may change. Give the picture too.")));
  return check_taken (schema, request, error) && check_size (schema, request, error) &&
         check_words (schema, request, error) && check_numbers (schema, request, error) &&
         check_duration (schema, request, error);
}
