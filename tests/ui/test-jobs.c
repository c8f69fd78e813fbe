// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include <glib/gstdio.h>

#include "easel-generate-panel.h"
#include "easel-job-private.h"
#include "easel-job-tile.h"
#include "easel-sheet-dialog.h"
#include "easel-sheet-view.h"
#include "easel-test-future.h"

/* Tiles of what is being made. */

typedef struct
{
  char *dir;
  EaselContext *context;
  GtkWidget *window;
  EaselJob *job;
  GtkWidget *tile;
} Fixture;

static void
await (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  easel_test_await (future, &error);
  g_assert_no_error (error);
}

static EaselJob *
make_job (EaselJobStage stage, const char *ticket)
{
  g_autoptr (EaselJobRow) row = easel_job_row_new ();

  row->id = 1;
  row->batch_id = 1;
  row->kind = g_strdup ("image");
  row->stage = stage;
  row->ticket = g_strdup (ticket);
  row->provider_slug = g_strdup ("mine");
  row->provider_name = g_strdup ("Mine");
  row->model_id = g_strdup ("model");
  row->written = g_strdup ("a boat");
  row->prompt = g_strdup ("a boat");
  row->seed = -1;
  return _easel_job_new (row);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("easel-jobs-XXXXXX", &error);
  g_assert_no_error (error);
  self->context = easel_context_new (self->dir, environment);
  await (easel_context_open (self->context));
  self->job = make_job (EASEL_JOB_RUNNING, NULL);
  self->tile = easel_job_tile_new (self->context, self->job);
  self->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (self->window), self->tile);
  gtk_window_present (GTK_WINDOW (self->window));
  ui_test_wait_until (gtk_widget_get_mapped (self->tile));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gpointer job = self->job;

  gtk_window_destroy (GTK_WINDOW (self->window));
  g_object_add_weak_pointer (job, &job);
  g_object_unref (self->job);
  ui_test_wait_until (job == NULL);
  await (easel_context_close (self->context));
  g_assert_finalize_object (self->context);
  ui_test_remove_folder (self->dir);
  g_free (self->dir);
}

/* ---- what can be done ---- */

/* What a provider had is fetched once more; only what never reached one is
 * generated again. */
static void
test_fetch (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselJob) paid = make_job (EASEL_JOB_FAILED, "{\"id\":\"p1\"}");
  g_autoptr (EaselJob) unsent = make_job (EASEL_JOB_FAILED, NULL);
  GtkWidget *tiles[] = { g_object_ref_sink (easel_job_tile_new (self->context, paid)),
                         g_object_ref_sink (easel_job_tile_new (self->context, unsent)) };
  const char *const labels[] = { "Fetch Again", "Try Again…" };

  for (guint i = 0; i < G_N_ELEMENTS (tiles); i++)
    {
      GtkButton *button = GTK_BUTTON (ui_test_find (tiles[i], GTK_TYPE_BUTTON, 0));

      g_assert_true (gtk_widget_get_visible (GTK_WIDGET (button)));
      g_assert_cmpstr (gtk_button_get_label (button), ==, labels[i]);
      g_object_unref (tiles[i]);
    }
}

/* ---- previews ---- */

static GBytes *
make_picture (int width)
{
  g_autofree guint8 *data = g_malloc ((gsize) width * 32 * 3);
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GBytes) pixels = NULL;

  memset (data, 0x40, (gsize) width * 32 * 3);
  pixels = g_bytes_new (data, (gsize) width * 32 * 3);
  texture = gdk_memory_texture_new (width, 32, GDK_MEMORY_R8G8B8, pixels, (gsize) width * 3);
  return gdk_texture_save_to_png_bytes (texture);
}

static void
show (Fixture *self, GBytes *preview)
{
  g_autoptr (EaselMediaAnswer) answer = easel_media_answer_new (EASEL_MEDIA_RUNNING);

  answer->preview = g_bytes_ref (preview);
  _easel_job_take_answer (self->job, answer);
}

/* How wide the picture is that the tile shows; 0 none. */
static int
get_shown (Fixture *self)
{
  GtkPicture *picture = GTK_PICTURE (ui_test_find (self->tile, GTK_TYPE_PICTURE, 0));
  GdkPaintable *paintable = gtk_picture_get_paintable (picture);

  return paintable != NULL ? gdk_paintable_get_intrinsic_width (paintable) : 0;
}

static void
test_preview (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) first = make_picture (40);

  show (self, first);
  /* Not here and now: another process reads it. */
  g_assert_cmpint (get_shown (self), ==, 0);
  ui_test_wait_until (get_shown (self) == 40);
}

/* Of many that come at once the last is shown, and few between are read at all. */
static void
test_latest (Fixture *self, gconstpointer data)
{
  guint n_changes = 0;
  int shown = 0;
  gint64 end = g_get_monotonic_time () + UI_TEST_PATIENCE;

  for (int i = 1; i <= 200; i++)
    {
      g_autoptr (GBytes) picture = make_picture (40 + i);

      show (self, picture);
    }
  while (get_shown (self) != 240 && g_get_monotonic_time () < end)
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
      n_changes += get_shown (self) != shown;
      shown = get_shown (self);
    }
  g_assert_cmpint (get_shown (self), ==, 240);
  g_assert_cmpuint (n_changes, <=, 3);
}

/* What is no picture, or would be a huge one, leaves the tile as it was. */
static void
test_hostile (Fixture *self, gconstpointer data)
{
  static const guint8 huge[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0,    0,    0,   13,
                                 'I',  'H', 'D', 'R', 0,    0,    0xea, 0x60, 0,    0,    0,   0,
                                 0,    0,   8,   2,   0,    0,    0,    0x0f, 0xb0, 0xe2, 0x15 };
  const char *const texts[] = { "", "GIF89a", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9999999\"/>",
                                "/* XPM */ static char *x[] = {\"99999 99999 1 1\"};", "<html>no</html>" };
  g_autoptr (GBytes) good = make_picture (40);
  g_autoptr (GBytes) last = make_picture (41);
  g_autoptr (GBytes) lie = g_bytes_new_static (huge, sizeof huge);

  show (self, good);
  ui_test_wait_until (get_shown (self) == 40);
  show (self, lie);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) text = g_bytes_new_static (texts[i], strlen (texts[i]));

      show (self, text);
      easel_test_settle ();
    }
  for (gsize size = 1; size < g_bytes_get_size (last); size += 7)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (last, 0, size);

      show (self, cut);
      easel_test_settle ();
    }
  show (self, last);
  ui_test_wait_until (get_shown (self) == 41);
}

/* ---- the panel, and the revision of what it makes ---- */

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child, label);
  return found;
}

static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_label (GTK_LABEL (widget)), text) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);
  return found;
}

static EaselGeneratePanel *
show_panel (Fixture *self)
{
  EaselGeneratePanel *panel = easel_generate_panel_new (self->context);

  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (panel));
  ui_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (panel)));
  return panel;
}

static void
write_prompt (EaselGeneratePanel *panel, const char *text)
{
  GtkTextView *view = GTK_TEXT_VIEW (ui_test_find (GTK_WIDGET (panel), GTK_TYPE_TEXT_VIEW, 0));

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), text, -1);
}

/* Generates what the panel says; the picture. */
static EaselAsset *
generate (Fixture *self, EaselGeneratePanel *panel)
{
  GListModel *jobs = easel_generate_service_get_jobs (easel_context_get_generate (self->context));
  GtkWidget *button = find_button (GTK_WIDGET (panel), "Generate");
  guint n = g_list_model_get_n_items (jobs);
  g_autoptr (EaselJob) job = NULL;
  g_autoptr (GError) error = NULL;
  EaselAsset *asset;

  ui_test_wait_until (gtk_widget_get_sensitive (button));
  gtk_widget_activate (button);
  ui_test_wait_until (g_list_model_get_n_items (jobs) == n + 1);
  job = g_list_model_get_item (jobs, 0);
  await (easel_job_wait (job));
  g_assert_cmpint (easel_job_get_state (job), ==, EASEL_JOB_STATE_STORED);
  asset = easel_test_await_object (
      easel_library_service_get (easel_context_get_library (self->context), easel_job_get_asset_id (job, 0)),
      &error);
  g_assert_no_error (error);
  await (easel_library_service_load_details (easel_context_get_library (self->context), asset));
  return asset;
}

static const char *
get_origin (EaselGeneratePanel *panel)
{
  GtkWidget *view = ui_test_find (GTK_WIDGET (panel), GTK_TYPE_TEXT_VIEW, 0);
  GtkWidget *card = gtk_widget_get_ancestor (view, GTK_TYPE_OVERLAY);
  GtkWidget *box = gtk_widget_get_next_sibling (card);

  return gtk_widget_get_visible (box) ? gtk_label_get_label (GTK_LABEL (gtk_widget_get_first_child (box)))
                                      : NULL;
}

static gint64
create_prompt (Fixture *self, const char *text, gint64 *revision_id)
{
  EaselPromptService *prompts = easel_context_get_prompts (self->context);
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new (text, "");
  g_autoptr (EaselPrompt) prompt = NULL;
  g_autoptr (EaselPromptState) state = NULL;
  g_autoptr (GError) error = NULL;

  prompt = easel_test_await_object (easel_prompt_service_create (prompts, "Boats", content), &error);
  g_assert_no_error (error);
  state = easel_test_await_boxed (easel_prompt_service_load (prompts, easel_prompt_get_id (prompt)), &error);
  g_assert_no_error (error);
  *revision_id = easel_revision_get_id (state->revision);
  return easel_prompt_get_id (prompt);
}

static void
test_revision (Fixture *self, gconstpointer data)
{
  EaselGeneratePanel *panel = show_panel (self);
  gint64 revision_id, prompt_id = create_prompt (self, "a boat, [a tower]", &revision_id), changed_id;
  g_autoptr (EaselAsset) handed = NULL;
  g_autoptr (EaselAsset) parts = NULL;
  g_autoptr (EaselAsset) again = NULL;
  g_autoptr (EaselAsset) other_seed = NULL;
  g_autoptr (EaselAsset) changed = NULL;
  g_autoptr (EaselAsset) changed_again = NULL;
  g_autoptr (EaselAsset) own = NULL;
  g_autoptr (EaselRevision) frozen = NULL;

  g_assert_null (get_origin (panel));
  easel_generate_panel_set_prompt (panel, "a boat, [a tower]", "", prompt_id, revision_id);
  g_assert_cmpstr (get_origin (panel), ==, "From “Boats”");
  handed = generate (self, panel);
  g_assert_cmpint (easel_asset_get_revision_id (handed), ==, revision_id);

  /* What is sent of a prompt with parts switched off is not its text. */
  easel_generate_panel_set_prompt (panel, "a boat", "", prompt_id, revision_id);
  parts = generate (self, panel);
  g_assert_cmpint (easel_asset_get_revision_id (parts), ==, revision_id);

  /* From a picture: nobody says which prompt. */
  easel_generate_panel_set_asset (panel, parts, TRUE);
  again = generate (self, panel);
  g_assert_cmpint (easel_asset_get_revision_id (again), ==, revision_id);
  g_assert_cmpint (easel_asset_get_seed (again), ==, easel_asset_get_seed (parts));
  easel_generate_panel_set_asset (panel, parts, FALSE);
  other_seed = generate (self, panel);
  g_assert_cmpint (easel_asset_get_revision_id (other_seed), ==, revision_id);

  /* Changed words become a revision of the same prompt, once. */
  ui_test_wait_until (get_origin (panel) != NULL);
  write_prompt (panel, "a blue boat");
  g_assert_cmpstr (get_origin (panel), ==, "Changed: becomes a new revision of “Boats”");
  changed = generate (self, panel);
  changed_id = easel_asset_get_revision_id (changed);
  g_assert_cmpint (changed_id, >, revision_id);
  changed_again = generate (self, panel);
  g_assert_cmpint (easel_asset_get_revision_id (changed_again), ==, changed_id);
  frozen = easel_test_await_object (
      easel_prompt_service_get_revision (easel_context_get_prompts (self->context), changed_id), NULL);
  g_assert_cmpint (easel_revision_get_prompt_id (frozen), ==, prompt_id);
  g_assert_cmpstr (easel_revision_get_content (frozen)->text, ==, "a blue boat");

  /* Words of their own. */
  easel_generate_panel_set_prompt (panel, "", "", 0, 0);
  g_assert_null (get_origin (panel));
  write_prompt (panel, "a house");
  own = generate (self, panel);
  g_assert_cmpint (easel_asset_get_revision_id (own), ==, 0);
}

/* ---- sheets ---- */

static AdwDialog *
get_dialog (Fixture *self)
{
  return adw_window_get_visible_dialog (ADW_WINDOW (self->window));
}

/* From the panel to a sheet on the screen, and to one picture of it. */
static void
test_sheet (Fixture *self, gconstpointer data)
{
  EaselGeneratePanel *panel = show_panel (self);
  GtkWidget *button = ui_test_find (GTK_WIDGET (panel), ADW_TYPE_BUTTON_ROW, 0), *start;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkWidget *export;

  g_assert_false (gtk_widget_get_sensitive (button));
  write_prompt (panel, "a red boat");
  ui_test_wait_until (gtk_widget_get_sensitive (button));
  gtk_widget_activate (button);
  ui_test_wait_until (EASEL_IS_SHEET_DIALOG (get_dialog (self)));
  gtk_editable_set_text (GTK_EDITABLE (ui_test_find (GTK_WIDGET (get_dialog (self)), ADW_TYPE_ENTRY_ROW, 0)),
                         "5, 10");
  gtk_editable_set_text (GTK_EDITABLE (ui_test_find (GTK_WIDGET (get_dialog (self)), ADW_TYPE_ENTRY_ROW, 1)),
                         "1-99");
  g_assert_nonnull (find_label (GTK_WIDGET (get_dialog (self)), "At most 100 pictures, not 198"));
  start = find_button (GTK_WIDGET (get_dialog (self)), "Generate 198 Pictures");
  g_assert_false (gtk_widget_get_sensitive (start));
  gtk_editable_set_text (GTK_EDITABLE (ui_test_find (GTK_WIDGET (get_dialog (self)), ADW_TYPE_ENTRY_ROW, 1)),
                         "7-9");
  g_assert_nonnull (find_label (GTK_WIDGET (get_dialog (self)), "2 × 3, Free"));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (start)), ==, "Generate 6 Pictures");
  ui_test_wait_until (gtk_widget_get_mapped (start));
  gtk_widget_activate (start);
  ui_test_wait_until (EASEL_IS_SHEET_VIEW (get_dialog (self)));
  g_assert_nonnull (find_label (GTK_WIDGET (get_dialog (self)), "Steps 10"));
  g_assert_nonnull (find_label (GTK_WIDGET (get_dialog (self)), "Seed 9"));
  for (guint i = 0; i < 6; i++)
    ui_test_wait_until (gtk_picture_get_paintable (GTK_PICTURE (
                            ui_test_find (GTK_WIDGET (get_dialog (self)), GTK_TYPE_PICTURE, i))) != NULL);
  export = find_button (GTK_WIDGET (get_dialog (self)), "Export…");
  g_assert_true (gtk_widget_get_sensitive (export));
  bytes = easel_sheet_view_paint (EASEL_SHEET_VIEW (get_dialog (self)));
  texture = gdk_texture_new_from_bytes (bytes, NULL);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 150 + 3 * 520 + 8);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 44 + 2 * 520 + 16);
  adw_dialog_force_close (get_dialog (self));
  ui_test_wait_until (get_dialog (self) == NULL);
}

/* What a model takes no notice of is said before anything is sent. */
static void
test_negative (Fixture *self, gconstpointer data)
{
  EaselProviderService *providers = easel_context_get_providers (self->context);
  EaselGeneratePanel *panel;
  AdwComboRow *models;
  GtkWidget *note, *group;
  guint other = GTK_INVALID_LIST_POSITION;

  await (
      easel_provider_service_add (providers, "openai", "Mine", "mine", "http://127.0.0.1:1/v1", NULL, FALSE));
  await (easel_provider_service_add_model (
      providers, "mine:gpt-image-2",
      &(EaselModelEdit) { .set = EASEL_FACT_KINDS, .kinds = EASEL_PURPOSE_IMAGE }));
  panel = show_panel (self);
  models = ADW_COMBO_ROW (ui_test_find (GTK_WIDGET (panel), ADW_TYPE_COMBO_ROW, 0));
  note = find_label (
      GTK_WIDGET (panel),
      "This model takes no negative prompt, so yours is not sent. Say in the prompt what to avoid.");
  group = ui_test_find (GTK_WIDGET (panel), GTK_TYPE_EXPANDER, 0);
  g_assert_nonnull (note);
  for (guint i = 0; i < g_list_model_get_n_items (adw_combo_row_get_model (models)); i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (adw_combo_row_get_model (models), i);

      if (g_str_equal (easel_model_get_provider_slug (model), "mine"))
        other = i;
    }
  g_assert_cmpuint (other, !=, GTK_INVALID_LIST_POSITION);
  easel_generate_panel_set_prompt (panel, "a boat", "blur", 0, 0);
  ui_test_wait_until (gtk_widget_get_visible (group));
  g_assert_false (gtk_widget_get_visible (note));
  adw_combo_row_set_selected (models, other);
  ui_test_wait_until (gtk_widget_get_visible (note));
  g_assert_false (gtk_widget_get_visible (group));
  easel_generate_panel_set_prompt (panel, "a boat", "", 0, 0);
  g_assert_false (gtk_widget_get_visible (note));
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
#define ADD(name) g_test_add ("/ui/jobs/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (fetch);
  ADD (preview);
  ADD (latest);
  ADD (hostile);
  ADD (revision);
  ADD (sheet);
  ADD (negative);
#undef ADD
  return g_test_run ();
}
