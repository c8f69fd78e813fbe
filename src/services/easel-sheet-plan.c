// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sheet-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-json.h"
#include "easel-parts.h"
#include "easel-store-jobs.h"
#include "easel-store-revisions.h"
#include "easel-content-private.h"

/* From a request and two sides to a batch: one job a cell. */

/* A range of seeds is not longer. */
#define LONGEST_RANGE 100

void
_easel_sheet_cell_clear (EaselSheetCell *cell)
{
  g_clear_pointer (&cell->prompt, g_free);
  g_clear_pointer (&cell->negative, g_free);
}

static gboolean
refuse (GError **error, const char *format, const char *value)
{
  g_autoptr (GString) message = g_string_new (format);

  g_string_replace (message, "%s", value, 0);
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, message->str);
  return FALSE;
}

static gboolean
replace_words (EaselSheetCell *cell, const char *value, const char *first, GError **error)
{
  g_autoptr (GString) text = g_string_new (cell->prompt);

  if (*first == '\0' || g_string_replace (text, first, value, 0) == 0)
    return refuse (
        error, _ ("“%s” is not in the prompt. The first of the words must be: the others take its place."),
        first);
  g_free (cell->prompt);
  cell->prompt = g_strdup (text->str);
  cell->request.prompt = cell->prompt;
  if (!g_str_equal (value, first))
    cell->request.changed = TRUE;
  return TRUE;
}

/* Awaits. What is sent of a revision; its number counts within the prompt. */
static gboolean
take_revision (EaselGenerateService *service, EaselSheetCell *cell, const char *value, GError **error)
{
  gint64 prompt_id = cell->request.prompt_id;
  guint64 number = 0;
  g_autoptr (GPtrArray) rows = NULL;

  if (prompt_id == 0 && cell->request.revision_id != 0)
    {
      g_autoptr (EaselRevisionRow) row =
          dex_await_boxed (easel_store_revisions_get (service->store, cell->request.revision_id), error);

      if (row == NULL)
        return FALSE;
      prompt_id = row->prompt_id;
    }
  if (prompt_id == 0)
    return refuse (error, _ ("These words are of no prompt, so there is no revision %s."), value);
  rows = dex_await_boxed (easel_store_revisions_list (service->store, prompt_id), error);
  if (rows == NULL)
    return FALSE;
  g_ascii_string_to_unsigned (value, 10, 1, G_MAXINT32, &number, NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      const EaselRevisionRow *row = g_ptr_array_index (rows, i);
      g_autoptr (EaselPromptContent) content = NULL;

      if (number == 0 || row->number != (gint64) number)
        continue;
      content = _easel_content_from_columns (row->text, row->negative_text, row->locks, row->off);
      g_free (cell->prompt);
      g_free (cell->negative);
      cell->prompt = easel_parts_get_sent_text (
          content->text, (const EaselSpan *) (gpointer) content->offs->data, content->offs->len);
      cell->negative = g_strdup (content->negative);
      cell->request.prompt = cell->prompt;
      cell->request.negative = *cell->negative != '\0' ? cell->negative : NULL;
      cell->request.prompt_id = prompt_id;
      cell->request.revision_id = row->id;
      cell->request.changed = FALSE;
      return TRUE;
    }
  return refuse (error, _ ("The prompt has no revision %s."), value);
}

/* Awaits. One value of one side; value and first outlive the cell. */
gboolean
_easel_sheet_cell_apply (EaselGenerateService *service,
                         EaselSheetCell *cell,
                         EaselSheetParameter parameter,
                         const char *value,
                         const char *first,
                         GError **error)
{
  EaselGenerateRequest *request = &cell->request;
  guint64 number = 0;
  char *end;

  switch (parameter)
    {
    case EASEL_SHEET_SEED:
      if (!g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, &number, NULL))
        return refuse (error, _ ("“%s” is no seed. Write a whole number."), value);
      request->seed = (gint64) number;
      return TRUE;
    case EASEL_SHEET_STEPS:
      if (!g_ascii_string_to_unsigned (value, 10, 1, G_MAXINT32, &number, NULL))
        return refuse (error, _ ("“%s” is no number of steps."), value);
      request->steps = (int) number;
      return TRUE;
    case EASEL_SHEET_GUIDANCE:
      request->guidance = g_ascii_strtod (value, &end);
      return (end != value && *end == '\0' && isfinite (request->guidance)) ||
             refuse (error, _ ("“%s” is no guidance. Write a number, such as 3.5."), value);
    case EASEL_SHEET_SIZE:
      return easel_media_parse_size (value, &request->width, &request->height) ||
             refuse (error, _ ("“%s” is no size. Write such as 1024x768."), value);
    case EASEL_SHEET_MODEL:
      request->model = value;
      return TRUE;
    case EASEL_SHEET_WORDS:
      return replace_words (cell, value, first, error);
    case EASEL_SHEET_REVISION:
      return take_revision (service, cell, value, error);
    case EASEL_N_SHEET_PARAMETERS:
    default:
      return refuse (error, "%s", value);
    }
}

/**
 * easel_sheet_parse_values:
 * @parameter: what they are of
 * @text: values with "|" or, where there is none, commas between them; of seeds also
 *   a range, such as "1-4"
 *
 * Returns: (transfer full) (array zero-terminated=1): the values; none twice
 */
GStrv
easel_sheet_parse_values (EaselSheetParameter parameter, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, strchr (text, '|') != NULL ? "|" : ",", -1);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  gint64 from, to;
  char *end;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *part = g_strstrip (parts[i]);

      from = g_ascii_strtoll (part, &end, 10);
      to = parameter == EASEL_SHEET_SEED && end != part && *end == '-' ? g_ascii_strtoll (end + 1, &end, 10)
                                                                       : -1;
      if (from >= 0 && to >= from && to - from < LONGEST_RANGE && *end == '\0')
        for (gint64 k = from; k <= to; k++)
          g_ptr_array_add (values, g_strdup_printf ("%" G_GINT64_FORMAT, k));
      else if (*part != '\0' && !g_ptr_array_find_with_equal_func (values, part, g_str_equal, NULL))
        g_ptr_array_add (values, g_strdup (part));
    }
  g_ptr_array_add (values, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&values), FALSE);
}

/**
 * easel_generate_service_estimate_sheet:
 * @self: the service
 * @request: what all cells have in common
 * @rows: what varies from row to row
 * @columns: what varies from column to column
 *
 * Returns: what the whole sheet will cost in millionths of a US dollar; -1 if that is
 *   not known
 */
gint64
easel_generate_service_estimate_sheet (EaselGenerateService *self,
                                       const EaselGenerateRequest *request,
                                       const EaselSheetAxis *rows,
                                       const EaselSheetAxis *columns)
{
  gint64 sum = 0;

  g_return_val_if_fail (EASEL_IS_GENERATE_SERVICE (self), -1);

  for (guint i = 0; rows->values[i] != NULL; i++)
    for (guint j = 0; columns->values[j] != NULL; j++)
      {
        EaselGenerateRequest cell = *request;
        gint64 price;

        cell.count = 1;
        if (rows->parameter == EASEL_SHEET_MODEL)
          cell.model = rows->values[i];
        if (columns->parameter == EASEL_SHEET_MODEL)
          cell.model = columns->values[j];
        price = easel_generate_service_estimate (self, &cell);
        if (price < 0)
          return -1;
        sum += price;
      }
  return sum;
}

/* ---- beginning ---- */

typedef struct
{
  EaselGenerateService *self;
  EaselGenerateStart *common; /* keeps what the request points to */
  EaselGenerateRequest request;
  EaselSheetAxis rows;
  EaselSheetAxis columns;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  _easel_generate_start_unref (task->common);
  g_strfreev ((GStrv) task->rows.values);
  g_strfreev ((GStrv) task->columns.values);
  g_free (task);
}

static gboolean
check_sides (Task *task, GError **error)
{
  guint n_rows = g_strv_length ((GStrv) task->rows.values);
  guint n_columns = g_strv_length ((GStrv) task->columns.values);

  if (n_rows == 0 || n_columns == 0)
    g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                         _ ("A sheet needs a value for its rows and one for its columns."));
  else if (task->rows.parameter == task->columns.parameter)
    g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                         _ ("Rows and columns vary the same. Choose another for one of them."));
  else if (n_rows > EASEL_GENERATE_MOST_COUNT || n_columns > EASEL_GENERATE_MOST_COUNT ||
           n_rows * n_columns > EASEL_GENERATE_MOST_COUNT)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                 _ ("A sheet has at most %d pictures, not %u."), EASEL_GENERATE_MOST_COUNT,
                 n_rows * n_columns);
  else
    return TRUE;
  return FALSE;
}

/* Awaits: one cell, checked, with its row. The words come last, since a revision
 * brings others. */
static EaselGenerateStart *
plan_cell (Task *task, guint row, guint column, GError **error)
{
  const EaselSheetAxis *sides[] = { &task->rows, &task->columns };
  const char *values[] = { task->rows.values[row], task->columns.values[column] };
  g_auto (EaselSheetCell) cell = { .request = task->request };
  EaselGenerateStart *start;
  EaselJobRow *job;
  char *marked;

  cell.prompt = g_strdup (task->request.prompt);
  cell.request.prompt = cell.prompt;
  for (int words = 0; words < 2; words++)
    for (int i = 0; i < 2; i++)
      if ((sides[i]->parameter == EASEL_SHEET_WORDS) == words &&
          !_easel_sheet_cell_apply (task->self, &cell, sides[i]->parameter, values[i], sides[i]->values[0],
                                    error))
        return NULL;
  start = _easel_generate_start_new (task->self, &cell.request);
  if (!_easel_generate_start_plan (start, error))
    {
      _easel_generate_start_unref (start);
      return NULL;
    }
  job = g_ptr_array_index (_easel_generate_start_get_rows (start), 0);
  marked = _easel_sheet_mark (job->parameters, &task->rows, &task->columns, row, column);
  g_free (job->parameters);
  job->parameters = marked;
  return start;
}

static DexFuture *
start_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (_easel_generate_start_unref);
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  g_autoptr (GListModel) jobs = NULL;
  GError *error = NULL;

  if (!check_sides (task, &error))
    return dex_future_new_for_error (error);
  /* All of them are good, or nothing is written. */
  for (guint i = 0; task->rows.values[i] != NULL; i++)
    for (guint j = 0; task->columns.values[j] != NULL; j++)
      {
        EaselGenerateStart *cell = plan_cell (task, i, j, &error);

        if (cell == NULL)
          return dex_future_new_for_error (error);
        g_ptr_array_add (cells, cell);
      }
  for (guint i = 0; i < cells->len; i++)
    {
      EaselGenerateStart *cell = g_ptr_array_index (cells, i);

      if (!_easel_generate_start_freeze (cell, &error))
        return dex_future_new_for_error (error);
      g_ptr_array_add (batch, g_ptr_array_index (_easel_generate_start_get_rows (cell), 0));
    }
  jobs = _easel_generate_service_enter (task->self, batch, &error);
  return jobs != NULL ? dex_future_new_take_object (g_steal_pointer (&jobs))
                      : dex_future_new_for_error (error);
}

/**
 * easel_generate_service_start_sheet:
 * @self: the service
 * @request: what all cells have in common; its count does not matter, and without a
 *   seed all have the same one
 * @rows: what varies from row to row
 * @columns: what varies from column to column
 *
 * Has a picture made for each value of one with each of the other, as one batch.
 *
 * Returns: (transfer full): resolves to a #GListModel of #EaselJob, row by row; or
 *   rejects as easel_generate_service_start()
 */
DexFuture *
easel_generate_service_start_sheet (EaselGenerateService *self,
                                    const EaselGenerateRequest *request,
                                    const EaselSheetAxis *rows,
                                    const EaselSheetAxis *columns)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));
  dex_return_error_if_fail (request != NULL && request->prompt != NULL);
  dex_return_error_if_fail (rows != NULL && columns != NULL);

  task = g_new0 (Task, 1);
  task->self = g_object_ref (self);
  task->common = _easel_generate_start_new (self, request);
  task->request = *_easel_generate_start_get_request (task->common);
  task->request.count = 1;
  if (task->request.seed < 0)
    task->request.seed = g_random_int_range (0, G_MAXINT32);
  task->rows = (EaselSheetAxis) { rows->parameter, (const char *const *) g_strdupv ((GStrv) rows->values) };
  task->columns =
      (EaselSheetAxis) { columns->parameter, (const char *const *) g_strdupv ((GStrv) columns->values) };
  return easel_fiber_spawn (start_fiber, task, task_free);
}
