// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-diff-style.h"

#include <adwaita.h>
#include <pango/pangocairo.h>

/* One row of the table; colours as #rrggbb with a tint's alpha beside it. */
typedef struct
{
  const char *page;
  const char *ins_text, *ins_tint, *ins_line;
  const char *del_text, *del_tint, *del_line;
  const char *off_text, *left_tint, *left_line, *locked_tint, *locked_dots;
  const char *ring, *taken_disc, *left_disc, *disc_mark;
  const char *weight, *alternation, *wildcard, *lora, *variable, *parameter;
} Palette;

static const Palette light = {
  .page = "#fafafb",
  .ins_text = "#0f5a2a",
  .ins_tint = "#d3f1dc",
  .ins_line = "#1a8f4c",
  .del_text = "#9b2730",
  .del_tint = "#fbdada",
  .del_line = "#c01c28",
  .off_text = "#6f6f76",
  .left_tint = "#e6e6e8",
  .left_line = "#77767b",
  .locked_tint = "#ececee",
  .locked_dots = "#77767b",
  .ring = "#5e5c64",
  .taken_disc = "#1a8f4c",
  .left_disc = "#6f6f76",
  .disc_mark = "#ffffff",
  .weight = "#9a5b00",
  .alternation = "#00707f",
  .wildcard = "#1c6bc9",
  .lora = "#7a35a8",
  .variable = "#b3175f",
  .parameter = "#5e5c64",
};

static const Palette dark = {
  .page = "#222226",
  .ins_text = "#b4f2cb",
  .ins_tint = "rgba(60,190,115,0.24)",
  .ins_line = "#57d98c",
  .del_text = "#ffbfc0",
  .del_tint = "rgba(235,70,80,0.24)",
  .del_line = "#ff7f86",
  .off_text = "#98989f",
  .left_tint = "#39393e",
  .left_line = "#98989f",
  .locked_tint = "#343439",
  .locked_dots = "#98989f",
  .ring = "#b0afb8",
  .taken_disc = "#57d98c",
  .left_disc = "#98989f",
  .disc_mark = "#1d1d20",
  .weight = "#f0b860",
  .alternation = "#6fd3dd",
  .wildcard = "#8cbcff",
  .lora = "#d3a0f5",
  .variable = "#ff9cc4",
  .parameter = "#b0afb8",
};

static const Palette contrast_light = {
  .page = "#fafafb",
  .ins_text = "#00320f",
  .ins_tint = "#e4f8ea",
  .ins_line = "#00591f",
  .del_text = "#5c0008",
  .del_tint = "#fdecec",
  .del_line = "#8f0010",
  .off_text = "#3d3d42",
  .left_tint = "#e6e6e8",
  .left_line = "#3d3d42",
  .locked_tint = "#e9e9eb",
  .locked_dots = "#000000",
  .ring = "#1d1d20",
  .taken_disc = "#00591f",
  .left_disc = "#3d3d42",
  .disc_mark = "#ffffff",
  .weight = "#5c3600",
  .alternation = "#00454e",
  .wildcard = "#0b3f7d",
  .lora = "#4d1a70",
  .variable = "#730a3a",
  .parameter = "#33323a",
};

static const Palette contrast_dark = {
  .page = "#222226",
  .ins_text = "#dbffe8",
  .ins_tint = "rgba(60,190,115,0.20)",
  .ins_line = "#8df5b6",
  .del_text = "#ffe2e2",
  .del_tint = "rgba(235,70,80,0.22)",
  .del_line = "#ffb0b4",
  .off_text = "#d0d0d6",
  .left_tint = "#3a3a40",
  .left_line = "#d0d0d6",
  .locked_tint = "#38383d",
  .locked_dots = "#ffffff",
  .ring = "#ffffff",
  .taken_disc = "#8df5b6",
  .left_disc = "#d0d0d6",
  .disc_mark = "#101012",
  .weight = "#ffd596",
  .alternation = "#a8f0f7",
  .wildcard = "#bcd8ff",
  .lora = "#e8cbff",
  .variable = "#ffc9df",
  .parameter = "#dcdbe2",
};

static GdkRGBA
parse (const char *text)
{
  GdkRGBA color = { 0, 0, 0, 1 };

  g_return_val_if_fail (gdk_rgba_parse (&color, text), color);
  return color;
}

static GdkRGBA
mix (const GdkRGBA *a, const GdkRGBA *b, float share)
{
  return (GdkRGBA) { a->red + (b->red - a->red) * share, a->green + (b->green - a->green) * share,
                     a->blue + (b->blue - a->blue) * share, 1 };
}

static GdkRGBA
focus_color (AdwStyleManager *manager, gboolean is_dark, gboolean high_contrast)
{
  const GdkRGBA ends[] = { { 0, 0, 0, 1 }, { 1, 1, 1, 1 } };
  g_autoptr (GdkRGBA) accent = adw_style_manager_get_accent_color_rgba (manager);
  GdkRGBA color;

  if (!is_dark && !high_contrast)
    return *accent;
  adw_rgba_to_standalone (accent, is_dark, &color);
  return high_contrast ? mix (&color, &ends[is_dark], 0.45f) : color;
}

/**
 * easel_diff_style_get_colors:
 *
 * Gets the colours that suit the application's style as it is now. What draws
 * with them asks again after `AdwStyleManager` notifies of `dark`,
 * `high-contrast` or `accent-color`.
 *
 * Returns: the colours, by value
 */
EaselDiffColors
easel_diff_style_get_colors (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  gboolean is_dark = adw_style_manager_get_dark (manager);
  gboolean high_contrast = adw_style_manager_get_high_contrast (manager);
  const Palette *palette =
      high_contrast ? (is_dark ? &contrast_dark : &contrast_light) : (is_dark ? &dark : &light);

  return (EaselDiffColors) {
    .page = parse (palette->page),
    .ins_text = parse (palette->ins_text),
    .ins_tint = parse (palette->ins_tint),
    .ins_line = parse (palette->ins_line),
    .del_text = parse (palette->del_text),
    .del_tint = parse (palette->del_tint),
    .del_line = parse (palette->del_line),
    .off_text = parse (palette->off_text),
    .left_tint = parse (palette->left_tint),
    .left_line = parse (palette->left_line),
    .locked_tint = parse (palette->locked_tint),
    .locked_dots = parse (palette->locked_dots),
    .ring = parse (palette->ring),
    .taken_disc = parse (palette->taken_disc),
    .left_disc = parse (palette->left_disc),
    .disc_mark = parse (palette->disc_mark),
    .weight = parse (palette->weight),
    .alternation = parse (palette->alternation),
    .wildcard = parse (palette->wildcard),
    .lora = parse (palette->lora),
    .variable = parse (palette->variable),
    .parameter = parse (palette->parameter),
    .focus = focus_color (manager, is_dark, high_contrast),
    .border_width = high_contrast ? 1.5f : 0,
    .focus_width = high_contrast ? 3 : 2,
  };
}

/* Tags made first have the lowest priority: syntax, then what the diff says. */
static GtkTextTag *
ensure_tag (GtkTextTagTable *table, const char *name)
{
  GtkTextTag *tag = gtk_text_tag_table_lookup (table, name);

  if (tag == NULL)
    {
      g_autoptr (GtkTextTag) made = gtk_text_tag_new (name);

      gtk_text_tag_table_add (table, made);
      tag = made;
    }
  return tag;
}

static void
color_tag (GtkTextTagTable *table, const char *name, const GdkRGBA *color)
{
  g_object_set (ensure_tag (table, name), "foreground-rgba", color, NULL);
}

static void
update_tags (GtkTextTagTable *table)
{
  EaselDiffColors colors = easel_diff_style_get_colors ();

  color_tag (table, EASEL_TAG_PARAMETER, &colors.parameter);
  color_tag (table, EASEL_TAG_WILDCARD, &colors.wildcard);
  color_tag (table, EASEL_TAG_VARIABLE, &colors.variable);
  color_tag (table, EASEL_TAG_LORA, &colors.lora);
  color_tag (table, EASEL_TAG_ALTERNATION, &colors.alternation);
  color_tag (table, EASEL_TAG_WEIGHT, &colors.weight);
  g_object_set (ensure_tag (table, EASEL_TAG_UNBROKEN), "allow-breaks", FALSE, NULL);
  /* Its tint and its dots are drawn by the view: the words stay as they are. */
  ensure_tag (table, EASEL_TAG_LOCKED);
  ensure_tag (table, EASEL_TAG_LEFT);
  color_tag (table, EASEL_TAG_PENDING, &colors.off_text);
  g_object_set (ensure_tag (table, EASEL_TAG_OFF), "foreground-rgba", &colors.off_text, "strikethrough", TRUE,
                NULL);
  g_object_set (ensure_tag (table, EASEL_TAG_DEL), "foreground-rgba", &colors.del_text, "strikethrough", TRUE,
                "strikethrough-rgba", &colors.del_line, NULL);
  g_object_set (ensure_tag (table, EASEL_TAG_INS), "foreground-rgba", &colors.ins_text, "underline",
                PANGO_UNDERLINE_SINGLE, "underline-rgba", &colors.ins_line, NULL);
}

static void
on_style_changed_cb (GtkTextTagTable *table, GParamSpec *pspec, AdwStyleManager *manager)
{
  update_tags (table);
}

/**
 * easel_diff_style_apply:
 * @buffer: a text buffer
 *
 * Makes the tags of the diff and of the prompt syntax in @buffer's tag table,
 * and keeps their colours in step with the application's style from then on.
 * Calling it again is harmless. A tag cannot read CSS, hence this.
 */
void
easel_diff_style_apply (GtkTextBuffer *buffer)
{
  GtkTextTagTable *table;
  AdwStyleManager *manager = adw_style_manager_get_default ();

  g_return_if_fail (GTK_IS_TEXT_BUFFER (buffer));

  table = gtk_text_buffer_get_tag_table (buffer);
  if (gtk_text_tag_table_lookup (table, EASEL_TAG_INS) != NULL)
    return;
  update_tags (table);
  for (guint i = 0; i < 3; i++)
    {
      const char *names[] = { "notify::dark", "notify::high-contrast", "notify::accent-color" };

      g_signal_connect_object (manager, names[i], G_CALLBACK (on_style_changed_cb), table, G_CONNECT_SWAPPED);
    }
}

/* Lines of about 34 px at the usual text size, in step with large text and
 * the same for a font with tall metrics and one with low ones. */
static void
update_spacing (GtkTextView *view)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (view));
  const PangoFontDescription *font = pango_context_get_font_description (context);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  double size = (double) pango_font_description_get_size (font) / PANGO_SCALE;
  int height = PANGO_PIXELS (pango_font_metrics_get_height (metrics));
  int spacing;

  pango_font_metrics_unref (metrics);
  if (!pango_font_description_get_size_is_absolute (font))
    size *= pango_cairo_context_get_resolution (context) / 72;
  spacing = MAX (4, (int) (size * 2.04 + 0.5) - height);
  if (gtk_text_view_get_pixels_inside_wrap (view) == spacing)
    return;
  gtk_text_view_set_pixels_inside_wrap (view, spacing);
  gtk_text_view_set_pixels_above_lines (view, spacing / 2);
  gtk_text_view_set_pixels_below_lines (view, spacing - spacing / 2);
}

static void
on_view_mapped_cb (GtkTextView *view)
{
  update_spacing (view);
}

static gboolean
on_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  update_spacing (GTK_TEXT_VIEW (widget));
  return G_SOURCE_REMOVE;
}

/* The widget's own font follows its settings only in the next frame. */
static void
on_settings_changed_cb (GtkTextView *view)
{
  gtk_widget_add_tick_callback (GTK_WIDGET (view), on_tick_cb, NULL, NULL);
}

static void
load_css (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

      gtk_css_provider_load_from_resource (provider, RESOURCE_PREFIX "/review/review.css");
      gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
      g_once_init_leave (&once, 1);
    }
}

/**
 * easel_diff_style_setup_view:
 * @view: a view of a prompt: the editor, the answer as it comes, or the review
 *
 * Sets the one typography that a prompt has everywhere: its font and size
 * (CSS class `easel-prompt-text`), its line height, wrapping by words, and a
 * left margin with room for a padlock. Nothing moves when one view takes
 * another's place.
 */
void
easel_diff_style_setup_view (GtkTextView *view)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (view));

  g_return_if_fail (GTK_IS_TEXT_VIEW (view));

  load_css ();
  gtk_widget_add_css_class (GTK_WIDGET (view), "easel-prompt-text");
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (view, 24);
  gtk_text_view_set_right_margin (view, 24);
  gtk_text_view_set_accepts_tab (view, FALSE);
  g_signal_connect (view, "map", G_CALLBACK (on_view_mapped_cb), NULL);
  g_signal_connect_object (settings, "notify::gtk-xft-dpi", G_CALLBACK (on_settings_changed_cb), view,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (settings, "notify::gtk-font-name", G_CALLBACK (on_settings_changed_cb), view,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}
