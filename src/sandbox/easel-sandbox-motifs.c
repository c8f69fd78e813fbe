// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <math.h>
#include <string.h>

#include "easel-sandbox-painter-private.h"

/* Things that the samples can draw when a prompt names them. */

#define FULL (2 * G_PI)

double
_easel_sandbox_brush_random (EaselSandboxBrush *brush)
{
  /* splitmix64, https://prng.di.unimi.it/splitmix64.c */
  guint64 z = (brush->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  z ^= z >> 31;
  return (double) (z >> 11) / (double) (G_GUINT64_CONSTANT (1) << 53);
}

static double
between (EaselSandboxBrush *brush, double low, double high)
{
  return low + (high - low) * _easel_sandbox_brush_random (brush);
}

static void
set_ink (EaselSandboxBrush *b, double shade)
{
  cairo_set_source_rgb (b->cr, b->ink[0] * shade, b->ink[1] * shade, b->ink[2] * shade);
}

static void
draw_sun (EaselSandboxBrush *b)
{
  double x = between (b, 0.2, 0.8) * b->width, y = between (b, 0.15, 0.4) * b->height;
  double r = 0.09 * MIN (b->width, b->height);

  cairo_set_source_rgba (b->cr, 1, 0.85, 0.45, 0.35);
  cairo_arc (b->cr, x, y, r * 1.8, 0, FULL);
  cairo_fill (b->cr);
  cairo_set_source_rgb (b->cr, 1, 0.88, 0.55);
  cairo_arc (b->cr, x, y, r, 0, FULL);
  cairo_fill (b->cr);
}

static void
draw_moon (EaselSandboxBrush *b)
{
  double x = between (b, 0.2, 0.8) * b->width, y = between (b, 0.12, 0.3) * b->height;
  double r = 0.07 * MIN (b->width, b->height);

  cairo_set_source_rgb (b->cr, 0.95, 0.95, 0.88);
  cairo_arc (b->cr, x, y, r, 0, FULL);
  cairo_fill (b->cr);
  cairo_set_source_rgba (b->cr, 0.8, 0.8, 0.75, 0.6);
  cairo_arc (b->cr, x - r * 0.3, y - r * 0.2, r * 0.22, 0, FULL);
  cairo_fill (b->cr);
}

static void
draw_stars (EaselSandboxBrush *b)
{
  for (guint i = 0; i < 90; i++)
    {
      double x = _easel_sandbox_brush_random (b) * b->width;
      double y = _easel_sandbox_brush_random (b) * b->horizon;

      cairo_set_source_rgba (b->cr, 1, 1, 0.95, between (b, 0.4, 1));
      cairo_arc (b->cr, x, y, MAX (b->width * 0.0016, 0.6) * between (b, 0.6, 1.6), 0, FULL);
      cairo_fill (b->cr);
    }
}

static void
draw_clouds (EaselSandboxBrush *b)
{
  for (guint i = 0; i < 5; i++)
    {
      double x = fmod (_easel_sandbox_brush_random (b) + b->phase * 0.15, 1.0) * b->width;
      double y = between (b, 0.08, 0.4) * b->height, size = between (b, 0.03, 0.07) * b->width;

      cairo_set_source_rgba (b->cr, 1, 1, 1, b->night ? 0.25 : 0.75);
      for (int k = -2; k <= 2; k++)
        {
          cairo_arc (b->cr, x + k * size * 0.8, y, size * (1 - abs (k) * 0.25), 0, FULL);
          cairo_fill (b->cr);
        }
    }
}

static void
draw_mountains (EaselSandboxBrush *b)
{
  for (guint row = 0; row < 2; row++)
    {
      double shade = row == 0 ? 0.75 : 0.55;

      for (double x = -0.1; x < 1.1; x += between (b, 0.18, 0.3))
        {
          double top = b->horizon - between (b, 0.15, 0.42 - 0.12 * row) * b->height;
          double half = between (b, 0.14, 0.24) * b->width;

          cairo_move_to (b->cr, x * b->width - half, b->horizon);
          cairo_line_to (b->cr, x * b->width, top);
          cairo_line_to (b->cr, x * b->width + half, b->horizon);
          cairo_close_path (b->cr);
          set_ink (b, shade);
          cairo_fill (b->cr);
          cairo_move_to (b->cr, x * b->width - half * 0.22, top + (b->horizon - top) * 0.22);
          cairo_line_to (b->cr, x * b->width, top);
          cairo_line_to (b->cr, x * b->width + half * 0.22, top + (b->horizon - top) * 0.22);
          cairo_close_path (b->cr);
          cairo_set_source_rgba (b->cr, 1, 1, 1, 0.8);
          cairo_fill (b->cr);
        }
    }
}

static void
draw_sea (EaselSandboxBrush *b)
{
  cairo_set_source_rgb (b->cr, b->night ? 0.06 : 0.16, b->night ? 0.14 : 0.42, b->night ? 0.3 : 0.6);
  cairo_rectangle (b->cr, 0, b->horizon, b->width, b->height - b->horizon);
  cairo_fill (b->cr);
  for (guint i = 0; i < 26; i++)
    {
      double y = b->horizon + (b->height - b->horizon) * (i + 0.5) / 26;
      double x = _easel_sandbox_brush_random (b) * b->width, length = between (b, 0.05, 0.25) * b->width;

      x += sin ((b->phase + i / 7.0) * FULL) * 0.02 * b->width;
      cairo_set_source_rgba (b->cr, 1, 1, 1, 0.28);
      cairo_set_line_width (b->cr, MAX (b->height * 0.004, 1));
      cairo_move_to (b->cr, x, y);
      cairo_curve_to (b->cr, x + length / 3, y - 4, x + length * 2 / 3, y + 4, x + length, y);
      cairo_stroke (b->cr);
    }
}

static void
draw_lighthouse (EaselSandboxBrush *b)
{
  double x = between (b, 0.25, 0.75) * b->width, base = b->horizon + 0.1 * b->height;
  double top = base - 0.5 * b->height, half = 0.05 * b->width;
  double beam = (between (b, -0.4, 0.4) + b->phase) * FULL;

  cairo_set_source_rgb (b->cr, 0.35, 0.33, 0.32);
  cairo_move_to (b->cr, x - half * 3.4, base + 0.06 * b->height);
  cairo_curve_to (b->cr, x - half * 2, base - 0.04 * b->height, x + half * 2, base - 0.04 * b->height,
                  x + half * 3.4, base + 0.06 * b->height);
  cairo_close_path (b->cr);
  cairo_fill (b->cr);
  for (guint i = 0; i < 6; i++)
    {
      double low = i / 6.0, high = (i + 1) / 6.0;

      cairo_move_to (b->cr, x - half * (1 - 0.4 * low), base - (base - top) * low);
      cairo_line_to (b->cr, x - half * (1 - 0.4 * high), base - (base - top) * high);
      cairo_line_to (b->cr, x + half * (1 - 0.4 * high), base - (base - top) * high);
      cairo_line_to (b->cr, x + half * (1 - 0.4 * low), base - (base - top) * low);
      cairo_close_path (b->cr);
      if (i % 2 == 0)
        cairo_set_source_rgb (b->cr, 0.95, 0.94, 0.9);
      else
        cairo_set_source_rgb (b->cr, 0.78, 0.2, 0.18);
      cairo_fill (b->cr);
    }
  cairo_set_source_rgba (b->cr, 1, 0.95, 0.6, 0.4);
  cairo_move_to (b->cr, x, top - half * 0.4);
  cairo_line_to (b->cr, x + cos (beam) * b->width, top + sin (beam) * 0.15 * b->height - 0.05 * b->height);
  cairo_line_to (b->cr, x + cos (beam) * b->width, top + sin (beam) * 0.15 * b->height + 0.05 * b->height);
  cairo_close_path (b->cr);
  cairo_fill (b->cr);
  cairo_set_source_rgb (b->cr, 1, 0.9, 0.5);
  cairo_rectangle (b->cr, x - half * 0.45, top - half * 0.9, half * 0.9, half * 0.9);
  cairo_fill (b->cr);
  cairo_set_source_rgb (b->cr, 0.3, 0.1, 0.1);
  cairo_move_to (b->cr, x - half * 0.65, top - half * 0.9);
  cairo_line_to (b->cr, x, top - half * 1.8);
  cairo_line_to (b->cr, x + half * 0.65, top - half * 0.9);
  cairo_close_path (b->cr);
  cairo_fill (b->cr);
}

static void
draw_tree_at (EaselSandboxBrush *b, double x, double y, double size)
{
  cairo_set_source_rgb (b->cr, 0.32, 0.22, 0.15);
  cairo_rectangle (b->cr, x - size * 0.05, y - size * 0.35, size * 0.1, size * 0.35);
  cairo_fill (b->cr);
  for (guint i = 0; i < 3; i++)
    {
      double top = y - size * (0.65 + 0.2 * i), half = size * (0.34 - 0.08 * i);

      cairo_set_source_rgb (b->cr, 0.1 + 0.04 * i, 0.36 + 0.06 * i, 0.2);
      cairo_move_to (b->cr, x - half, y - size * (0.3 + 0.2 * i));
      cairo_line_to (b->cr, x, top);
      cairo_line_to (b->cr, x + half, y - size * (0.3 + 0.2 * i));
      cairo_close_path (b->cr);
      cairo_fill (b->cr);
    }
}

static void
draw_forest (EaselSandboxBrush *b)
{
  for (guint i = 0; i < 22; i++)
    {
      double depth = i / 22.0;

      draw_tree_at (b, _easel_sandbox_brush_random (b) * b->width,
                    b->horizon + depth * 0.3 * (b->height - b->horizon) + 0.01 * b->height,
                    (0.12 + 0.16 * depth) * b->height);
    }
}

static void
draw_tree (EaselSandboxBrush *b)
{
  draw_tree_at (b, between (b, 0.2, 0.8) * b->width, b->horizon + 0.16 * b->height, 0.42 * b->height);
}

static void
draw_house_at (EaselSandboxBrush *b, double x, double y, double size)
{
  cairo_set_source_rgb (b->cr, between (b, 0.6, 0.9), between (b, 0.5, 0.7), 0.5);
  cairo_rectangle (b->cr, x - size / 2, y - size * 0.7, size, size * 0.7);
  cairo_fill (b->cr);
  cairo_set_source_rgb (b->cr, 0.5, 0.2, 0.16);
  cairo_move_to (b->cr, x - size * 0.6, y - size * 0.7);
  cairo_line_to (b->cr, x, y - size * 1.2);
  cairo_line_to (b->cr, x + size * 0.6, y - size * 0.7);
  cairo_close_path (b->cr);
  cairo_fill (b->cr);
  cairo_set_source_rgb (b->cr, b->night ? 1 : 0.75, b->night ? 0.85 : 0.88, b->night ? 0.4 : 0.95);
  cairo_rectangle (b->cr, x - size * 0.3, y - size * 0.5, size * 0.2, size * 0.2);
  cairo_rectangle (b->cr, x + size * 0.1, y - size * 0.5, size * 0.2, size * 0.2);
  cairo_fill (b->cr);
}

static void
draw_house (EaselSandboxBrush *b)
{
  draw_house_at (b, between (b, 0.25, 0.75) * b->width, b->horizon + 0.12 * b->height, 0.2 * b->height);
}

static void
draw_city (EaselSandboxBrush *b)
{
  for (double x = 0; x < b->width;)
    {
      double width = between (b, 0.05, 0.11) * b->width, height = between (b, 0.12, 0.45) * b->height;

      set_ink (b, between (b, 0.5, 0.9));
      cairo_rectangle (b->cr, x, b->horizon - height, width * 0.94, height + 2);
      cairo_fill (b->cr);
      cairo_set_source_rgba (b->cr, 1, 0.9, 0.55, b->night ? 0.9 : 0.35);
      for (double wy = b->horizon - height + width * 0.2; wy < b->horizon - width * 0.2; wy += width * 0.3)
        for (double wx = x + width * 0.15; wx < x + width * 0.8; wx += width * 0.26)
          if (_easel_sandbox_brush_random (b) < 0.6)
            {
              cairo_rectangle (b->cr, wx, wy, width * 0.12, width * 0.14);
              cairo_fill (b->cr);
            }
      x += width;
    }
}

static void
draw_boat (EaselSandboxBrush *b)
{
  double x = (between (b, 0.2, 0.7) + 0.1 * b->phase) * b->width, size = 0.16 * b->height;
  double y = b->horizon + 0.16 * b->height + sin (b->phase * FULL) * 0.01 * b->height;

  cairo_set_source_rgb (b->cr, 0.42, 0.2, 0.12);
  cairo_move_to (b->cr, x - size, y - size * 0.25);
  cairo_line_to (b->cr, x + size, y - size * 0.25);
  cairo_line_to (b->cr, x + size * 0.65, y + size * 0.1);
  cairo_line_to (b->cr, x - size * 0.65, y + size * 0.1);
  cairo_close_path (b->cr);
  cairo_fill (b->cr);
  cairo_set_source_rgb (b->cr, 0.97, 0.95, 0.9);
  cairo_move_to (b->cr, x - size * 0.05, y - size * 1.5);
  cairo_line_to (b->cr, x - size * 0.05, y - size * 0.35);
  cairo_line_to (b->cr, x - size * 0.75, y - size * 0.35);
  cairo_close_path (b->cr);
  cairo_move_to (b->cr, x + size * 0.05, y - size * 1.3);
  cairo_line_to (b->cr, x + size * 0.05, y - size * 0.35);
  cairo_line_to (b->cr, x + size * 0.6, y - size * 0.35);
  cairo_close_path (b->cr);
  cairo_fill (b->cr);
}

static void
draw_birds (EaselSandboxBrush *b)
{
  set_ink (b, 0.3);
  cairo_set_line_width (b->cr, MAX (b->height * 0.005, 1));
  for (guint i = 0; i < 7; i++)
    {
      double x = fmod (_easel_sandbox_brush_random (b) + b->phase * 0.3, 1.0) * b->width;
      double y = between (b, 0.1, 0.4) * b->height, size = between (b, 0.012, 0.025) * b->width;

      cairo_move_to (b->cr, x - size, y - size * 0.4);
      cairo_curve_to (b->cr, x - size * 0.5, y - size, x - size * 0.2, y - size * 0.4, x, y);
      cairo_curve_to (b->cr, x + size * 0.2, y - size * 0.4, x + size * 0.5, y - size, x + size,
                      y - size * 0.4);
      cairo_stroke (b->cr);
    }
}

static void
draw_flowers (EaselSandboxBrush *b)
{
  for (guint i = 0; i < 36; i++)
    {
      double x = _easel_sandbox_brush_random (b) * b->width,
             y = between (b, b->horizon / b->height + 0.1, 0.9);
      double r = 0.012 * b->height * (0.5 + y);

      y *= b->height;
      cairo_set_source_rgb (b->cr, 0.2, 0.5, 0.2);
      cairo_set_line_width (b->cr, MAX (r * 0.3, 1));
      cairo_move_to (b->cr, x, y);
      cairo_line_to (b->cr, x, y + r * 4);
      cairo_stroke (b->cr);
      cairo_set_source_rgb (b->cr, between (b, 0.7, 1), between (b, 0.2, 0.8), between (b, 0.3, 0.9));
      for (guint k = 0; k < 5; k++)
        {
          cairo_arc (b->cr, x + cos (k * FULL / 5) * r, y + sin (k * FULL / 5) * r, r * 0.7, 0, FULL);
          cairo_fill (b->cr);
        }
      cairo_set_source_rgb (b->cr, 1, 0.85, 0.3);
      cairo_arc (b->cr, x, y, r * 0.6, 0, FULL);
      cairo_fill (b->cr);
    }
}

static void
draw_cat (EaselSandboxBrush *b)
{
  double x = between (b, 0.25, 0.75) * b->width, y = b->height * 0.8, r = 0.1 * b->height;

  set_ink (b, 0.35);
  cairo_save (b->cr);
  cairo_translate (b->cr, x, y - r * 0.9);
  cairo_scale (b->cr, 1, 1.3);
  cairo_arc (b->cr, 0, 0, r, 0, FULL);
  cairo_restore (b->cr);
  cairo_fill (b->cr);
  cairo_arc (b->cr, x, y - r * 2.5, r * 0.72, 0, FULL);
  cairo_fill (b->cr);
  for (int side = -1; side <= 1; side += 2)
    {
      cairo_move_to (b->cr, x + side * r * 0.65, y - r * 2.6);
      cairo_line_to (b->cr, x + side * r * 0.6, y - r * 3.5);
      cairo_line_to (b->cr, x + side * r * 0.1, y - r * 3.1);
      cairo_close_path (b->cr);
      cairo_fill (b->cr);
    }
  cairo_set_line_width (b->cr, r * 0.25);
  cairo_move_to (b->cr, x + r * 0.8, y - r * 0.3);
  cairo_curve_to (b->cr, x + r * 2.2, y - r * 0.2, x + r * (1.2 + 0.5 * sin (b->phase * FULL)), y - r * 1.6,
                  x + r * 2, y - r * 1.8);
  cairo_stroke (b->cr);
  cairo_set_source_rgb (b->cr, 0.95, 0.9, 0.4);
  cairo_arc (b->cr, x - r * 0.28, y - r * 2.55, r * 0.12, 0, FULL);
  cairo_arc (b->cr, x + r * 0.28, y - r * 2.55, r * 0.12, 0, FULL);
  cairo_fill (b->cr);
}

static void
draw_rain (EaselSandboxBrush *b)
{
  cairo_set_source_rgba (b->cr, 0.85, 0.9, 1, 0.45);
  cairo_set_line_width (b->cr, MAX (b->width * 0.002, 1));
  for (guint i = 0; i < 160; i++)
    {
      double x = _easel_sandbox_brush_random (b) * b->width;
      double y = fmod (_easel_sandbox_brush_random (b) + b->phase, 1.0) * b->height;

      cairo_move_to (b->cr, x, y);
      cairo_line_to (b->cr, x - 0.01 * b->width, y + 0.04 * b->height);
      cairo_stroke (b->cr);
    }
}

static void
draw_snow (EaselSandboxBrush *b)
{
  cairo_set_source_rgba (b->cr, 1, 1, 1, 0.85);
  for (guint i = 0; i < 160; i++)
    {
      double x = _easel_sandbox_brush_random (b) * b->width;
      double y = fmod (_easel_sandbox_brush_random (b) + b->phase * 0.5, 1.0) * b->height;

      cairo_arc (b->cr, x, y, between (b, 0.002, 0.006) * b->width, 0, FULL);
      cairo_fill (b->cr);
    }
}

/* In layers, from the sky to what is nearest. */
static const struct
{
  const char *word;
  EaselSandboxDrawFunc draw;
  guint layer;
} motifs[] = {
  { "star", draw_stars, 0 },
  { "night", draw_stars, 0 },
  { "galaxy", draw_stars, 0 },
  { "sun", draw_sun, 1 },
  { "sunset", draw_sun, 1 },
  { "sunrise", draw_sun, 1 },
  { "dawn", draw_sun, 1 },
  { "moon", draw_moon, 1 },
  { "cloud", draw_clouds, 2 },
  { "sky", draw_clouds, 2 },
  { "mountain", draw_mountains, 3 },
  { "peak", draw_mountains, 3 },
  { "alp", draw_mountains, 3 },
  { "city", draw_city, 4 },
  { "skyline", draw_city, 4 },
  { "town", draw_city, 4 },
  { "sea", draw_sea, 5 },
  { "ocean", draw_sea, 5 },
  { "lake", draw_sea, 5 },
  { "water", draw_sea, 5 },
  { "coast", draw_sea, 5 },
  { "wave", draw_sea, 5 },
  { "river", draw_sea, 5 },
  { "forest", draw_forest, 6 },
  { "wood", draw_forest, 6 },
  { "jungle", draw_forest, 6 },
  { "tree", draw_tree, 7 },
  { "lighthouse", draw_lighthouse, 7 },
  { "tower", draw_lighthouse, 7 },
  { "house", draw_house, 7 },
  { "cabin", draw_house, 7 },
  { "cottage", draw_house, 7 },
  { "castle", draw_house, 7 },
  { "boat", draw_boat, 8 },
  { "ship", draw_boat, 8 },
  { "sail", draw_boat, 8 },
  { "flower", draw_flowers, 8 },
  { "meadow", draw_flowers, 8 },
  { "garden", draw_flowers, 8 },
  { "bird", draw_birds, 8 },
  { "gull", draw_birds, 8 },
  { "cat", draw_cat, 9 },
  { "fox", draw_cat, 9 },
  { "rain", draw_rain, 10 },
  { "storm", draw_rain, 10 },
  { "snow", draw_snow, 10 },
  { "winter", draw_snow, 10 },
};

/* What draws word, which is in lower case, perhaps in the plural; NULL if the
 * samples cannot. */
EaselSandboxDrawFunc
_easel_sandbox_find_motif (const char *word, guint *layer)
{
  for (gsize i = 0; i < G_N_ELEMENTS (motifs); i++)
    {
      gsize length = strlen (motifs[i].word);

      if (strncmp (word, motifs[i].word, length) != 0)
        continue;
      if (word[length] == '\0' || strcmp (word + length, "s") == 0 || strcmp (word + length, "es") == 0 ||
          strcmp (word + length, "y") == 0)
        {
          *layer = motifs[i].layer;
          return motifs[i].draw;
        }
    }
  return NULL;
}
