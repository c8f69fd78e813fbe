// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-page-private.h"

#include <glib/gi18n.h>

#include "easel-tooltip.h"

/* What stands around the text. The banner and the switch between the two ways of
 * seeing a review are built when they are first shown. */

/* To be called once. */
void
_easel_prompt_page_name_buttons (EaselPromptPage *self)
{
  easel_tooltip_set (GTK_WIDGET (self->undo_button), _ ("Undo (Ctrl+Z)"));
  easel_tooltip_set (GTK_WIDGET (self->redo_button), _ ("Redo (Ctrl+Shift+Z)"));
  easel_tooltip_set (GTK_WIDGET (self->menu_button), _ ("Prompt Menu"));
  easel_tooltip_set (GTK_WIDGET (self->history_button), _ ("History (Ctrl+H)"));
}

/* ---- the banner ---- */

static void
on_banner_clicked_cb (EaselPromptPage *self)
{
  if (self->gone)
    _easel_prompt_page_bring_back (self);
  else
    dex_future_disown (easel_prompt_page_save (self));
}

void
_easel_prompt_page_show_banner (EaselPromptPage *self, const char *text, const char *button)
{
  if (self->banner == NULL)
    {
      self->banner = ADW_BANNER (adw_banner_new (""));
      adw_banner_set_use_markup (self->banner, FALSE);
      g_signal_connect_object (self->banner, "button-clicked", G_CALLBACK (on_banner_clicked_cb), self,
                               G_CONNECT_SWAPPED);
      adw_toolbar_view_add_top_bar (self->toolbar_view, GTK_WIDGET (self->banner));
    }
  adw_banner_set_title (self->banner, text);
  adw_banner_set_button_label (self->banner, button);
  adw_banner_set_revealed (self->banner, TRUE);
}

void
_easel_prompt_page_show_problem (EaselPromptPage *self, const char *text, const char *button)
{
  if (text != NULL)
    _easel_prompt_page_show_banner (self, text, button);
  else if (self->banner != NULL && !self->gone)
    adw_banner_set_revealed (self->banner, FALSE);
}

/* ---- inline or side by side ---- */

static void
on_mode_changed_cb (EaselPromptPage *self)
{
  gboolean side_by_side =
      g_strcmp0 (adw_toggle_group_get_active_name (self->mode_group), "side-by-side") == 0;

  if (self->settings != NULL)
    g_settings_set_boolean (self->settings, "side-by-side", side_by_side);
  if (self->review_view != NULL)
    easel_review_view_set_mode (self->review_view,
                                side_by_side ? EASEL_REVIEW_MODE_SIDE_BY_SIDE : EASEL_REVIEW_MODE_INLINE);
}

static void
add_mode (EaselPromptPage *self, const char *name, const char *icon, const char *tooltip)
{
  AdwToggle *toggle = adw_toggle_new ();

  adw_toggle_set_name (toggle, name);
  adw_toggle_set_icon_name (toggle, icon);
  adw_toggle_set_tooltip (toggle, tooltip);
  adw_toggle_group_add (self->mode_group, toggle);
}

static void
ensure_mode_group (EaselPromptPage *self)
{
  if (self->mode_group != NULL)
    return;
  self->mode_group = ADW_TOGGLE_GROUP (adw_toggle_group_new ());
  add_mode (self, "inline", "easel-inline-symbolic", _ ("Inline"));
  add_mode (self, "side-by-side", "view-dual-symbolic", _ ("Side by Side"));
  if (g_settings_get_boolean (self->settings, "side-by-side"))
    adw_toggle_group_set_active_name (self->mode_group, "side-by-side");
  g_signal_connect_object (self->mode_group, "notify::active-name", G_CALLBACK (on_mode_changed_cb), self,
                           G_CONNECT_SWAPPED);
  adw_header_bar_pack_end (self->header_bar, GTK_WIDGET (self->mode_group));
}

/* The switch is there for a review, where there is room for two texts. */
void
_easel_prompt_page_update_modes (EaselPromptPage *self, gboolean review)
{
  gboolean shown = review && !self->medium && !self->narrow;

  if (shown)
    ensure_mode_group (self);
  if (self->mode_group != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->mode_group), shown);
}
