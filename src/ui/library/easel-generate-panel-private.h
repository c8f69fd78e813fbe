// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-generate-panel.h"

G_BEGIN_DECLS

struct _EaselGeneratePanel
{
  AdwBin parent_instance;

  /* template */
  GtkTextView *prompt_view;
  GtkLabel *prompt_hint;
  GtkWidget *origin_box;
  GtkLabel *origin_label;
  GtkWidget *negative_group;
  GtkTextView *negative_view;
  GtkWidget *negative_note;
  AdwComboRow *model_row;
  GtkWidget *size_group;
  GtkLabel *size_label;
  AdwToggleGroup *shape_toggles;
  AdwComboRow *size_row;
  AdwComboRow *ratio_row;
  AdwComboRow *duration_row;
  AdwSpinRow *count_row;
  AdwEntryRow *seed_row;
  AdwExpanderRow *advanced_row;
  AdwSpinRow *width_row;
  AdwSpinRow *height_row;
  AdwSpinRow *steps_row;
  AdwSpinRow *guidance_row;
  AdwComboRow *sampler_row;
  AdwComboRow *quality_row;
  AdwSwitchRow *previews_row;
  AdwPreferencesGroup *references_group;
  AdwBanner *banner;
  GtkLabel *price_label;
  GtkLabel *price_caption;
  GtkButton *generate_button;
  AdwButtonRow *sheet_row;

  /* owned */
  EaselContext *context;
  GtkFilterListModel *models;
  EaselModelTakes *takes;
  GPtrArray *references; /* path */
  GPtrArray *reference_rows;
  char *origin_text;
  char *origin_negative;
  char *origin_title;
  char *wanted_revisions; /* a sheet of them, as soon as it can be asked for */

  /* state */
  gint64 prompt_id;
  gint64 revision_id;
  EaselSpendFlags spend;
  guint price_source;
  guint serial;
  guint origin_serial;
  gboolean updating;
  gboolean starting;
};

/* What is asked for, and what it points to. */
typedef struct
{
  EaselGenerateRequest request;
  char *prompt;
  char *negative;
  char *model;
  char *ratio;
  char *sampler;
  char *quality;
  GStrv references;
} EaselGenerateWish;

EaselGenerateWish *_easel_generate_panel_make_wish (EaselGeneratePanel *self);
void _easel_generate_wish_free (EaselGenerateWish *wish);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselGenerateWish, _easel_generate_wish_free)

gboolean _easel_generate_panel_is_changed (EaselGeneratePanel *self);
EaselModel *_easel_generate_panel_get_model (EaselGeneratePanel *self);
EaselPurposes _easel_generate_panel_get_kind (EaselModel *model);
void _easel_generate_panel_show_takes (EaselGeneratePanel *self);
void _easel_generate_panel_show_negative (EaselGeneratePanel *self);
void _easel_generate_panel_choose_shape (EaselGeneratePanel *self);
void _easel_generate_panel_update_price (EaselGeneratePanel *self);
void _easel_generate_panel_show_wanted_sheet (EaselGeneratePanel *self);
void _easel_generate_panel_note_change (EaselGeneratePanel *self);
void _easel_generate_panel_show_size (EaselGeneratePanel *self);

G_END_DECLS
