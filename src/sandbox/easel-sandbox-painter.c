// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sandbox-painter-private.h"

#include <math.h>
#include <string.h>

/* Pictures of the offline samples: a landscape with what the prompt names, drawn
 * by rules and labelled so. */

#define MOST_LAYERS 11
/* Words of a prompt that are looked at. */
#define MOST_WORDS 400
#define LABEL "Easel sample – drawn by rules, not by an AI model"

EaselSandboxScene *
_easel_sandbox_scene_new (const char *prompt, const char *negative, int width, int height, guint32 seed)
{
  EaselSandboxScene *self = g_new0 (EaselSandboxScene, 1);

  self->prompt = g_strdup (prompt);
  self->negative = g_strdup (negative);
  self->width = CLAMP (width, EASEL_SANDBOX_SMALLEST_SIDE, EASEL_SANDBOX_LARGEST_SIDE);
  self->height = CLAMP (height, EASEL_SANDBOX_SMALLEST_SIDE, EASEL_SANDBOX_LARGEST_SIDE);
  self->seed = seed;
  return self;
}

void
_easel_sandbox_scene_free (EaselSandboxScene *self)
{
  g_free (self->prompt);
  g_free (self->negative);
  g_free (self);
}

static GStrv
split_words (const char *text)
{
  g_autofree char *lower = g_utf8_strdown (text != NULL ? text : "", -1);

  for (char *c = lower; *c != '\0'; c++)
    if ((guchar) *c < 0x80 && !g_ascii_isalnum (*c))
      *c = ' ';
  return g_strsplit (lower, " ", MOST_WORDS);
}

static gboolean
names (GStrv words, const char *const *wanted)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (g_strv_contains (wanted, words[i]))
      return TRUE;
  return FALSE;
}

/* A number that differs for each prompt and seed, on every machine the same. */
static guint64
start_state (const EaselSandboxScene *self)
{
  /* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (const char *c = self->prompt; *c != '\0'; c++)
    hash = (hash ^ (guchar) *c) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash ^ (guint64) self->seed * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
}

static void
paint_ground (EaselSandboxBrush *b, GStrv words)
{
  static const char *const night_words[] = {
    "night", "midnight", "moon", "moonlight", "stars", "dark", NULL
  };
  static const char *const evening_words[] = {
    "sunset", "dusk", "dawn", "sunrise", "evening", "golden", NULL
  };
  static const char *const winter_words[] = { "snow", "snowy", "winter", "ice", "arctic", NULL };
  gboolean evening = names (words, evening_words), winter = names (words, winter_words);
  double hue = _easel_sandbox_brush_random (b);
  cairo_pattern_t *sky = cairo_pattern_create_linear (0, 0, 0, b->horizon);

  b->night = names (words, night_words);
  if (b->night)
    {
      cairo_pattern_add_color_stop_rgb (sky, 0, 0.03, 0.04 + 0.04 * hue, 0.14);
      cairo_pattern_add_color_stop_rgb (sky, 1, 0.14, 0.16, 0.34 + 0.1 * hue);
    }
  else if (evening)
    {
      cairo_pattern_add_color_stop_rgb (sky, 0, 0.22, 0.2, 0.42 + 0.1 * hue);
      cairo_pattern_add_color_stop_rgb (sky, 1, 0.98, 0.6 + 0.1 * hue, 0.36);
    }
  else
    {
      cairo_pattern_add_color_stop_rgb (sky, 0, 0.3 + 0.15 * hue, 0.55, 0.82);
      cairo_pattern_add_color_stop_rgb (sky, 1, 0.82, 0.9, 0.92 + 0.06 * hue);
    }
  cairo_set_source (b->cr, sky);
  cairo_paint (b->cr);
  cairo_pattern_destroy (sky);
  if (winter)
    cairo_set_source_rgb (b->cr, 0.88, 0.92, 0.96);
  else
    cairo_set_source_rgb (b->cr, b->night ? 0.08 : 0.34 + 0.1 * hue, b->night ? 0.14 : 0.5,
                          b->night ? 0.14 : 0.3);
  cairo_rectangle (b->cr, 0, b->horizon, b->width, b->height - b->horizon);
  cairo_fill (b->cr);
  b->ink[0] = b->night ? 0.2 : 0.42 + 0.2 * hue;
  b->ink[1] = b->night ? 0.22 : 0.45;
  b->ink[2] = b->night ? 0.34 : 0.56 - 0.2 * hue;
}

/* What the prompt names and the negative prompt does not, from the back to the
 * front; for a prompt of nothing that the samples can draw, something anyway. */
static void
paint_motifs (EaselSandboxBrush *b, GStrv words, GStrv avoided)
{
  guint n_drawn = 0;

  for (guint layer = 0; layer < MOST_LAYERS; layer++)
    {
      EaselSandboxDrawFunc done[8] = { NULL };
      guint n_done = 0;

      for (guint i = 0; words[i] != NULL && n_done < G_N_ELEMENTS (done); i++)
        {
          guint of = 0;
          EaselSandboxDrawFunc draw = _easel_sandbox_find_motif (words[i], &of);
          gboolean drawn = FALSE;

          for (guint k = 0; k < n_done; k++)
            drawn = drawn || done[k] == draw;
          if (draw == NULL || of != layer || drawn ||
              g_strv_contains ((const char *const *) avoided, words[i]))
            continue;
          done[n_done++] = draw;
          draw (b);
          n_drawn++;
        }
    }
  if (n_drawn == 0)
    {
      static const char *const fallbacks[] = { "mountain", "sea", "forest", "city", "flower" };
      guint layer;
      guint choice = (guint) (_easel_sandbox_brush_random (b) * G_N_ELEMENTS (fallbacks));

      _easel_sandbox_find_motif ("cloud", &layer) (b);
      _easel_sandbox_find_motif (fallbacks[MIN (choice, G_N_ELEMENTS (fallbacks) - 1)], &layer) (b);
    }
}

/* As much of text as fits, in letters that every font of the system has. */
static void
show_line (EaselSandboxBrush *b, const char *text, double size, double y)
{
  g_autoptr (GString) line = g_string_new (text);
  cairo_text_extents_t extents;

  cairo_set_font_size (b->cr, size);
  for (;;)
    {
      cairo_text_extents (b->cr, line->str, &extents);
      if (extents.x_advance <= b->width - 2 * size || line->len < 4)
        break;
      g_string_truncate (line,
                         (gsize) (g_utf8_find_prev_char (line->str, line->str + line->len - 3) - line->str));
      g_string_append (line, "…");
    }
  cairo_move_to (b->cr, size, y);
  cairo_show_text (b->cr, line->str);
}

static void
paint_label (EaselSandboxBrush *b, const EaselSandboxScene *self)
{
  double size = CLAMP (b->width / 42, 7, 22);
  g_autofree char *line = g_strdup_printf ("“%.300s”, seed %u", self->prompt, self->seed);
  g_autofree char *valid = g_utf8_make_valid (line, -1);

  for (char *c = valid; *c != '\0'; c++)
    if ((guchar) *c < 0x20)
      *c = ' ';
  cairo_set_source_rgba (b->cr, 0, 0, 0, 0.55);
  cairo_rectangle (b->cr, 0, b->height - size * 3.2, b->width, size * 3.2);
  cairo_fill (b->cr);
  cairo_select_font_face (b->cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_source_rgb (b->cr, 1, 1, 1);
  show_line (b, LABEL, size, b->height - size * 1.9);
  show_line (b, valid, size * 0.9, b->height - size * 0.7);
}

/*
 * _easel_sandbox_scene_paint:
 * @phase: 0 for a picture; what moves has gone so far, up to 1
 */
cairo_surface_t *
_easel_sandbox_scene_paint (const EaselSandboxScene *self, double phase)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, self->width, self->height);
  EaselSandboxBrush brush = {
    .cr = cairo_create (surface),
    .width = self->width,
    .height = self->height,
    .phase = phase,
    .state = start_state (self),
  };
  g_auto (GStrv) words = split_words (self->prompt);
  g_auto (GStrv) avoided = split_words (self->negative);

  brush.horizon = (0.5 + 0.2 * _easel_sandbox_brush_random (&brush)) * brush.height;
  paint_ground (&brush, words);
  paint_motifs (&brush, words, avoided);
  paint_label (&brush, self);
  cairo_destroy (brush.cr);
  return surface;
}

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* The picture as it looks when only a share of the work is done: in large blocks. */
static cairo_surface_t *
coarsen (cairo_surface_t *whole, int width, int height, double share)
{
  int small_width = MAX ((int) (width * share * share / 3), 4);
  int small_height = MAX ((int) (height * share * share / 3), 4);
  cairo_surface_t *small = cairo_image_surface_create (CAIRO_FORMAT_RGB24, small_width, small_height);
  cairo_surface_t *large = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (small);

  cairo_scale (cr, (double) small_width / width, (double) small_height / height);
  cairo_set_source_surface (cr, whole, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cr = cairo_create (large);
  cairo_scale (cr, (double) width / small_width, (double) height / small_height);
  cairo_set_source_surface (cr, small, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (small);
  return large;
}

/* Takes surface. */
static GBytes *
write_png (cairo_surface_t *surface)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_status_t status = cairo_surface_write_to_png_stream (surface, append, bytes);

  cairo_surface_destroy (surface);
  return status == CAIRO_STATUS_SUCCESS ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

/*
 * _easel_sandbox_scene_to_png:
 * @share: how much of the work is done, from 0 to 1
 *
 * The picture as PNG. May run on any thread.
 */
GBytes *
_easel_sandbox_scene_to_png (const EaselSandboxScene *self, double share)
{
  cairo_surface_t *surface = _easel_sandbox_scene_paint (self, 0);

  if (share < 1)
    {
      cairo_surface_t *coarse = coarsen (surface, self->width, self->height, MAX (share, 0));

      cairo_surface_destroy (surface);
      surface = coarse;
    }
  return write_png (surface);
}

/* A frame of a clip. May run on any thread. */
GBytes *
_easel_sandbox_scene_to_png_at (const EaselSandboxScene *self, double phase)
{
  return write_png (_easel_sandbox_scene_paint (self, phase));
}
