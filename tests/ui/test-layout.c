// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include "easel-generate-size.h"
#include "easel-grid-layout.h"

/* Where the library's tiles are, and the sizes that a picture can have. */

#define DAY (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define NOON (G_GINT64_CONSTANT (1700049600) * G_USEC_PER_SEC)

static gint64
get_time (gpointer data, guint position)
{
  guint *per_day = data;

  return NOON - (gint64) (position / *per_day) * DAY;
}

static void
test_rows (void)
{
  g_autoptr (EaselGridLayout) layout = easel_grid_layout_new ();
  guint per_day = 5;
  EaselGridRect rect;
  guint position;

  easel_grid_layout_set_width (layout, 600, 160, 40);
  g_assert_cmpint (layout->columns, ==, 3);
  easel_grid_layout_set_items (layout, 12, get_time, &per_day);
  g_assert_cmpuint (layout->sections->len, ==, 3);

  /* Each tile is found where it is, and no two lie on each other. */
  for (guint i = 0; i < 12; i++)
    {
      rect = easel_grid_layout_get_rect (layout, i);
      g_assert_true (easel_grid_layout_find_at (layout, rect.x, rect.y, &position));
      g_assert_cmpuint (position, ==, i);
      g_assert_true (
          easel_grid_layout_find_at (layout, rect.x + rect.width - 1, rect.y + rect.height - 1, &position));
      g_assert_cmpuint (position, ==, i);
      g_assert_false (easel_grid_layout_find_at (layout, rect.x + rect.width, rect.y, &position) &&
                      position == i);
    }
  rect = easel_grid_layout_get_rect (layout, 11);
  g_assert_cmpint (rect.y + rect.height, <=, layout->height);
  g_assert_false (easel_grid_layout_find_at (layout, 20, 10, &position));
}

/* What is in view is what a look at each tile says. */
static void
test_visible (void)
{
  g_autoptr (EaselGridLayout) layout = easel_grid_layout_new ();
  guint per_day = 7;

  easel_grid_layout_set_width (layout, 500, 120, 30);
  easel_grid_layout_set_items (layout, 100, get_time, &per_day);
  for (int y = 0; y < layout->height; y += 13)
    {
      guint first, last;

      g_assert_true (easel_grid_layout_find_visible (layout, y, 300, &first, &last));
      for (guint i = 0; i < 100; i++)
        {
          EaselGridRect rect = easel_grid_layout_get_rect (layout, i);

          if (rect.y < y + 300 && rect.y + rect.height > y)
            g_assert_true (i >= first && i <= last);
        }
      g_assert_cmpuint (last - first, <, 40);
    }
}

static void
test_moves (void)
{
  g_autoptr (EaselGridLayout) layout = easel_grid_layout_new ();
  guint per_day = 5;

  /* 0 1 2 / 3 4 | 5 6 7 / 8 9 | 10 11 */
  easel_grid_layout_set_width (layout, 600, 160, 40);
  easel_grid_layout_set_items (layout, 12, get_time, &per_day);
  g_assert_cmpuint (easel_grid_layout_move (layout, 0, EASEL_GRID_DOWN, 1), ==, 3);
  g_assert_cmpuint (easel_grid_layout_move (layout, 2, EASEL_GRID_DOWN, 1), ==, 4);
  g_assert_cmpuint (easel_grid_layout_move (layout, 4, EASEL_GRID_DOWN, 1), ==, 6);
  g_assert_cmpuint (easel_grid_layout_move (layout, 7, EASEL_GRID_UP, 1), ==, 4);
  g_assert_cmpuint (easel_grid_layout_move (layout, 5, EASEL_GRID_UP, 1), ==, 3);
  g_assert_cmpuint (easel_grid_layout_move (layout, 5, EASEL_GRID_UP, 2), ==, 0);
  g_assert_cmpuint (easel_grid_layout_move (layout, 0, EASEL_GRID_UP, 1), ==, 0);
  g_assert_cmpuint (easel_grid_layout_move (layout, 11, EASEL_GRID_DOWN, 3), ==, 11);
  g_assert_cmpuint (easel_grid_layout_move (layout, 4, EASEL_GRID_RIGHT, 1), ==, 5);
  g_assert_cmpuint (easel_grid_layout_move (layout, 0, EASEL_GRID_LEFT, 1), ==, 0);
}

/* Tiles without a position stand before the others, and all are found still. */
static void
test_lead (void)
{
  g_autoptr (EaselGridLayout) layout = easel_grid_layout_new ();
  guint per_day = 5, position, first, last;

  easel_grid_layout_set_width (layout, 600, 160, 40);
  /* L L L / L 0 1 / 2 3 4 | 5 6 7 / 8 9 | 10 11 */
  easel_grid_layout_set_lead (layout, 4, NOON);
  easel_grid_layout_set_items (layout, 12, get_time, &per_day);
  g_assert_cmpuint (layout->sections->len, ==, 3);
  for (guint i = 0; i < 12; i++)
    {
      EaselGridRect rect = easel_grid_layout_get_rect (layout, i);

      g_assert_true (easel_grid_layout_find_at (layout, rect.x + 1, rect.y + 1, &position));
      g_assert_cmpuint (position, ==, i);
      g_assert_true (easel_grid_layout_find_visible (layout, rect.y, rect.height, &first, &last));
      g_assert_true (i >= first && i <= last);
    }
  for (guint i = 0; i < 4; i++)
    {
      EaselGridRect rect = easel_grid_layout_get_lead_rect (layout, i);

      g_assert_cmpint (rect.y, <, easel_grid_layout_get_rect (layout, 2).y);
      g_assert_false (easel_grid_layout_find_at (layout, rect.x + 1, rect.y + 1, &position));
    }
  g_assert_cmpuint (easel_grid_layout_move (layout, 1, EASEL_GRID_DOWN, 1), ==, 4);
  g_assert_cmpuint (easel_grid_layout_move (layout, 0, EASEL_GRID_DOWN, 1), ==, 3);
  g_assert_cmpuint (easel_grid_layout_move (layout, 0, EASEL_GRID_UP, 1), ==, 0);
  g_assert_cmpuint (easel_grid_layout_move (layout, 5, EASEL_GRID_UP, 1), ==, 2);
  g_assert_cmpuint (easel_grid_layout_move (layout, 3, EASEL_GRID_UP, 1), ==, 0);

  /* Of another day, or of none: apart. */
  easel_grid_layout_set_lead (layout, 2, NOON + DAY);
  easel_grid_layout_set_items (layout, 12, get_time, &per_day);
  g_assert_cmpuint (layout->sections->len, ==, 4);
  g_assert_cmpuint (easel_grid_layout_find_section (layout, 0), ==, 1);
  g_assert_cmpuint (easel_grid_layout_move (layout, 1, EASEL_GRID_UP, 1), ==, 1);
  easel_grid_layout_set_items (layout, 0, get_time, &per_day);
  g_assert_cmpint (layout->height, >, 0);
  g_assert_false (easel_grid_layout_find_visible (layout, 0, 100, &first, &last));
  g_assert_true (easel_grid_layout_find_sections (layout, 0, 100, &first, &last));
  g_assert_cmpuint (last, ==, 0);
}

static void
test_empty (void)
{
  g_autoptr (EaselGridLayout) layout = easel_grid_layout_new ();
  guint first, last;

  easel_grid_layout_set_width (layout, 0, 160, 40);
  easel_grid_layout_set_items (layout, 0, get_time, NULL);
  g_assert_cmpint (layout->height, ==, 0);
  g_assert_false (easel_grid_layout_find_visible (layout, 0, 100, &first, &last));
  g_assert_false (easel_grid_layout_find_at (layout, 5, 5, &first));
  g_assert_cmpuint (easel_grid_layout_move (layout, 7, EASEL_GRID_DOWN, 1), ==, 0);
}

static void
test_picture_sizes (void)
{
  EaselModelTakes takes = {
    .min_side = 256, .max_side = 1536, .multiple = 64, .default_width = 1024, .default_height = 1024
  };
  int width, height;

  for (int shape = EASEL_GENERATE_SQUARE; shape <= EASEL_GENERATE_WIDE; shape++)
    {
      easel_generate_size_find (&takes, (EaselGenerateShape) shape, &width, &height);
      g_assert_cmpint (width % 64, ==, 0);
      g_assert_cmpint (height % 64, ==, 0);
      g_assert_cmpint (width * height, >, 1024 * 1024 * 8 / 10);
      g_assert_cmpint (width * height, <, 1024 * 1024 * 12 / 10);
      g_assert_true ((shape == EASEL_GENERATE_SQUARE) == (width == height));
      g_assert_true ((shape == EASEL_GENERATE_PORTRAIT) == (width < height));
    }
  g_assert_cmpint (easel_generate_size_fit (&takes, 1), ==, 256);
  g_assert_cmpint (easel_generate_size_fit (&takes, 99999), ==, 1536);
  g_assert_cmpint (easel_generate_size_fit (&takes, 1000), ==, 1024);

  g_assert_true (easel_generate_size_parse ("1024x1536", &width, &height));
  g_assert_cmpint (height, ==, 1536);
  g_assert_true (easel_generate_size_parse ("640 × 360", &width, &height));
  g_assert_cmpint (width, ==, 640);
  g_assert_cmpint (height, ==, 360);
  for (const char *const *bad =
           (const char *const[]) { "", "x", "10", "10x", "0x5", "-3x5", "10x10px", "99999x1", NULL };
       *bad != NULL; bad++)
    g_assert_false (easel_generate_size_parse (*bad, &width, &height));
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/layout/rows", test_rows);
  g_test_add_func ("/ui/layout/visible", test_visible);
  g_test_add_func ("/ui/layout/moves", test_moves);
  g_test_add_func ("/ui/layout/lead", test_lead);
  g_test_add_func ("/ui/layout/empty", test_empty);
  g_test_add_func ("/ui/layout/picture-sizes", test_picture_sizes);
  return g_test_run ();
}
