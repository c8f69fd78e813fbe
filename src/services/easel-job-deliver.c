// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-job-work-private.h"
#include "easel-json.h"

/* What is fetched from one provider at once. */
#define MOST_DOWNLOADS 4
/* How often what was made is fetched before the job counts as failed; it can be
 * fetched again by hand then. */
#define MOST_TRIES 5
#define TRIES_BESIDE_OTHERS 2
/* What was made a moment ago may not be everywhere yet. */
#define TRIES_OF_GONE 3
/* A day and more, at a minute each. */
#define MOST_PATIENT_TRIES 2000
#define FIRST_PAUSE ((gint64) G_USEC_PER_SEC)

/* ---- what came, into the journal ---- */

/* Work for a thread: keeps what came inside an answer. */
typedef struct
{
  char *spool;
  gint64 job_id;
  EaselMediaAnswer *answer;
  GError *error;
} Keep;

static void
keep_clear (gpointer data)
{
  Keep *keep = data;

  g_free (keep->spool);
  easel_media_answer_unref (keep->answer);
  g_clear_error (&keep->error);
}

static void
keep_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, keep_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Keep, keep_unref)

static void
keep_data (gpointer data, gpointer unused)
{
  Keep *keep = data;

  for (guint i = 0; i < keep->answer->outputs->len && keep->error == NULL; i++)
    {
      EaselMediaOutput *output = g_ptr_array_index (keep->answer->outputs, i);

      if (output->data != NULL)
        _easel_job_files_keep (keep->spool, keep->job_id, i, keep->answer->outputs->len, output->data,
                               &keep->error);
    }
}

static char *
outputs_to_json (const EaselMediaAnswer *answer)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < answer->outputs->len; i++)
    {
      const EaselMediaOutput *output = g_ptr_array_index (answer->outputs, i);
      JsonObject *object = json_object_new ();

      if (output->url != NULL)
        json_object_set_string_member (object, "url", output->url);
      if (output->seed >= 0)
        json_object_set_int_member (object, "seed", output->seed);
      if (output->revised_prompt != NULL)
        json_object_set_string_member (object, "revised_prompt", output->revised_prompt);
      json_array_add_object_element (array, object);
    }
  json_node_take_array (root, array);
  return easel_json_to_string (root);
}

/* Keeps what an answer holds on the disk, then ends the call in the ledger, then
 * says in the journal that it is made. FALSE if the services close first. */
gboolean
_easel_job_work_keep_outputs (EaselJobWork *work, EaselMediaAnswer *answer)
{
  for (;;)
    {
      g_autoptr (Keep) keep = g_atomic_rc_box_new0 (Keep);

      keep->spool = g_strdup (work->service->spool);
      keep->job_id = work->row->id;
      keep->answer = easel_media_answer_ref (answer);
      dex_await (easel_thread_spawn (keep_data, g_atomic_rc_box_acquire (keep), keep_unref), NULL);
      if (keep->error == NULL)
        break;
      _easel_job_set_failure (work->job, keep->error);
      if (!_easel_job_work_wait (work, 5 * FIRST_PAUSE, FALSE))
        return FALSE;
    }
  _easel_job_work_settle (work, EASEL_USAGE_DONE, answer, NULL);
  g_free (work->row->outputs);
  work->row->outputs = outputs_to_json (answer);
  return _easel_job_work_save (work, EASEL_JOB_DOWNLOADING);
}

/* Ends the call in the ledger of which n results came, unless that is done and says what
 * it cost. What the provider said of that itself is lost: its price counts. */
static void
settle_kept (EaselJobWork *work, guint n)
{
  g_autoptr (EaselMediaAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;
  gint64 cost = dex_await_int64 (easel_store_jobs_get_share (work->service->store, work->row->id), &error);

  if (error != NULL || cost >= 0)
    return;
  answer = easel_media_answer_new (EASEL_MEDIA_DONE);
  for (guint i = 0; i < n; i++)
    easel_media_answer_add (answer, NULL, NULL, NULL);
  g_set_str (&answer->request_id, work->row->request_id);
  _easel_job_work_find_model (work);
  _easel_job_work_settle (work, EASEL_USAGE_DONE, answer, NULL);
}

/* Takes up what a program kept before it could say so in the journal. What it could
 * not keep any more of several is lost. */
gboolean
_easel_job_work_adopt_kept (EaselJobWork *work)
{
  guint64 kept;
  guint n = _easel_job_files_find (work->service->spool, work->row->id, &kept);
  GString *outputs;

  if (n == 0)
    return FALSE;
  outputs = g_string_new ("[");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (outputs, "%s%s", i > 0 ? "," : "",
                            (kept >> i & 1) != 0 ? "{}" : "{\"lost\":true}");
  g_free (work->row->outputs);
  work->row->outputs = g_string_free (g_string_append_c (outputs, ']'), FALSE);
  settle_kept (work, n);
  if (_easel_job_work_save (work, EASEL_JOB_DOWNLOADING))
    _easel_job_work_deliver (work);
  return TRUE;
}

/* ---- from the journal into the library ---- */

/* Work for a thread: one result into the store of files. */
typedef struct
{
  EaselFileStore *files;
  char *path; /* of what was kept; NULL for data */
  GBytes *data;
  EaselMediaKinds accept;
  char *name;
  EaselStoredFile *stored;
  GError *error;
} Deposit;

static void
deposit_clear (gpointer data)
{
  Deposit *deposit = data;

  easel_file_store_unref (deposit->files);
  g_free (deposit->path);
  g_clear_pointer (&deposit->data, g_bytes_unref);
  g_free (deposit->name);
  g_clear_pointer (&deposit->stored, easel_stored_file_free);
  g_clear_error (&deposit->error);
}

static void
deposit_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, deposit_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deposit, deposit_unref)

static void
put_deposit (gpointer data, gpointer unused)
{
  Deposit *deposit = data;

  if (deposit->data != NULL)
    deposit->stored = easel_file_store_add_bytes (deposit->files, deposit->data, deposit->accept,
                                                  deposit->name, &deposit->error);
  else
    deposit->stored = easel_file_store_add_file (deposit->files, deposit->path, deposit->accept, TRUE, NULL,
                                                 &deposit->error);
  /* On the disk it is enough. */
  g_clear_pointer (&deposit->data, g_bytes_unref);
}

static EaselKinds
get_kind (EaselJobWork *work)
{
  return g_str_equal (work->row->kind, "video") ? EASEL_KIND_VIDEO : EASEL_KIND_IMAGE;
}

/* What is made is made: the provider may begin with the next while it is fetched, and
 * however long that takes. */
static EaselCallPlace *
join_downloads (EaselJobWork *work)
{
  g_autofree char *line = g_strconcat (work->row->provider_slug, "/files", NULL);

  g_clear_pointer (&work->place, _easel_call_place_leave);
  return _easel_call_queue_join (work->service->queue, line, MOST_DOWNLOADS);
}

/* The bytes behind a URL of an answer. */
static GBytes *
download (EaselJobWork *work, const char *url, GError **error)
{
  g_autoptr (EaselCallPlace) place = NULL;
  g_autoptr (DexFuture) fetching = NULL;
  g_autoptr (EaselMediaAnswer) answer = NULL;
  EaselMediaOutput *output;

  if (work->connection == NULL && !_easel_job_work_connect (work, error))
    return NULL;
  place = join_downloads (work);
  if (!_easel_call_place_is_held (place))
    {
      g_autoptr (DexFuture) turn = _easel_call_place_wait (place);

      if (!_easel_job_work_await (work, turn, error))
        return NULL;
    }
  fetching = easel_media_call_download (_easel_provider_service_get_client (work->service->providers),
                                        work->protocol, work->connection->account,
                                        _easel_job_work_get_key (work), url, get_kind (work));
  if (!_easel_job_work_await (work, fetching, error))
    return NULL;
  answer = dex_await_boxed (dex_ref (fetching), error);
  if (answer == NULL)
    return NULL;
  output = g_ptr_array_index (answer->outputs, 0);
  return g_bytes_ref (output->data);
}

static Deposit *
deposit_output (EaselJobWork *work, JsonNode *output, guint position, guint total, GError **error)
{
  const char *url = easel_json_get_string (output, "url");
  g_autoptr (Deposit) deposit = g_atomic_rc_box_new0 (Deposit);

  deposit->files = easel_file_store_ref (work->service->files);
  deposit->accept = get_kind (work) == EASEL_KIND_VIDEO ? EASEL_MEDIA_VIDEOS : EASEL_MEDIA_IMAGES;
  deposit->name = g_strdup (work->row->provider_name);
  if (url != NULL)
    {
      deposit->data = download (work, url, error);
      if (deposit->data == NULL)
        return NULL;
    }
  else
    deposit->path = _easel_job_files_get_path (work->service->spool, work->row->id, position, total);
  if (!dex_await (easel_thread_spawn (put_deposit, g_atomic_rc_box_acquire (deposit), deposit_unref), error))
    return NULL;
  if (deposit->stored != NULL)
    return g_steal_pointer (&deposit);
  g_propagate_error (error, g_steal_pointer (&deposit->error));
  return NULL;
}

static char *
make_parameters (EaselJobWork *work, JsonNode *output)
{
  const char *revised = easel_json_get_string (output, "revised_prompt");
  g_autoptr (JsonNode) root = easel_json_parse (work->row->parameters, -1, NULL);

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return g_strdup (work->row->parameters);
  if (revised != NULL)
    json_object_set_string_member (json_node_get_object (root), "revised_prompt", revised);
  if (g_strcmp0 (work->row->written, work->row->prompt) != 0)
    json_object_set_string_member (json_node_get_object (root), "written_prompt", work->row->written);
  return easel_json_to_string (root);
}

static EaselAssetRow *
make_asset (EaselJobWork *work,
            const EaselStoredFile *stored,
            const EaselMediaInfo *info,
            JsonNode *output,
            guint position)
{
  const EaselJobRow *row = work->row;
  EaselAssetRow *asset = easel_asset_row_new ();
  g_autoptr (JsonNode) parameters = easel_json_parse (row->parameters, -1, NULL);
  gint64 number;
  double guidance;

  g_set_str (&asset->source, "ai");
  asset->job_id = row->id;
  asset->ordinal = position;
  asset->revision_id = row->revision_id;
  g_set_str (&asset->provider_slug, row->provider_slug);
  g_set_str (&asset->provider_name, row->provider_name);
  g_set_str (&asset->model_id, row->model_id);
  g_set_str (&asset->name, "");
  asset->seed = easel_json_get_int (output, "seed", &number) && number >= 0 ? number : row->seed;
  asset->steps = parameters != NULL && easel_json_get_int (parameters, "steps", &number) ? number : -1;
  asset->asked_width = parameters != NULL && easel_json_get_int (parameters, "width", &number) ? number : -1;
  asset->asked_height =
      parameters != NULL && easel_json_get_int (parameters, "height", &number) ? number : -1;
  if (parameters != NULL && easel_json_get_double (parameters, "guidance", &guidance) &&
      fabs (guidance) < 1e6)
    asset->guidance = (gint64) (guidance * 1000 + 0.5);
  g_set_str (&asset->prompt, row->prompt);
  g_set_str (&asset->negative_prompt, row->negative);
  g_free (asset->parameters);
  asset->parameters = make_parameters (work, output);
  /* What the file says of itself counts where nothing better is known. */
  if (info != NULL)
    _easel_library_fill_info (asset, info);
  _easel_library_fill_file (asset, stored);
  return asset;
}

/* Awaits: what a file says of itself; NULL without an error if that cannot be read
 * for now. One that is cut off did not come whole; where it comes no better it is kept
 * as it is. */
static EaselMediaInfo *
inspect (EaselJobWork *work, Deposit *deposit, GError **error)
{
  EaselLibraryService *library = work->service->library;
  g_autofree char *text = dex_await_string (
      easel_thumbnailer_read (_easel_library_service_get_thumbnailer (library), deposit->stored->hash), NULL);
  g_autoptr (EaselMediaInfo) info = text != NULL ? easel_media_info_new_from_text (text, -1, NULL) : NULL;
  g_autofree char *hash = NULL;

  if (info == NULL || info->complete || deposit->path != NULL || work->n_bad >= TRIES_BESIDE_OTHERS)
    return g_steal_pointer (&info);
  hash = g_strdup (deposit->stored->hash);
  g_clear_pointer (&deposit->stored, easel_stored_file_free);
  dex_await (_easel_library_service_drop (library, hash), NULL);
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL,
               _ ("What %s sent is cut off: its end is missing. Fetch it again."), work->row->provider_name);
  return NULL;
}

static void
drop_kept (gpointer data, gpointer unused)
{
  Keep *keep = data;

  _easel_job_files_drop (keep->spool, keep->job_id);
}

static void
forget_kept (EaselJobWork *work)
{
  Keep *keep = g_atomic_rc_box_new0 (Keep);

  keep->spool = g_strdup (work->service->spool);
  keep->job_id = work->row->id;
  keep->answer = easel_media_answer_new (EASEL_MEDIA_DONE);
  dex_await (easel_thread_spawn (drop_kept, keep, keep_unref), NULL);
}

/* What came goes into the library, with the stage that the job has by that. Takes it
 * out of @assets. */
static gboolean
enter_assets (EaselJobWork *work, GPtrArray *assets, EaselJobStage stage, GError **error)
{
  g_autoptr (GArray) ids = NULL;

  work->row->stage = stage;
  ids = dex_await_boxed (easel_store_jobs_finish (work->service->store, work->row, assets), error);
  if (ids == NULL)
    {
      work->row->stage = EASEL_JOB_DOWNLOADING;
      return FALSE;
    }
  for (guint i = 0; i < ids->len; i++)
    {
      const EaselAssetRow *asset = g_ptr_array_index (assets, i);

      _easel_job_add_asset (work->job, g_array_index (ids, gint64, i),
                            easel_file_store_get_path (work->service->files, asset->hash), asset->mime);
    }
  g_ptr_array_set_size (assets, 0);
  return TRUE;
}

/* One of several is in the library before the others are fetched: what becomes of
 * those, and of this program, does not concern it any more. */
static gboolean
enter_part (EaselJobWork *work, JsonArray *outputs, guint position, GPtrArray *assets, GError **error)
{
  JsonObject *output = json_array_get_object_element (outputs, position);
  g_autofree char *before = g_steal_pointer (&work->row->outputs);
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_ARRAY);

  json_object_set_boolean_member (output, "stored", TRUE);
  json_node_set_array (root, outputs);
  work->row->outputs = easel_json_to_string (root);
  if (enter_assets (work, assets, EASEL_JOB_DOWNLOADING, error))
    return TRUE;
  json_object_remove_member (output, "stored");
  g_free (work->row->outputs);
  work->row->outputs = g_steal_pointer (&before);
  return FALSE;
}

static guint
get_status (const GError *error)
{
  return error->domain == EASEL_ERROR ? easel_error_get_details (error)->http_status : 0;
}

static gboolean
is_gone (const GError *error)
{
  guint status = get_status (error);

  return status == 404 || status == 410 || status == 403;
}

/* A network that is away and a disk that is full are waited for: what is paid for is
 * not given up for them. */
static gboolean
is_passing (const GError *error)
{
  return g_error_matches (error, EASEL_ERROR, EASEL_ERROR_NETWORK) ||
         g_error_matches (error, EASEL_ERROR, EASEL_ERROR_TIMEOUT) ||
         g_error_matches (error, EASEL_ERROR, EASEL_ERROR_UNAVAILABLE) ||
         g_error_matches (error, EASEL_ERROR, EASEL_ERROR_RATE_LIMIT) ||
         g_error_matches (error, EASEL_ERROR, EASEL_ERROR_STORAGE);
}

/* A file that was kept and is away, or a URL that leads nowhere for long, will not come
 * back; and beside others that came, what is no picture may be meant so. */
static gboolean
is_worth_another (EaselJobWork *work, const GError *error, gboolean others)
{
  if (get_status (error) == 410 || _easel_job_work_must_cancel (work))
    return FALSE;
  if (is_gone (error))
    return work->n_bad < (others ? TRIES_BESIDE_OTHERS : TRIES_OF_GONE);
  if (is_passing (error))
    return work->row->tries < MOST_PATIENT_TRIES;
  return work->n_bad < (others ? TRIES_BESIDE_OTHERS : MOST_TRIES) &&
         (easel_error_is_retryable (error) || g_error_matches (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL));
}

/* One result into the store of files; NULL with an error. */
static EaselAssetRow *
fetch_output (
    EaselJobWork *work, JsonNode *output, guint position, guint total, GPtrArray *deposits, GError **error)
{
  Deposit *deposit;
  g_autoptr (EaselMediaInfo) info = NULL;

  if (easel_json_get_boolean (output, "lost", FALSE))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND,
                           _ ("Easel ended before it could be kept."));
      return NULL;
    }
  deposit = deposit_output (work, output, position, total, error);
  if (deposit == NULL)
    return NULL;
  /* Its lock is held until its row is there. */
  g_ptr_array_add (deposits, deposit);
  info = inspect (work, deposit, error);
  return deposit->stored != NULL ? make_asset (work, deposit->stored, info, output, position) : NULL;
}

/* What of a job is fetched at one go. */
typedef struct
{
  JsonArray *outputs;
  GPtrArray *deposits;
  GPtrArray *assets;
  guint n;
  guint n_stored; /* that are in the library already */
  guint n_missing;
  GError *missing; /* why the first is, or the first that may come yet */
} Fetch;

static void
fetch_clear (Fetch *fetch)
{
  g_clear_pointer (&fetch->outputs, json_array_unref);
  g_clear_pointer (&fetch->deposits, g_ptr_array_unref);
  g_clear_pointer (&fetch->assets, g_ptr_array_unref);
  g_clear_error (&fetch->missing);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fetch, fetch_clear)

static void
fetch_init (Fetch *fetch, EaselJobWork *work)
{
  g_autoptr (JsonNode) root =
      easel_json_parse (work->row->outputs != NULL ? work->row->outputs : "", -1, NULL);
  JsonArray *outputs = root != NULL ? easel_json_get_array (root, "") : NULL;

  fetch->outputs = outputs != NULL ? json_array_ref (outputs) : NULL;
  fetch->n = outputs != NULL ? json_array_get_length (outputs) : 0;
  fetch->deposits = g_ptr_array_new_with_free_func (deposit_unref);
  fetch->assets = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_asset_row_unref);
}

static void
fetch_one (Fetch *fetch, EaselJobWork *work, guint position)
{
  JsonNode *output = json_array_get_element (fetch->outputs, position);
  g_autoptr (GError) error = NULL;
  EaselAssetRow *asset;

  if (easel_json_get_boolean (output, "stored", FALSE))
    {
      fetch->n_stored++;
      return;
    }
  asset = fetch_output (work, output, position, fetch->n, fetch->deposits, &error);
  if (asset != NULL)
    g_ptr_array_add (fetch->assets, asset);
  if (asset != NULL && fetch->n > 1)
    fetch->n_stored += enter_part (work, fetch->outputs, position, fetch->assets, &error) ? 1 : 0;
  if (error == NULL)
    return;
  g_ptr_array_set_size (fetch->assets, 0);
  fetch->n_missing++;
  /* One for which there is hope keeps the job from its end. */
  if (fetch->missing == NULL ||
      (!is_worth_another (work, fetch->missing, TRUE) && is_worth_another (work, error, TRUE)))
    {
      g_clear_error (&fetch->missing);
      fetch->missing = g_steal_pointer (&error);
    }
}

/* What is in the library is not all that was made. */
static void
take_missing (EaselJobWork *work, const Fetch *fetch)
{
  work->row->error = g_strdup_printf (
      /* Translators: how many of how many pictures, then a sentence that says why */
      ngettext ("%u of %u could not be had. %s", "%u of %u could not be had. %s", fetch->n_missing),
      fetch->n_missing, fetch->n, fetch->missing->message);
  g_set_str (&work->row->error_code, easel_error_get_name (fetch->missing));
}

/* All results into the library: the files first, then their rows with the job's last
 * stage, and only then what was kept goes. What cannot be had does not keep out the
 * others. */
static gboolean
deliver_once (EaselJobWork *work, GError **error)
{
  g_auto (Fetch) fetch = { NULL };

  fetch_init (&fetch, work);
  if (fetch.n == 0)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                           _ ("Nothing was made that could be fetched."));
      return FALSE;
    }
  for (guint i = 0; i < fetch.n; i++)
    fetch_one (&fetch, work, i);
  if (fetch.missing != NULL &&
      (fetch.assets->len + fetch.n_stored == 0 || _easel_job_work_is_closing (work) ||
       is_worth_another (work, fetch.missing, TRUE)))
    {
      g_propagate_error (error, g_steal_pointer (&fetch.missing));
      return FALSE;
    }
  g_set_str (&work->row->error, NULL);
  g_set_str (&work->row->error_code, NULL);
  if (fetch.missing != NULL)
    take_missing (work, &fetch);
  return enter_assets (work, fetch.assets, EASEL_JOB_STORED, error);
}

void
_easel_job_work_deliver (EaselJobWork *work)
{
  for (guint failures = 0;; failures++)
    {
      g_autoptr (GError) error = NULL;

      if (deliver_once (work, &error))
        {
          g_autoptr (EaselJobRow) copy = easel_job_row_copy (work->row);

          forget_kept (work);
          copy->finished_at = g_get_real_time ();
          _easel_job_set_row (work->job, copy);
          return;
        }
      if (_easel_job_work_is_closing (work))
        return;
      work->row->tries++;
      work->n_bad += is_passing (error) ? 0 : 1;
      if (!is_worth_another (work, error, FALSE))
        {
          _easel_job_work_fail (work, is_gone (error) ? EASEL_JOB_EXPIRED : EASEL_JOB_FAILED, error);
          return;
        }
      if (!_easel_job_work_save (work, EASEL_JOB_DOWNLOADING))
        return;
      _easel_job_set_failure (work->job, error);
      if (!_easel_job_work_wait (work, FIRST_PAUSE << MIN (failures, 6), TRUE))
        return;
    }
}
