// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sheet-private.h"

#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-job-private.h"
#include "easel-json.h"
#include "easel-store-jobs.h"

/**
 * EaselSheet:
 *
 * Pictures in rows and columns: what varies from one to the next, and the job of each.
 * The journal knows it, so that it can be seen again.
 */
struct _EaselSheet
{
  GObject parent_instance;

  /* owned */
  GPtrArray *jobs; /* EaselJob, row by row */
  GPtrArray *row_values;
  GPtrArray *column_values;

  /* state */
  EaselSheetParameter rows;
  EaselSheetParameter columns;
};

G_DEFINE_FINAL_TYPE (EaselSheet, easel_sheet, G_TYPE_OBJECT)

static const char *const names[] = {
  [EASEL_SHEET_SEED] = "seed",         [EASEL_SHEET_STEPS] = "steps", [EASEL_SHEET_GUIDANCE] = "guidance",
  [EASEL_SHEET_SIZE] = "size",         [EASEL_SHEET_MODEL] = "model", [EASEL_SHEET_WORDS] = "words",
  [EASEL_SHEET_REVISION] = "revision",
};
G_STATIC_ASSERT (G_N_ELEMENTS (names) == EASEL_N_SHEET_PARAMETERS);

static void
easel_sheet_finalize (GObject *object)
{
  EaselSheet *self = EASEL_SHEET (object);

  g_ptr_array_unref (self->jobs);
  g_ptr_array_unref (self->row_values);
  g_ptr_array_unref (self->column_values);

  G_OBJECT_CLASS (easel_sheet_parent_class)->finalize (object);
}

static void
easel_sheet_class_init (EaselSheetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_sheet_finalize;
}

static void
easel_sheet_init (EaselSheet *self)
{
  self->jobs = g_ptr_array_new_with_free_func (g_object_unref);
  self->row_values = g_ptr_array_new_with_free_func (g_free);
  self->column_values = g_ptr_array_new_with_free_func (g_free);
}

/* ---- in the journal ---- */

/* A job's parameters, with its place in a sheet. */
char *
_easel_sheet_mark (const char *parameters,
                   const EaselSheetAxis *rows,
                   const EaselSheetAxis *columns,
                   guint row,
                   guint column)
{
  g_autoptr (JsonNode) root = easel_json_parse (parameters, -1, NULL);
  JsonObject *place = json_object_new ();

  json_object_set_string_member (place, "rows", names[rows->parameter]);
  json_object_set_string_member (place, "columns", names[columns->parameter]);
  json_object_set_string_member (place, "row_value", rows->values[row]);
  json_object_set_string_member (place, "column_value", columns->values[column]);
  json_object_set_int_member (place, "row", row);
  json_object_set_int_member (place, "column", column);
  json_object_set_object_member (json_node_get_object (root), "sheet", place);
  return easel_json_to_string (root);
}

static gboolean
find_parameter (JsonNode *root, const char *path, EaselSheetParameter *parameter)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (easel_json_get_string (root, path), names[i]) == 0)
      {
        *parameter = (EaselSheetParameter) i;
        return TRUE;
      }
  return FALSE;
}

/* A value where it is the next one of its side. */
static gboolean
note_value (GPtrArray *values, JsonNode *root, const char *number_path, const char *value_path)
{
  gint64 number = -1;
  const char *value = easel_json_get_string (root, value_path);

  if (!easel_json_get_int (root, number_path, &number) || number < 0 || number > values->len || value == NULL)
    return FALSE;
  if (number == values->len)
    g_ptr_array_add (values, g_strdup (value));
  return TRUE;
}

/* The rows of a batch, in their order. */
EaselSheet *
_easel_sheet_new (EaselGenerateService *service, GPtrArray *rows, GError **error)
{
  g_autoptr (EaselSheet) self = g_object_new (EASEL_TYPE_SHEET, NULL);
  gboolean good = rows->len > 0;

  for (guint i = 0; i < rows->len && good; i++)
    {
      EaselJobRow *row = g_ptr_array_index (rows, i);
      g_autoptr (JsonNode) root = easel_json_parse (row->parameters, -1, NULL);

      good = root != NULL && find_parameter (root, "sheet.rows", &self->rows) &&
             find_parameter (root, "sheet.columns", &self->columns) &&
             note_value (self->row_values, root, "sheet.row", "sheet.row_value") &&
             note_value (self->column_values, root, "sheet.column", "sheet.column_value");
      if (good)
        g_ptr_array_add (self->jobs, _easel_generate_service_show (service, row));
    }
  if (good && self->jobs->len == self->row_values->len * self->column_values->len)
    {
      g_ptr_array_add (self->row_values, NULL);
      g_ptr_array_add (self->column_values, NULL);
      return g_steal_pointer (&self);
    }
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND, _ ("This picture is of no sheet."));
  return NULL;
}

typedef struct
{
  EaselGenerateService *self;
  gint64 job_id;
} Task;

static void
task_free (gpointer data)
{
  g_object_unref (((Task *) data)->self);
  g_free (data);
}

static DexFuture *
load_fiber (gpointer data)
{
  Task *task = data;
  GError *error = NULL;
  g_autoptr (EaselSheet) sheet = NULL;
  g_autoptr (GPtrArray) rows =
      dex_await_boxed (easel_store_jobs_list_batch (task->self->store, task->job_id), &error);

  if (rows == NULL)
    return dex_future_new_for_error (error);
  sheet = _easel_sheet_new (task->self, rows, &error);
  if (sheet == NULL)
    return dex_future_new_for_error (error);
  for (guint i = 0; i < sheet->jobs->len; i++)
    if (!dex_await (easel_generate_service_load_assets (task->self, g_ptr_array_index (sheet->jobs, i)),
                    &error))
      return dex_future_new_for_error (error);
  return dex_future_new_take_object (g_steal_pointer (&sheet));
}

/**
 * easel_generate_service_load_sheet:
 * @self: the service
 * @job_id: a job that is of a sheet
 *
 * Returns: (transfer full): resolves to the #EaselSheet, with what came of its jobs;
 *   rejects with %EASEL_ERROR_NOT_FOUND if the job is of none
 */
DexFuture *
easel_generate_service_load_sheet (EaselGenerateService *self, gint64 job_id)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));

  task = g_new0 (Task, 1);
  task->self = g_object_ref (self);
  task->job_id = job_id;
  return easel_fiber_spawn (load_fiber, task, task_free);
}

/* ---- what it says ---- */

/**
 * easel_sheet_get_row_parameter:
 * @self: a sheet
 *
 * Returns: what varies from row to row
 */
EaselSheetParameter
easel_sheet_get_row_parameter (EaselSheet *self)
{
  g_return_val_if_fail (EASEL_IS_SHEET (self), EASEL_SHEET_SEED);

  return self->rows;
}

/**
 * easel_sheet_get_column_parameter:
 * @self: a sheet
 *
 * Returns: what varies from column to column
 */
EaselSheetParameter
easel_sheet_get_column_parameter (EaselSheet *self)
{
  g_return_val_if_fail (EASEL_IS_SHEET (self), EASEL_SHEET_SEED);

  return self->columns;
}

/**
 * easel_sheet_get_row_values:
 * @self: a sheet
 *
 * Returns: (transfer none) (array zero-terminated=1): the value of each row
 */
const char *const *
easel_sheet_get_row_values (EaselSheet *self)
{
  g_return_val_if_fail (EASEL_IS_SHEET (self), NULL);

  return (const char *const *) self->row_values->pdata;
}

/**
 * easel_sheet_get_column_values:
 * @self: a sheet
 *
 * Returns: (transfer none) (array zero-terminated=1): the value of each column
 */
const char *const *
easel_sheet_get_column_values (EaselSheet *self)
{
  g_return_val_if_fail (EASEL_IS_SHEET (self), NULL);

  return (const char *const *) self->column_values->pdata;
}

/**
 * easel_sheet_get_job:
 * @self: a sheet
 * @row: from 0
 * @column: from 0
 *
 * Returns: (transfer none): the job of that cell
 */
EaselJob *
easel_sheet_get_job (EaselSheet *self, guint row, guint column)
{
  g_return_val_if_fail (EASEL_IS_SHEET (self), NULL);
  g_return_val_if_fail (row < self->row_values->len - 1 && column < self->column_values->len - 1, NULL);

  return g_ptr_array_index (self->jobs, row * (self->column_values->len - 1) + column);
}

/**
 * easel_sheet_get_prompt:
 * @self: a sheet
 *
 * Returns: (transfer none): the words of its first picture, as they were written
 */
const char *
easel_sheet_get_prompt (EaselSheet *self)
{
  g_return_val_if_fail (EASEL_IS_SHEET (self), NULL);

  return easel_job_get_written_prompt (g_ptr_array_index (self->jobs, 0));
}
