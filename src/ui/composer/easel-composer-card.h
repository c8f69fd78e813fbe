// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EASEL_TYPE_COMPOSER_CARD (easel_composer_card_get_type ())
G_DECLARE_FINAL_TYPE (EaselComposerCard, easel_composer_card, EASEL, COMPOSER_CARD, AdwBin)

/**
 * EaselComposerButton:
 * @icon_name: its sign
 * @label: its word
 * @tooltip: what it does, with its key, or why it cannot
 * @suggested: whether it is the page's one button
 * @sensitive: whether it can be pressed
 *
 * What the button of a composer is. Only read while it is passed.
 */
typedef struct
{
  const char *icon_name;
  const char *label;
  const char *tooltip;
  gboolean suggested;
  gboolean sensitive;
} EaselComposerButton;

GtkTextView *easel_composer_card_get_text_view (EaselComposerCard *self);
GtkStack *easel_composer_card_get_controls (EaselComposerCard *self);
void easel_composer_card_set_hint (EaselComposerCard *self, const char *hint, const char *name);
char *easel_composer_card_dup_text (EaselComposerCard *self);
void easel_composer_card_set_text (EaselComposerCard *self, const char *text);
void easel_composer_card_set_price (EaselComposerCard *self, const char *price);
void easel_composer_card_set_button (EaselComposerCard *self, const EaselComposerButton *button);
void easel_composer_card_set_narrow (EaselComposerCard *self, gboolean narrow);
void easel_composer_card_add_above (EaselComposerCard *self, GtkWidget *widget);
void easel_composer_card_focus (EaselComposerCard *self);

G_END_DECLS
