// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sheet-dialog.h"

#include <glib/gi18n.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-format.h"
#include "easel-sheet-view.h"

/**
 * EaselSheetDialog:
 *
 * What shall vary along the rows and the columns of a sheet, how many pictures that
 * makes, and what they cost: its button is the user's word for it.
 */
struct _EaselSheetDialog
{
  AdwDialog parent_instance;

  /* template */
  AdwComboRow *rows_row;
  AdwEntryRow *rows_entry;
  AdwComboRow *columns_row;
  AdwEntryRow *columns_entry;
  GtkLabel *hint_label;
  GtkLabel *problem_label;
  GtkLabel *price_label;
  GtkButton *start_button;

  /* owned */
  EaselContext *context;
  EaselGenerateRequest request; /* what it points to is the dialog's */
  GArray *parameters;           /* EaselSheetParameter, as in the lists */

  /* state */
  gboolean starting;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (EaselSheetDialog, easel_sheet_dialog, ADW_TYPE_DIALOG)

/**
 * easel_sheet_parameter_title:
 * @parameter: what varies
 *
 * Returns: what the user calls it
 */
const char *
easel_sheet_parameter_title (EaselSheetParameter parameter)
{
  switch (parameter)
    {
    case EASEL_SHEET_SEED:
      return _ ("Seed");
    case EASEL_SHEET_STEPS:
      return _ ("Steps");
    case EASEL_SHEET_GUIDANCE:
      return _ ("Guidance");
    case EASEL_SHEET_SIZE:
      return _ ("Size");
    case EASEL_SHEET_MODEL:
      return _ ("Model");
    case EASEL_SHEET_WORDS:
      return _ ("Words");
    case EASEL_SHEET_REVISION:
      return _ ("Revision");
    case EASEL_N_SHEET_PARAMETERS:
    default:
      return "";
    }
}

static const char *
get_hint (EaselSheetParameter parameter)
{
  switch (parameter)
    {
    case EASEL_SHEET_SEED:
      return _ ("Seeds: whole numbers, or a range such as 1-4.");
    case EASEL_SHEET_SIZE:
      return _ ("Sizes: such as 768x512.");
    case EASEL_SHEET_MODEL:
      return _ ("Models: PROVIDER:MODEL.");
    case EASEL_SHEET_WORDS:
      return _ ("Words: the first stand in the prompt, the others take their place. With | between them they "
                "may hold commas.");
    case EASEL_SHEET_REVISION:
      return _ ("Revisions: numbers from the prompt’s history, such as 2, 3.");
    case EASEL_SHEET_STEPS:
    case EASEL_SHEET_GUIDANCE:
    case EASEL_N_SHEET_PARAMETERS:
    default:
      return NULL;
    }
}

static EaselSheetParameter
get_parameter (EaselSheetDialog *self, AdwComboRow *row)
{
  guint selected = adw_combo_row_get_selected (row);

  return selected < self->parameters->len ? g_array_index (self->parameters, EaselSheetParameter, selected)
                                          : EASEL_SHEET_SEED;
}

static EaselSheetAxis
make_axis (EaselSheetDialog *self, AdwComboRow *row, AdwEntryRow *entry)
{
  EaselSheetParameter parameter = get_parameter (self, row);
  GStrv values = easel_sheet_parse_values (parameter, gtk_editable_get_text (GTK_EDITABLE (entry)));

  return (EaselSheetAxis) { parameter, (const char *const *) values };
}

static void
show_problem (EaselSheetDialog *self, const char *text)
{
  gtk_label_set_label (self->problem_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), text != NULL);
}

static void
update (EaselSheetDialog *self)
{
  EaselGenerateService *service = easel_context_get_generate (self->context);
  EaselSheetAxis rows = make_axis (self, self->rows_row, self->rows_entry);
  EaselSheetAxis columns = make_axis (self, self->columns_row, self->columns_entry);
  g_auto (GStrv) row_values = (GStrv) rows.values;
  g_auto (GStrv) column_values = (GStrv) columns.values;
  guint n_rows = g_strv_length (row_values), n_columns = g_strv_length (column_values);
  guint n = MIN (n_rows, 1000) * MIN (n_columns, 1000);
  gboolean good = n > 0 && n <= EASEL_GENERATE_MOST_COUNT && rows.parameter != columns.parameter;
  gint64 cost = good ? easel_generate_service_estimate_sheet (service, &self->request, &rows, &columns) : -1;
  g_autofree char *price = easel_format_estimate (cost >= 0, cost == 0, cost);
  g_autofree char *label = NULL;
  g_autoptr (GString) hint = g_string_new (get_hint (rows.parameter));
  const char *other = rows.parameter != columns.parameter ? get_hint (columns.parameter) : NULL;

  if (other != NULL)
    g_string_append_printf (hint, "%s%s", hint->len > 0 ? "\n" : "", other);
  gtk_label_set_label (self->hint_label, hint->str);
  gtk_widget_set_visible (GTK_WIDGET (self->hint_label), hint->len > 0);
  if (rows.parameter == columns.parameter)
    label = g_strdup (_ ("Rows and columns vary the same"));
  else if (n > EASEL_GENERATE_MOST_COUNT)
    label = g_strdup_printf (_ ("At most %d pictures, not %u"), EASEL_GENERATE_MOST_COUNT, n);
  else if (n > 0)
    /* Translators: rows, columns, a price */
    label = g_strdup_printf (_ ("%u × %u, %s"), n_rows, n_columns, price);
  gtk_label_set_label (self->price_label, label != NULL ? label : "");
  g_free (label);
  label = g_strdup_printf (ngettext ("Generate %u Picture", "Generate %u Pictures", MAX (n, 1)), MAX (n, 1));
  gtk_button_set_label (self->start_button, label);
  gtk_widget_set_sensitive (GTK_WIDGET (self->start_button), good && !self->starting);
}

static void
on_changed_cb (EaselSheetDialog *self)
{
  if (self->context == NULL || self->updating)
    return;
  self->request.spend = EASEL_SPEND_DEFAULT;
  show_problem (self, NULL);
  update (self);
}

/* ---- what to begin with ---- */

static char *
dup_models (EaselSheetDialog *self)
{
  GListModel *models = easel_provider_service_get_all_models (easel_context_get_providers (self->context));
  GString *text = g_string_new (self->request.model);

  for (guint i = 0, n = 1; n < 2 && i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (models, i);

      if (!easel_model_is_offered (model) || (easel_model_get_kinds (model) & EASEL_PURPOSE_IMAGE) == 0 ||
          g_strcmp0 (easel_model_get_ref (model), self->request.model) == 0)
        continue;
      g_string_append_printf (text, ", %s", easel_model_get_ref (model));
      n++;
    }
  return g_string_free (text, FALSE);
}

static char *
dup_values (EaselSheetDialog *self, EaselSheetParameter parameter)
{
  const EaselGenerateRequest *request = &self->request;

  switch (parameter)
    {
    case EASEL_SHEET_SEED:
      return request->seed >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, request->seed,
                                                   request->seed + 2)
                                : g_strdup ("1-3");
    case EASEL_SHEET_STEPS:
      return g_strdup_printf ("%d, %d", MAX (request->steps / 2, 1), MAX (request->steps, 2));
    case EASEL_SHEET_GUIDANCE:
      return g_strdup ("3, 5, 7");
    case EASEL_SHEET_SIZE:
      return request->width > 0 ? g_strdup_printf ("%dx%d, %dx%d", request->width, request->height,
                                                   request->height, request->width)
                                : g_strdup ("1024x1024");
    case EASEL_SHEET_MODEL:
      return dup_models (self);
    case EASEL_SHEET_REVISION:
      return g_strdup ("1, 2");
    case EASEL_SHEET_WORDS:
    case EASEL_N_SHEET_PARAMETERS:
    default:
      return g_strdup ("");
    }
}

static void
on_parameter_changed_cb (EaselSheetDialog *self, GParamSpec *pspec, AdwComboRow *row)
{
  AdwEntryRow *entry = row == self->rows_row ? self->rows_entry : self->columns_entry;
  g_autofree char *values = NULL;

  if (self->context == NULL || self->updating)
    return;
  values = dup_values (self, get_parameter (self, row));
  gtk_editable_set_text (GTK_EDITABLE (entry), values);
  on_changed_cb (self);
}

/* Only what the model takes. */
static void
fill_parameters (EaselSheetDialog *self, const EaselModelTakes *takes)
{
  const EaselGenerateRequest *request = &self->request;
  const gboolean takes_it[EASEL_N_SHEET_PARAMETERS] = {
    [EASEL_SHEET_SEED] = (takes->takes & EASEL_TAKES_SEED) != 0,
    [EASEL_SHEET_STEPS] = (takes->takes & EASEL_TAKES_STEPS) != 0,
    [EASEL_SHEET_GUIDANCE] = (takes->takes & EASEL_TAKES_GUIDANCE) != 0,
    [EASEL_SHEET_SIZE] = (takes->takes & EASEL_TAKES_SIZE) != 0 || takes->sizes != NULL,
    [EASEL_SHEET_MODEL] = TRUE,
    [EASEL_SHEET_WORDS] = TRUE,
    [EASEL_SHEET_REVISION] = request->prompt_id != 0 || request->revision_id != 0,
  };
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  self->updating = TRUE;
  for (guint i = 0; i < EASEL_N_SHEET_PARAMETERS; i++)
    if (takes_it[i])
      {
        EaselSheetParameter parameter = (EaselSheetParameter) i;

        g_array_append_val (self->parameters, parameter);
        gtk_string_list_append (titles, easel_sheet_parameter_title (parameter));
      }
  adw_combo_row_set_model (self->rows_row, G_LIST_MODEL (titles));
  adw_combo_row_set_model (self->columns_row, G_LIST_MODEL (titles));
  /* Two revisions with the same seeds, where there are any. */
  adw_combo_row_set_selected (self->rows_row, takes_it[EASEL_SHEET_REVISION] ? self->parameters->len - 1 : 1);
  adw_combo_row_set_selected (self->columns_row, 0);
  self->updating = FALSE;
  on_parameter_changed_cb (self, NULL, self->rows_row);
  on_parameter_changed_cb (self, NULL, self->columns_row);
}

/* ---- beginning ---- */

static DexFuture *
start_fiber (gpointer data)
{
  EaselSheetDialog *self = data;
  EaselGenerateService *service = easel_context_get_generate (self->context);
  EaselSheetAxis rows = make_axis (self, self->rows_row, self->rows_entry);
  EaselSheetAxis columns = make_axis (self, self->columns_row, self->columns_entry);
  g_auto (GStrv) row_values = (GStrv) rows.values;
  g_auto (GStrv) column_values = (GStrv) columns.values;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselJob) first = NULL;
  GtkWidget *parent;

  jobs = dex_await_object (easel_generate_service_start_sheet (service, &self->request, &rows, &columns),
                           &error);
  self->starting = FALSE;
  if (self->context == NULL)
    return NULL;
  update (self);
  if (jobs == NULL)
    {
      show_problem (self, error->message);
      /* Another press says that it is meant. */
      if (g_error_matches (error, EASEL_ERROR, EASEL_ERROR_BUDGET))
        self->request.spend = EASEL_SPEND_OVER_BUDGET | EASEL_SPEND_UNKNOWN_PRICE;
      return NULL;
    }
  first = g_list_model_get_item (jobs, 0);
  parent = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  adw_dialog_close (ADW_DIALOG (self));
  if (parent != NULL)
    easel_sheet_view_open (parent, self->context, easel_job_get_id (first));
  return NULL;
}

static void
on_start_clicked_cb (EaselSheetDialog *self)
{
  if (self->starting)
    return;
  self->starting = TRUE;
  update (self);
  dex_future_disown (easel_fiber_spawn (start_fiber, g_object_ref (self), g_object_unref));
}

/* ---- the object ---- */

static void
easel_sheet_dialog_dispose (GObject *object)
{
  EaselSheetDialog *self = EASEL_SHEET_DIALOG (object);

  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_SHEET_DIALOG);

  G_OBJECT_CLASS (easel_sheet_dialog_parent_class)->dispose (object);
}

static void
easel_sheet_dialog_finalize (GObject *object)
{
  EaselSheetDialog *self = EASEL_SHEET_DIALOG (object);
  EaselGenerateRequest *request = &self->request;

  g_free ((char *) request->model);
  g_free ((char *) request->prompt);
  g_free ((char *) request->negative);
  g_free ((char *) request->ratio);
  g_free ((char *) request->sampler);
  g_free ((char *) request->quality);
  g_strfreev ((GStrv) request->references);
  g_array_unref (self->parameters);

  G_OBJECT_CLASS (easel_sheet_dialog_parent_class)->finalize (object);
}

static void
easel_sheet_dialog_class_init (EaselSheetDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_sheet_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = easel_sheet_dialog_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/library/easel-sheet-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselSheetDialog, rows_row);
  gtk_widget_class_bind_template_child (widget_class, EaselSheetDialog, rows_entry);
  gtk_widget_class_bind_template_child (widget_class, EaselSheetDialog, columns_row);
  gtk_widget_class_bind_template_child (widget_class, EaselSheetDialog, columns_entry);
  gtk_widget_class_bind_template_child (widget_class, EaselSheetDialog, hint_label);
  gtk_widget_class_bind_template_child (widget_class, EaselSheetDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, EaselSheetDialog, price_label);
  gtk_widget_class_bind_template_child (widget_class, EaselSheetDialog, start_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_parameter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_start_clicked_cb);
}

static void
easel_sheet_dialog_init (EaselSheetDialog *self)
{
  self->parameters = g_array_new (FALSE, FALSE, sizeof (EaselSheetParameter));
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * easel_sheet_dialog_new:
 * @context: which makes it
 * @request: what all pictures have in common
 * @takes: what its model takes
 *
 * Returns: (transfer full): the dialog
 */
EaselSheetDialog *
easel_sheet_dialog_new (EaselContext *context,
                        const EaselGenerateRequest *request,
                        const EaselModelTakes *takes)
{
  EaselSheetDialog *self = g_object_new (EASEL_TYPE_SHEET_DIALOG, NULL);

  self->request = *request;
  self->request.count = 1;
  self->request.model = g_strdup (request->model);
  self->request.prompt = g_strdup (request->prompt);
  self->request.negative = g_strdup (request->negative);
  self->request.ratio = g_strdup (request->ratio);
  self->request.sampler = g_strdup (request->sampler);
  self->request.quality = g_strdup (request->quality);
  self->request.references = (const char *const *) g_strdupv ((GStrv) request->references);
  self->request.format = NULL;
  self->request.workflow = NULL;
  self->request.mask = NULL;
  self->context = g_object_ref (context);
  fill_parameters (self, takes);
  return self;
}

/**
 * easel_sheet_dialog_set_revisions:
 * @self: the dialog
 * @numbers: of revisions of its prompt, with commas between them
 *
 * They are the rows; the columns are one seed, the same for all.
 */
void
easel_sheet_dialog_set_revisions (EaselSheetDialog *self, const char *numbers)
{
  g_return_if_fail (EASEL_IS_SHEET_DIALOG (self));

  for (guint i = 0; i < self->parameters->len; i++)
    if (g_array_index (self->parameters, EaselSheetParameter, i) == EASEL_SHEET_REVISION)
      {
        adw_combo_row_set_selected (self->rows_row, i);
        gtk_editable_set_text (GTK_EDITABLE (self->rows_entry), numbers);
        if (get_parameter (self, self->columns_row) == EASEL_SHEET_SEED)
          gtk_editable_set_text (GTK_EDITABLE (self->columns_entry), "1");
      }
}
