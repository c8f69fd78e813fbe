// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sheet-view.h"

#include <glib/gi18n.h>

#include "easel-diff.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-sheet-dialog.h"

/* Points of a cell's longer side, on the screen at twice the scale and in a file. */
#define TILE 160
#define SIDE 512
/* Points of the longer side of a sheet in a file. */
#define MOST_SIDE 8192
#define LABEL_WIDTH 150
#define LABEL_HEIGHT 44
#define GAP 8

/**
 * EaselSheetView:
 *
 * A sheet: its pictures in rows and columns, with what varies beside them, from the
 * first that is done. All of it goes into one labelled picture.
 */
struct _EaselSheetView
{
  AdwDialog parent_instance;

  /* children */
  AdwToastOverlay *toasts;
  GtkGrid *grid;
  GtkButton *export_button;

  /* owned */
  EaselContext *context;
  EaselSheet *sheet;
  GPtrArray *cells; /* Cell */
};

G_DEFINE_FINAL_TYPE (EaselSheetView, easel_sheet_view, ADW_TYPE_DIALOG)

typedef struct
{
  EaselSheetView *view; /* borrowed */
  EaselJob *job;
  char *label;
  GtkStack *stack;
  GtkLabel *stage;
  GtkButton *button; /* which leads to it */
  GtkPicture *picture;
  gint64 asset_id;
  GdkTexture *texture;
  gboolean loading;
} Cell;

static void
cell_free (gpointer data)
{
  Cell *cell = data;

  g_object_unref (cell->job);
  g_clear_object (&cell->texture);
  g_free (cell->label);
  g_free (cell);
}

static void
say (EaselSheetView *self, const char *text)
{
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, text);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* ---- cells ---- */

typedef struct
{
  EaselSheetView *view;
  Cell *cell;
} Task;

static void
task_free (gpointer data)
{
  g_object_unref (((Task *) data)->view);
  g_free (data);
}

/* The picture of a job that is done. */
static DexFuture *
picture_fiber (gpointer data)
{
  Task *task = data;
  EaselSheetView *self = task->view;
  Cell *cell = task->cell;
  EaselLibraryService *library;
  g_autoptr (EaselAsset) asset = NULL;
  g_autoptr (EaselPixels) pixels = NULL;
  g_autoptr (GError) error = NULL;

  if (self->context == NULL)
    return NULL;
  library = easel_context_get_library (self->context);
  if (dex_await (easel_generate_service_load_assets (easel_context_get_generate (self->context), cell->job),
                 &error) &&
      easel_job_get_n_assets (cell->job) > 0)
    asset =
        dex_await_object (easel_library_service_get (library, easel_job_get_asset_id (cell->job, 0)), &error);
  if (asset != NULL)
    pixels = dex_await_boxed (easel_library_service_load_thumbnail (library, asset, SIDE), &error);
  if (self->context == NULL)
    return NULL;
  if (pixels == NULL)
    {
      gtk_label_set_label (cell->stage, error != NULL ? error->message : _ ("There is no picture."));
      return NULL;
    }
  cell->texture = gdk_memory_texture_new (pixels->width, pixels->height,
                                          pixels->has_alpha ? GDK_MEMORY_R8G8B8A8 : GDK_MEMORY_R8G8B8,
                                          pixels->data, pixels->stride);
  cell->asset_id = easel_asset_get_id (asset);
  gtk_picture_set_paintable (cell->picture, GDK_PAINTABLE (cell->texture));
  gtk_stack_set_visible_child (cell->stack, GTK_WIDGET (cell->button));
  gtk_widget_set_sensitive (GTK_WIDGET (self->export_button), TRUE);
  return NULL;
}

static void
update_cell (Cell *cell)
{
  g_autofree char *sentence = NULL;
  g_autofree char *name = NULL;
  Task *task;

  if (easel_job_get_state (cell->job) != EASEL_JOB_STATE_STORED)
    {
      sentence = easel_job_describe (cell->job);
      name = g_strdup_printf ("%s. %s", cell->label, sentence);
      gtk_label_set_label (cell->stage, sentence);
      gtk_accessible_update_property (GTK_ACCESSIBLE (cell->stage), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      return;
    }
  if (cell->loading)
    return;
  cell->loading = TRUE;
  task = g_new0 (Task, 1);
  task->view = g_object_ref (cell->view);
  task->cell = cell;
  dex_future_disown (easel_fiber_spawn (picture_fiber, task, task_free));
}

static void
on_job_changed_cb (EaselSheetView *self, GParamSpec *pspec, EaselJob *job)
{
  for (guint i = 0; i < self->cells->len; i++)
    {
      Cell *cell = g_ptr_array_index (self->cells, i);

      if (cell->job == job)
        update_cell (cell);
    }
}

/* The sheet makes room for its picture. */
static void
on_cell_clicked_cb (Cell *cell)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (cell->view));
  gint64 id = cell->asset_id;

  if (root == NULL || id == 0)
    return;
  adw_dialog_close (ADW_DIALOG (cell->view));
  gtk_widget_activate_action (GTK_WIDGET (root), "win.view-picture", "x", id);
}

static char *
dup_label (EaselSheetParameter parameter, const char *value)
{
  /* Translators: what varies, such as "Seed", and its value */
  return g_strdup_printf (C_ ("sheet", "%s %s"), easel_sheet_parameter_title (parameter), value);
}

static void
add_cell (EaselSheetView *self, guint row, guint column, const char *row_label, const char *column_label)
{
  Cell *cell = g_new0 (Cell, 1);
  GtkWidget *square;

  cell->view = self;
  cell->job = g_object_ref (easel_sheet_get_job (self->sheet, row, column));
  cell->label = g_strdup_printf ("%s, %s", row_label, column_label);
  cell->stack = GTK_STACK (gtk_stack_new ());
  cell->stage = GTK_LABEL (gtk_label_new (NULL));
  cell->picture = GTK_PICTURE (gtk_picture_new ());
  cell->button = GTK_BUTTON (gtk_button_new ());
  gtk_button_set_child (cell->button, GTK_WIDGET (cell->picture));
  gtk_widget_add_css_class (GTK_WIDGET (cell->button), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (cell->button), "easel-sheet-cell");
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell->button), GTK_ACCESSIBLE_PROPERTY_LABEL, cell->label,
                                  -1);
  g_signal_connect_swapped (cell->button, "clicked", G_CALLBACK (on_cell_clicked_cb), cell);
  gtk_label_set_wrap (cell->stage, TRUE);
  gtk_label_set_lines (cell->stage, 5);
  gtk_label_set_ellipsize (cell->stage, PANGO_ELLIPSIZE_END);
  gtk_label_set_justify (cell->stage, GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (cell->stage), "caption");
  gtk_stack_add_child (cell->stack, GTK_WIDGET (cell->stage));
  gtk_stack_add_child (cell->stack, GTK_WIDGET (cell->button));
  gtk_widget_set_size_request (GTK_WIDGET (cell->stack), TILE, TILE);
  gtk_widget_add_css_class (GTK_WIDGET (cell->stack), "card");
  gtk_widget_set_overflow (GTK_WIDGET (cell->stack), GTK_OVERFLOW_HIDDEN);
  /* As high as wide, however much room there is. */
  square = gtk_aspect_frame_new (0.5f, 0.5f, 1, FALSE);
  gtk_aspect_frame_set_child (GTK_ASPECT_FRAME (square), GTK_WIDGET (cell->stack));
  gtk_grid_attach (self->grid, square, (int) column + 1, (int) row + 1, 1, 1);
  g_ptr_array_add (self->cells, cell);
  g_signal_connect_object (cell->job, "notify::state", G_CALLBACK (on_job_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update_cell (cell);
}

static void
add_heading (EaselSheetView *self, const char *text, int column, int row)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  /* In a narrow window it wraps, but not at each letter. */
  gtk_label_set_width_chars (GTK_LABEL (label), MIN ((int) g_utf8_strlen (text, -1), 9));
  gtk_label_set_max_width_chars (GTK_LABEL (label), 14);
  gtk_label_set_xalign (GTK_LABEL (label), row == 0 ? 0.5f : 1);
  gtk_widget_add_css_class (label, "heading");
  gtk_grid_attach (self->grid, label, column, row, 1, 1);
}

static void
fill (EaselSheetView *self)
{
  const char *const *rows = easel_sheet_get_row_values (self->sheet);
  const char *const *columns = easel_sheet_get_column_values (self->sheet);
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);

  for (guint j = 0; columns[j] != NULL; j++)
    {
      g_ptr_array_add (labels, dup_label (easel_sheet_get_column_parameter (self->sheet), columns[j]));
      add_heading (self, g_ptr_array_index (labels, j), (int) j + 1, 0);
    }
  for (guint i = 0; rows[i] != NULL; i++)
    {
      g_autofree char *label = dup_label (easel_sheet_get_row_parameter (self->sheet), rows[i]);

      add_heading (self, label, 0, (int) i + 1);
      for (guint j = 0; columns[j] != NULL; j++)
        add_cell (self, i, j, label, g_ptr_array_index (labels, j));
    }
}

/* ---- the words of two revisions ---- */

static void
add_words (GString *markup, const char *text, EaselSpan span, const char *tag)
{
  g_autofree char *piece = g_strndup (text + span.start, span.length);
  g_autofree char *escaped = g_markup_escape_text (piece, -1);

  if (span.length > 0)
    g_string_append_printf (markup, "<%s>%s</%s>", tag, escaped, tag);
}

static char *
dup_difference (EaselSheet *sheet)
{
  const char *before = easel_job_get_prompt (easel_sheet_get_job (sheet, 0, 0));
  const char *after = easel_job_get_prompt (easel_sheet_get_job (sheet, 1, 0));
  g_autoptr (EaselDiff) diff = easel_diff_new (before, after, NULL, NULL);
  GString *markup = g_string_new (NULL);

  for (guint i = 0; diff != NULL && i < easel_diff_get_n_hunks (diff); i++)
    {
      const EaselDiffHunk *hunk = easel_diff_get_hunk (diff, i);

      if (hunk->kind == EASEL_DIFF_EQUAL)
        add_words (markup, after, hunk->after, "span");
      else
        {
          add_words (markup, before, hunk->before, "s");
          if (hunk->before.length > 0 && hunk->after.length > 0)
            g_string_append_c (markup, ' ');
          add_words (markup, after, hunk->after, "b");
        }
    }
  return g_string_free (markup, FALSE);
}

static GtkWidget *
make_words (EaselSheetView *self)
{
  GtkWidget *label = gtk_label_new (NULL);
  gboolean two = easel_sheet_get_row_parameter (self->sheet) == EASEL_SHEET_REVISION &&
                 g_strv_length ((GStrv) easel_sheet_get_row_values (self->sheet)) == 2;
  g_autofree char *markup =
      two ? dup_difference (self->sheet) : g_markup_escape_text (easel_sheet_get_prompt (self->sheet), -1);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_lines (GTK_LABEL (label), 4);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  return label;
}

/* ---- into one picture ---- */

static void
paint_text (EaselSheetView *self, GtkSnapshot *snapshot, const char *text, float x, float y, int width)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);

  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_set_height (layout, LABEL_HEIGHT * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, layout, &(GdkRGBA) { 0, 0, 0, 1 });
  gtk_snapshot_restore (snapshot);
}

static void
paint_picture (GtkSnapshot *snapshot, GdkTexture *texture, float x, float y, float side)
{
  float width = (float) gdk_texture_get_width (texture), height = (float) gdk_texture_get_height (texture);
  float scale = MIN (side / width, side / height);

  gtk_snapshot_append_texture (snapshot, texture,
                               &GRAPHENE_RECT_INIT (x + (side - width * scale) / 2,
                                                    y + (side - height * scale) / 2, width * scale,
                                                    height * scale));
}

/**
 * easel_sheet_view_paint:
 * @self: a sheet that is on the screen
 *
 * Returns: (transfer full) (nullable): a PNG of the sheet, its sides labelled; what is
 *   not there is left free
 */
GBytes *
easel_sheet_view_paint (EaselSheetView *self)
{
  const char *const *rows = easel_sheet_get_row_values (self->sheet);
  const char *const *columns = easel_sheet_get_column_values (self->sheet);
  guint n_rows = g_strv_length ((GStrv) rows), n_columns = g_strv_length ((GStrv) columns);
  float side = MIN (SIDE, (float) MOST_SIDE / (float) MAX (n_rows, n_columns) - 2 * GAP);
  float width = LABEL_WIDTH + (float) n_columns * (side + GAP) + GAP;
  float height = LABEL_HEIGHT + (float) n_rows * (side + GAP) + 2 * GAP;
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  g_return_val_if_fail (native != NULL, NULL);

  gtk_snapshot_append_color (snapshot, &(GdkRGBA) { 1, 1, 1, 1 }, &GRAPHENE_RECT_INIT (0, 0, width, height));
  for (guint j = 0; j < n_columns; j++)
    {
      g_autofree char *label = dup_label (easel_sheet_get_column_parameter (self->sheet), columns[j]);

      paint_text (self, snapshot, label, LABEL_WIDTH + (float) j * (side + GAP), GAP, (int) side);
    }
  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *label = dup_label (easel_sheet_get_row_parameter (self->sheet), rows[i]);
      float y = LABEL_HEIGHT + GAP + (float) i * (side + GAP);

      paint_text (self, snapshot, label, GAP, y, LABEL_WIDTH - 2 * GAP);
      for (guint j = 0; j < n_columns; j++)
        {
          Cell *cell = g_ptr_array_index (self->cells, i * n_columns + j);

          if (cell->texture != NULL)
            paint_picture (snapshot, cell->texture, LABEL_WIDTH + (float) j * (side + GAP), y, side);
        }
    }
  node = gtk_snapshot_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (native), node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  return gdk_texture_save_to_png_bytes (texture);
}

static void
on_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EaselSheetView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    say (self, _ ("The sheet was exported"));
  else
    say (self, error->message);
}

static void
on_file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EaselSheetView) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (file == NULL || self->context == NULL || gtk_widget_get_native (GTK_WIDGET (self)) == NULL)
    return;
  bytes = easel_sheet_view_paint (self);
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, on_written_cb,
                                       g_steal_pointer (&self));
}

static void
on_export_clicked_cb (EaselSheetView *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Export Sheet"));
  gtk_file_dialog_set_initial_name (dialog, _ ("sheet.png"));
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, on_file_chosen_cb,
                        g_object_ref (self));
}

/* ---- the object ---- */

static void
easel_sheet_view_dispose (GObject *object)
{
  EaselSheetView *self = EASEL_SHEET_VIEW (object);

  g_clear_object (&self->context);

  G_OBJECT_CLASS (easel_sheet_view_parent_class)->dispose (object);
}

static void
easel_sheet_view_finalize (GObject *object)
{
  EaselSheetView *self = EASEL_SHEET_VIEW (object);

  g_ptr_array_unref (self->cells);
  g_clear_object (&self->sheet);

  G_OBJECT_CLASS (easel_sheet_view_parent_class)->finalize (object);
}

static void
easel_sheet_view_class_init (EaselSheetViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_sheet_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = easel_sheet_view_finalize;
}

static void
easel_sheet_view_init (EaselSheetView *self)
{
  self->cells = g_ptr_array_new_with_free_func (cell_free);
}

static void
build (EaselSheetView *self)
{
  GtkWidget *view = adw_toolbar_view_new (), *bar = adw_header_bar_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *scrolled = gtk_scrolled_window_new ();
  GtkWidget *words = make_words (self);

  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  self->grid = GTK_GRID (gtk_grid_new ());
  self->export_button = GTK_BUTTON (gtk_button_new_with_label (_ ("Export…")));
  gtk_widget_set_sensitive (GTK_WIDGET (self->export_button), FALSE);
  g_signal_connect_object (self->export_button, "clicked", G_CALLBACK (on_export_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), GTK_WIDGET (self->export_button));
  gtk_grid_set_row_spacing (self->grid, GAP);
  gtk_grid_set_column_spacing (self->grid, GAP);
  gtk_widget_set_margin_start (GTK_WIDGET (self->grid), 18);
  gtk_widget_set_margin_end (GTK_WIDGET (self->grid), 18);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->grid), 18);
  gtk_widget_set_margin_start (words, 18);
  gtk_widget_set_margin_end (words, 18);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->grid));
  adw_toast_overlay_set_child (self->toasts, box);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), bar);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->toasts));
  adw_dialog_set_child (ADW_DIALOG (self), view);
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Sheet"));
  adw_dialog_set_content_width (ADW_DIALOG (self), 1000);
  adw_dialog_set_content_height (ADW_DIALOG (self), 800);
}

/**
 * easel_sheet_view_new:
 * @context: which made it
 * @sheet: what to show
 *
 * Returns: (transfer full): a dialog
 */
EaselSheetView *
easel_sheet_view_new (EaselContext *context, EaselSheet *sheet)
{
  EaselSheetView *self = g_object_new (EASEL_TYPE_SHEET_VIEW, NULL);

  self->context = g_object_ref (context);
  self->sheet = g_object_ref (sheet);
  build (self);
  fill (self);
  return self;
}

typedef struct
{
  GtkWidget *parent;
  EaselContext *context;
  gint64 job_id;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_object_unref (opening->parent);
  g_object_unref (opening->context);
  g_free (opening);
}

static DexFuture *
open_fiber (gpointer data)
{
  Opening *opening = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselSheet) sheet = dex_await_object (
      easel_generate_service_load_sheet (easel_context_get_generate (opening->context), opening->job_id),
      &error);

  if (!gtk_widget_get_mapped (opening->parent))
    return NULL;
  if (sheet == NULL)
    gtk_widget_activate_action (opening->parent, "win.notice", "s", error->message);
  else
    adw_dialog_present (ADW_DIALOG (easel_sheet_view_new (opening->context, sheet)), opening->parent);
  return NULL;
}

/**
 * easel_sheet_view_open:
 * @parent: a widget of the window that shall show it
 * @context: which made it
 * @job_id: one of its jobs
 *
 * Shows the sheet that a picture is of, or says that it is of none.
 */
void
easel_sheet_view_open (GtkWidget *parent, EaselContext *context, gint64 job_id)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->parent = g_object_ref (parent);
  opening->context = g_object_ref (context);
  opening->job_id = job_id;
  dex_future_disown (easel_fiber_spawn (open_fiber, opening, opening_free));
}
