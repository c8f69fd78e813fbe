// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "easel-job-private.h"
#include "easel-json.h"
#include "easel-media-registry.h"
#include "easel-sheet.h"
#include "service-test.h"

/* Pictures from the wish to the library, with the samples and the test server. */

#define PAINTER "sandbox:painter"
#define MINE "mine:picture-model"

static EaselGenerateService *
get_service (ServiceFixture *f)
{
  return easel_context_get_generate (f->context);
}

static EaselGenerateRequest
make_request (const char *model, const char *prompt)
{
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;

  request.model = model;
  request.prompt = prompt;
  return request;
}

static GListModel *
start (ServiceFixture *f, const EaselGenerateRequest *request)
{
  return service_await_object (easel_generate_service_start (get_service (f), request));
}

static void
wait_all (GListModel *jobs)
{
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (jobs, i);

      service_await (easel_job_wait (job));
      g_assert_true (easel_job_is_final (job));
    }
}

static EaselJob *
generate (ServiceFixture *f, const EaselGenerateRequest *request)
{
  g_autoptr (GListModel) jobs = start (f, request);

  g_assert_cmpuint (g_list_model_get_n_items (jobs), ==, 1);
  wait_all (jobs);
  return g_list_model_get_item (jobs, 0);
}

static void
assert_state (EaselJob *job, EaselJobState state)
{
  g_autofree char *says = easel_job_describe (job);

  g_test_message ("job %d: %s: %s", (int) easel_job_get_id (job),
                  easel_job_state_to_string (easel_job_get_state (job)), says);
  g_assert_cmpstr (easel_job_state_to_string (easel_job_get_state (job)), ==,
                   easel_job_state_to_string (state));
}

/* No file that no row refers to, nothing left on its way. */
static void
assert_no_orphans (ServiceFixture *f)
{
  g_autofree char *spool = g_build_filename (f->dir, "jobs", NULL);
  g_autoptr (GDir) dir = g_dir_open (spool, 0, NULL);

  g_assert_true (dir == NULL || g_dir_read_name (dir) == NULL);
}

static void
test_sample (ServiceFixture *f, gconstpointer data)
{
  EaselGenerateRequest request = make_request (NULL, "a lighthouse");
  g_autoptr (EaselJob) job = NULL;
  g_autofree char *contents = NULL;
  g_autofree char *usage = NULL;
  gsize length;

  request.width = 96;
  request.height = 64;
  request.seed = 7;
  job = generate (f, &request);
  assert_state (job, EASEL_JOB_STATE_STORED);
  g_assert_cmpuint (easel_job_get_n_assets (job), ==, 1);
  g_assert_cmpint (easel_job_get_seed (job), ==, 7);
  g_assert_cmpint (easel_job_get_cost (job), ==, 0);
  g_assert_cmpstr (easel_job_get_asset_mime (job, 0), ==, "image/png");
  g_assert_true (g_file_get_contents (easel_job_get_asset_path (job, 0), &contents, &length, NULL));
  g_assert_cmpint (memcmp (contents, "\x89PNG", 4), ==, 0);
  /* Width and height in the header. */
  g_assert_cmpint (contents[19], ==, 96);
  g_assert_cmpint (contents[23], ==, 64);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM assets WHERE job_id = 1 AND seed = 7 AND "
                                            "source = 'ai' AND model_id = 'painter' AND asked_width = 96"),
                   ==, 1);
  usage = service_sql_text (f->dir, "SELECT kind || ' ' || state || ' ' || cost || ' ' || images FROM usage");
  g_assert_cmpstr (usage, ==, "image done 0 1");
  assert_no_orphans (f);
}

/* The same words and seed give the same file, once on the disk, twice in the library. */
static void
test_batch (ServiceFixture *f, gconstpointer data)
{
  EaselGenerateRequest request = make_request (PAINTER, "a {red|green|blue} {boat|house} by the sea");
  g_autoptr (GListModel) first = NULL;
  g_autoptr (GListModel) second = NULL;
  g_autoptr (GHashTable) prompts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  request.width = request.height = 64;
  request.count = 4;
  request.seed = 100;
  first = start (f, &request);
  second = start (f, &request);
  wait_all (first);
  wait_all (second);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (EaselJob) one = g_list_model_get_item (first, i);
      g_autoptr (EaselJob) other = g_list_model_get_item (second, i);

      assert_state (one, EASEL_JOB_STATE_STORED);
      assert_state (other, EASEL_JOB_STATE_STORED);
      g_assert_cmpint (easel_job_get_seed (one), ==, 100 + i);
      g_assert_cmpstr (easel_job_get_prompt (one), ==, easel_job_get_prompt (other));
      g_assert_null (strchr (easel_job_get_prompt (one), '{'));
      g_assert_cmpstr (easel_job_get_written_prompt (one), ==, request.prompt);
      g_assert_cmpstr (easel_job_get_asset_path (one, 0), ==, easel_job_get_asset_path (other, 0));
      g_assert_cmpint (easel_job_get_asset_id (one, 0), !=, easel_job_get_asset_id (other, 0));
      g_assert_cmpuint (easel_job_get_position (one), ==, i);
      g_hash_table_add (prompts, g_strdup (easel_job_get_prompt (one)));
    }
  g_assert_cmpuint (g_hash_table_size (prompts), >, 1);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(DISTINCT batch_id) FROM jobs"), ==, 2);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM assets"), ==, 8);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(DISTINCT hash) FROM assets"), ==, 4);
}

/* What cannot be is said before anything is written or sent. */
static void
test_limits (ServiceFixture *f, gconstpointer data)
{
  const struct
  {
    int width;
    int height;
    int steps;
    guint count;
    gint64 seed;
    const char *prompt;
    const char *reference;
  } cases[] = {
    { 63, 64, 0, 1, -1, "x", NULL },      { 4096, 64, 0, 1, -1, "x", NULL }, { 64, 0, 0, 1, -1, "x", NULL },
    { 0, 0, 51, 1, -1, "x", NULL },       { 0, 0, 0, 0, -1, "x", NULL },     { 0, 0, 0, 101, -1, "x", NULL },
    { 0, 0, 0, 1, 1LL << 40, "x", NULL }, { 0, 0, 0, 1, -1, "", NULL },      { 0, 0, 0, 1, -1, "\xff", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EaselGenerateRequest request = make_request (PAINTER, cases[i].prompt);

      request.width = cases[i].width;
      request.height = cases[i].height;
      request.steps = cases[i].steps;
      request.count = cases[i].count;
      request.seed = cases[i].seed;
      service_await_error (easel_generate_service_start (get_service (f), &request),
                           EASEL_ERROR_INVALID_INPUT);
    }
  {
    EaselGenerateRequest request = make_request ("sandbox:nothing", "x");

    service_await_error (easel_generate_service_start (get_service (f), &request), EASEL_ERROR_NOT_FOUND);
    request.model = "__nothing__";
    service_await_error (easel_generate_service_start (get_service (f), &request), EASEL_ERROR_INVALID_INPUT);
    request = make_request (PAINTER, "a __missing__");
    service_await_error (easel_generate_service_start (get_service (f), &request), EASEL_ERROR_NOT_FOUND);
  }
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM jobs"), ==, 0);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM usage WHERE kind = 'image'"), ==, 0);
}

/* ---- an account of its own, which the test server is ---- */

static GBytes *
make_png (ServiceFixture *f)
{
  EaselGenerateRequest request = make_request (PAINTER, "a small sample");
  g_autoptr (EaselJob) job = NULL;
  char *contents;
  gsize length;

  request.width = request.height = 64;
  job = generate (f, &request);
  g_assert_true (g_file_get_contents (easel_job_get_asset_path (job, 0), &contents, &length, NULL));
  return g_bytes_new_take (contents, length);
}

static void
add_account (ServiceFixture *f)
{
  service_add_provider (f);
  service_await (easel_provider_service_add_model (
      easel_context_get_providers (f->context), MINE,
      &(EaselModelEdit) {
          .set = EASEL_FACT_NAME | EASEL_FACT_KINDS, .name = "Pictures", .kinds = EASEL_PURPOSE_IMAGE }));
}

static EaselJob *
ask_mine (ServiceFixture *f)
{
  EaselGenerateRequest request = make_request (MINE, "a boat");

  return generate (f, &request);
}

static void
test_answers (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = make_png (f);
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (png, NULL), g_bytes_get_size (png));
  g_autofree char *good =
      g_strdup_printf ("{\"data\":[{\"b64_json\":\"%s\",\"revised_prompt\":\"a red boat\"}],"
                       "\"usage\":{\"input_tokens\":5,\"output_tokens\":9,\"cost\":0.02}}",
                       base64);
  g_autofree char *url = easel_test_server_dup_url (f->server, "/files/1.png");
  g_autofree char *linked = g_strdup_printf ("{\"data\":[{\"url\":\"%s\"}]}", url);
  const struct
  {
    guint status;
    const char *body;
    EaselJobState state;
    EaselError code;
  } cases[] = {
    { 200, good, EASEL_JOB_STATE_STORED, 0 },
    { 200, linked, EASEL_JOB_STATE_STORED, 0 },
    { 400, "{\"error\":{\"message\":\"no\",\"code\":\"moderation_blocked\"}}", EASEL_JOB_STATE_FAILED,
      EASEL_ERROR_REFUSED },
    { 401, "{\"error\":{\"message\":\"no\",\"code\":\"invalid_api_key\"}}", EASEL_JOB_STATE_FAILED,
      EASEL_ERROR_AUTH },
    { 500, "{\"error\":{\"message\":\"no\"}}", EASEL_JOB_STATE_FAILED, EASEL_ERROR_PROVIDER_FAULT },
    { 504, "gone", EASEL_JOB_STATE_UNCONFIRMED, EASEL_ERROR_UNAVAILABLE },
    { 200, "{\"data\":[]}", EASEL_JOB_STATE_FAILED, EASEL_ERROR_PROTOCOL },
    { 200, "{\"data\":[{\"b64_json\":\"AAAA\"}]}", EASEL_JOB_STATE_FAILED, EASEL_ERROR_PROTOCOL },
    { 200, "not JSON", EASEL_JOB_STATE_UNCONFIRMED, EASEL_ERROR_PROTOCOL },
    { 200, "{\"something\":1}", EASEL_JOB_STATE_UNCONFIRMED, EASEL_ERROR_PROTOCOL },
    { 200, "{\"error\":{\"message\":\"late\",\"code\":\"content_policy_violation\"}}", EASEL_JOB_STATE_FAILED,
      EASEL_ERROR_REFUSED },
  };

  add_account (f);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EaselJob) job = NULL;
      guint before = easel_test_server_get_n_requests (f->server);

      easel_test_server_clear (f->server);
      easel_test_server_add (f->server, "/v1/images/generations", cases[i].status, "application/json",
                             cases[i].body);
      easel_test_server_add_bytes (f->server, "/files/1.png", 200, "image/png", g_bytes_get_data (png, NULL),
                                   g_bytes_get_size (png));
      job = ask_mine (f);
      g_test_message ("case %zu", i);
      assert_state (job, cases[i].state);
      if (cases[i].state != EASEL_JOB_STATE_STORED)
        g_assert_error (easel_job_get_error (job), EASEL_ERROR, (int) cases[i].code);
      /* One submission, whatever came of it. */
      g_assert_cmpuint (easel_test_server_get_n_requests (f->server) - before, ==,
                        cases[i].body == linked ? 2 : 1);
    }
  g_assert_cmpint (service_sql_int (f->dir, "SELECT cost FROM usage WHERE provider_slug = 'mine' LIMIT 1"),
                   ==, 20000);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM asset_texts WHERE "
                                            "parameters ->> 'revised_prompt' = 'a red boat'"),
                   ==, 1);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM jobs WHERE state = 'unconfirmed'"), ==,
                   service_sql_int (f->dir, "SELECT count(*) FROM usage WHERE state = 'unconfirmed'"));
  assert_no_orphans (f);
}

/* What is made and cannot be fetched is fetched again, and not made again. */
static void
test_downloads (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = make_png (f);
  g_autofree char *url = easel_test_server_dup_url (f->server, "/files/1.png");
  g_autofree char *linked = g_strdup_printf ("{\"data\":[{\"url\":\"%s\"}]}", url);
  g_autoptr (EaselJob) job = NULL;
  g_autoptr (EaselJob) again = NULL;
  guint n_made = 0;

  add_account (f);
  easel_test_server_add (f->server, "/v1/images/generations", 200, "application/json", linked);
  easel_test_answer_set_times (easel_test_server_add (f->server, "/files/1.png", 200, "image/png", ""), 1);
  easel_test_answer_set_times (
      easel_test_server_add (f->server, "/files/1.png", 200, "text/html", "<html>no</html>"), 1);
  easel_test_server_add_bytes (f->server, "/files/1.png", 200, "image/png", g_bytes_get_data (png, NULL),
                               g_bytes_get_size (png));
  job = ask_mine (f);
  assert_state (job, EASEL_JOB_STATE_STORED);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT tries FROM jobs ORDER BY id DESC LIMIT 1"), ==, 2);

  /* A file that is gone: the job says so, and nothing is submitted once more. */
  easel_test_server_clear (f->server);
  easel_test_server_add (f->server, "/v1/images/generations", 200, "application/json", linked);
  easel_test_server_add (f->server, "/files/1.png", 404, "text/plain", "gone");
  again = ask_mine (f);
  assert_state (again, EASEL_JOB_STATE_EXPIRED);
  for (guint i = 0; i < easel_test_server_get_n_requests (f->server); i++)
    n_made += g_str_equal (easel_test_server_get_request (f->server, i)->target, "/v1/images/generations");
  g_assert_cmpuint (n_made, ==, 2);
  assert_no_orphans (f);
}

/* A price that is not known asks under a hard stop; one that is known counts. */
static void
test_budget (ServiceFixture *f, gconstpointer data)
{
  EaselGenerateRequest request = make_request (MINE, "a boat");
  EaselUsageService *usage = easel_context_get_usage (f->context);
  g_autoptr (EaselJob) unknown = NULL;
  g_autoptr (EaselJob) dear = NULL;
  g_autoptr (EaselJob) agreed = NULL;

  add_account (f);
  easel_test_server_add (f->server, "/v1/images/generations", 400, "application/json",
                         "{\"error\":{\"message\":\"no\"}}");
  /* On this computer all is free until the user says otherwise. */
  g_assert_cmpint (easel_generate_service_estimate (get_service (f), &request), ==, 0);
  service_await (easel_provider_service_edit_model (
      easel_context_get_providers (f->context), MINE,
      &(EaselModelEdit) { .set = EASEL_FACT_PRICE_INPUT, .price_input = 5 }));
  g_assert_cmpint (easel_generate_service_estimate (get_service (f), &request), ==, -1);
  service_await (easel_usage_service_set_budget (usage, NULL, 50000, 80, TRUE));
  unknown = generate (f, &request);
  assert_state (unknown, EASEL_JOB_STATE_FAILED);
  g_assert_error (easel_job_get_error (unknown), EASEL_ERROR, EASEL_ERROR_BUDGET);
  service_await (easel_provider_service_edit_model (
      easel_context_get_providers (f->context), MINE,
      &(EaselModelEdit) { .set = EASEL_FACT_PRICE_IMAGE, .price_image = 60000 }));
  request.count = 3;
  g_assert_cmpint (easel_generate_service_estimate (get_service (f), &request), ==, 180000);
  request.count = 1;
  dear = generate (f, &request);
  g_assert_error (easel_job_get_error (dear), EASEL_ERROR, EASEL_ERROR_BUDGET);
  g_assert_cmpuint (easel_test_server_get_n_requests (f->server), ==, 0);
  request.spend = EASEL_SPEND_OVER_BUDGET;
  agreed = generate (f, &request);
  assert_state (agreed, EASEL_JOB_STATE_FAILED);
  g_assert_cmpuint (easel_test_server_get_n_requests (f->server), ==, 1);
}

static gint64
get_asset_revision (ServiceFixture *f, EaselJob *job)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT ifnull(revision_id, 0) FROM assets WHERE id = %" G_GINT64_FORMAT,
                       easel_job_get_asset_id (job, 0));

  assert_state (job, EASEL_JOB_STATE_STORED);
  g_assert_cmpint (service_sql_int (f->dir, sql), ==, easel_job_get_revision_id (job));
  return easel_job_get_revision_id (job);
}

/* A prompt's text is frozen once, and the picture knows which revision it is of. */
static void
test_revision (ServiceFixture *f, gconstpointer data)
{
  gint64 prompt = service_create_prompt (f, "Boats", "a boat");
  gint64 typed = service_sql_int (f->dir, "SELECT max(id) FROM revisions"), frozen;
  EaselGenerateRequest request = make_request (PAINTER, "a red boat");
  g_autoptr (EaselJob) first = NULL;
  g_autoptr (EaselJob) second = NULL;
  g_autoptr (EaselJob) own = NULL;
  g_autoptr (EaselJob) parts = NULL;
  g_autoptr (EaselJob) changed = NULL;
  g_autoptr (EaselJob) again = NULL;
  g_autoptr (EaselJob) back = NULL;

  request.width = request.height = 64;
  request.prompt_id = prompt;
  first = generate (f, &request);
  frozen = get_asset_revision (f, first);
  g_assert_cmpint (frozen, >, typed);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM assets AS a JOIN revisions AS r ON r.id = "
                                            "a.revision_id WHERE r.text = 'a red boat' AND r.origin = "
                                            "'generate'"),
                   ==, 1);
  second = generate (f, &request);
  g_assert_cmpint (get_asset_revision (f, second), ==, frozen);

  /* What is sent of it is not all of its text: parts are off, choices are made. */
  request.prompt_id = 0;
  request.revision_id = typed;
  request.prompt = "boat";
  parts = generate (f, &request);
  g_assert_cmpint (get_asset_revision (f, parts), ==, typed);

  /* Changed: one of its own, of the same prompt, which follows it; once. */
  service_sql_run (f->dir,
                   "INSERT INTO drafts (prompt_id, revision_id, text, updated_at) SELECT prompt_id, id, "
                   "'a draft', 1 FROM revisions WHERE text = 'a boat'");
  request.changed = TRUE;
  request.prompt = "a blue boat";
  changed = generate (f, &request);
  again = generate (f, &request);
  g_assert_cmpint (get_asset_revision (f, changed), ==, get_asset_revision (f, again));
  g_assert_cmpint (service_sql_int (f->dir,
                                    "SELECT count(*) FROM revisions AS r JOIN revisions AS p ON p.id = "
                                    "r.parent_id WHERE r.text = 'a blue boat' AND p.text = 'a boat' AND "
                                    "p.prompt_id = r.prompt_id"),
                   ==, 1);
  /* What somebody typed meanwhile is not in it, and stays. */
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM drafts WHERE text = 'a draft'"), ==, 1);
  /* Changed and changed back. */
  request.prompt = "a boat";
  back = generate (f, &request);
  g_assert_cmpint (get_asset_revision (f, back), ==, typed);

  request = make_request (PAINTER, "a boat of its own");
  request.width = request.height = 64;
  request.changed = TRUE;
  own = generate (f, &request);
  g_assert_cmpint (get_asset_revision (f, own), ==, 0);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM revisions"), ==, 3);
  request.revision_id = 12345;
  service_await_error (easel_generate_service_start (get_service (f), &request), EASEL_ERROR_NOT_FOUND);
}

/* ---- sheets ---- */

static GListModel *
start_sheet (ServiceFixture *f,
             const EaselGenerateRequest *request,
             EaselSheetAxis rows,
             EaselSheetAxis columns)
{
  return service_await_object (
      easel_generate_service_start_sheet (get_service (f), request, &rows, &columns));
}

static EaselSheet *
load_sheet (ServiceFixture *f, gint64 job_id)
{
  return service_await_object (easel_generate_service_load_sheet (get_service (f), job_id));
}

#define AXIS(parameter, ...) ((EaselSheetAxis) { parameter, (const char *const[]) { __VA_ARGS__, NULL } })

/* Each value with each other, one batch, the same seed where none varies; and it is
 * there again after a restart. */
static void
test_sheet (ServiceFixture *f, gconstpointer data)
{
  EaselGenerateRequest request = make_request (PAINTER, "a red boat");
  EaselSheetAxis rows = AXIS (EASEL_SHEET_WORDS, "red", "blue"),
                 columns = AXIS (EASEL_SHEET_STEPS, "5", "10", "20");
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselSheet) sheet = NULL;
  g_autoptr (EaselJob) first = NULL;
  gint64 job_id, seed;

  request.width = request.height = 64;
  request.count = 7;
  g_assert_cmpint (easel_generate_service_estimate_sheet (get_service (f), &request, &rows, &columns), ==, 0);
  jobs = start_sheet (f, &request, rows, columns);
  g_assert_cmpuint (g_list_model_get_n_items (jobs), ==, 6);
  wait_all (jobs);
  first = g_list_model_get_item (jobs, 0);
  job_id = easel_job_get_id (first) + 4;
  seed = easel_job_get_seed (first);
  g_clear_object (&first);
  g_clear_object (&jobs);
  service_restart (f);
  sheet = load_sheet (f, job_id);
  g_assert_cmpint (easel_sheet_get_row_parameter (sheet), ==, EASEL_SHEET_WORDS);
  g_assert_cmpint (easel_sheet_get_column_parameter (sheet), ==, EASEL_SHEET_STEPS);
  g_assert_true (g_strv_equal (easel_sheet_get_row_values (sheet), rows.values));
  g_assert_true (g_strv_equal (easel_sheet_get_column_values (sheet), columns.values));
  for (guint i = 0; i < 2; i++)
    for (guint j = 0; j < 3; j++)
      {
        EaselJob *job = easel_sheet_get_job (sheet, i, j);
        g_autofree char *sql = g_strdup_printf ("SELECT steps FROM assets WHERE id = %" G_GINT64_FORMAT,
                                                easel_job_get_asset_id (job, 0));

        assert_state (job, EASEL_JOB_STATE_STORED);
        g_assert_cmpint (easel_job_get_seed (job), ==, seed);
        g_assert_cmpstr (easel_job_get_prompt (job), ==, i == 0 ? "a red boat" : "a blue boat");
        g_assert_cmpint (service_sql_int (f->dir, sql), ==, j == 0 ? 5 : j == 1 ? 10 : 20);
      }
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(DISTINCT batch_id) FROM jobs"), ==, 1);
}

/* Two revisions of a prompt with the same seeds. */
static void
test_sheet_revisions (ServiceFixture *f, gconstpointer data)
{
  gint64 prompt = service_create_prompt (f, "Boats", "a boat");
  EaselGenerateRequest request = make_request (PAINTER, "a boat");
  g_autoptr (EaselPromptContent) content = service_content ("a red boat, at sea", NULL, "at sea");
  g_autoptr (EaselRevision) second = NULL;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselSheet) sheet = NULL;
  g_autoptr (EaselJob) job = NULL;

  second = service_await_object (easel_prompt_service_commit (easel_context_get_prompts (f->context), prompt,
                                                              content, EASEL_REVISION_SOURCE_TYPED, 0, 0,
                                                              EASEL_EDIT_OPEN));
  request.width = request.height = 64;
  request.prompt_id = prompt;
  jobs = start_sheet (f, &request, AXIS (EASEL_SHEET_REVISION, "1", "2"), AXIS (EASEL_SHEET_SEED, "7", "8"));
  wait_all (jobs);
  job = g_list_model_get_item (jobs, 0);
  sheet = load_sheet (f, easel_job_get_id (job));
  for (guint j = 0; j < 2; j++)
    {
      g_assert_cmpint (easel_job_get_seed (easel_sheet_get_job (sheet, 0, j)), ==, 7 + j);
      g_assert_cmpint (easel_job_get_seed (easel_sheet_get_job (sheet, 1, j)), ==, 7 + j);
      g_assert_cmpstr (easel_job_get_prompt (easel_sheet_get_job (sheet, 0, j)), ==, "a boat");
      g_assert_cmpstr (easel_job_get_prompt (easel_sheet_get_job (sheet, 1, j)), ==, "a red boat");
      g_assert_cmpint (get_asset_revision (f, easel_sheet_get_job (sheet, 1, j)), ==,
                       easel_revision_get_id (second));
    }
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM revisions"), ==, 2);
}

/* One bad cell, and nothing is written. */
static void
test_sheet_limits (ServiceFixture *f, gconstpointer data)
{
  EaselGenerateRequest request = make_request (PAINTER, "a red boat");
  const struct
  {
    EaselSheetAxis rows;
    EaselSheetAxis columns;
    EaselError code;
  } cases[] = {
    { AXIS (EASEL_SHEET_STEPS, "5", "900"), AXIS (EASEL_SHEET_SEED, "1"), EASEL_ERROR_INVALID_INPUT },
    { AXIS (EASEL_SHEET_STEPS, "5", "many"), AXIS (EASEL_SHEET_SEED, "1"), EASEL_ERROR_INVALID_INPUT },
    { AXIS (EASEL_SHEET_STEPS, NULL), AXIS (EASEL_SHEET_SEED, "1"), EASEL_ERROR_INVALID_INPUT },
    { AXIS (EASEL_SHEET_SEED, "1"), AXIS (EASEL_SHEET_SEED, "2"), EASEL_ERROR_INVALID_INPUT },
    { AXIS (EASEL_SHEET_SEED, "-1"), AXIS (EASEL_SHEET_STEPS, "2"), EASEL_ERROR_INVALID_INPUT },
    { AXIS (EASEL_SHEET_SIZE, "64x64", "big"), AXIS (EASEL_SHEET_STEPS, "2"), EASEL_ERROR_INVALID_INPUT },
    { AXIS (EASEL_SHEET_SIZE, "64x64", "63x64"), AXIS (EASEL_SHEET_STEPS, "2"), EASEL_ERROR_INVALID_INPUT },
    { AXIS (EASEL_SHEET_GUIDANCE, "1", "nan"), AXIS (EASEL_SHEET_STEPS, "2"), EASEL_ERROR_INVALID_INPUT },
    { AXIS (EASEL_SHEET_WORDS, "green", "red"), AXIS (EASEL_SHEET_STEPS, "2"), EASEL_ERROR_INVALID_INPUT },
    { AXIS (EASEL_SHEET_REVISION, "1"), AXIS (EASEL_SHEET_STEPS, "2"), EASEL_ERROR_INVALID_INPUT },
    { AXIS (EASEL_SHEET_MODEL, PAINTER, "sandbox:nothing"), AXIS (EASEL_SHEET_STEPS, "2"),
      EASEL_ERROR_NOT_FOUND },
  };
  g_auto (GStrv) seeds = easel_sheet_parse_values (EASEL_SHEET_SEED, "1-3, 9,9 , 0-99999");
  g_auto (GStrv) words = easel_sheet_parse_values (EASEL_SHEET_WORDS, " red, dark | blue |");
  g_auto (GStrv) many = easel_sheet_parse_values (EASEL_SHEET_SEED, "1-51");
  EaselSheetAxis rows = { EASEL_SHEET_SEED, (const char *const *) many };
  EaselSheetAxis columns = AXIS (EASEL_SHEET_STEPS, "2", "3");
  g_autoptr (EaselJob) single = NULL;

  g_assert_true (g_strv_equal ((const char *const *) seeds,
                               (const char *const[]) { "1", "2", "3", "9", "0-99999", NULL }));
  g_assert_true (
      g_strv_equal ((const char *const *) words, (const char *const[]) { "red, dark", "blue", NULL }));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %zu", i);
      service_await_error (
          easel_generate_service_start_sheet (get_service (f), &request, &cases[i].rows, &cases[i].columns),
          cases[i].code);
    }
  service_await_error (easel_generate_service_start_sheet (get_service (f), &request, &rows, &columns),
                       EASEL_ERROR_INVALID_INPUT);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM jobs"), ==, 0);
  request.width = request.height = 64;
  single = generate (f, &request);
  service_await_error (easel_generate_service_load_sheet (get_service (f), easel_job_get_id (single)),
                       EASEL_ERROR_NOT_FOUND);
}

/* What goes out to OpenAI. */
static JsonNode *
build_openai (guint previews)
{
  g_autoptr (EaselAccount) account = easel_account_new ("mine", "https://api.openai.com/v1");
  g_autoptr (EaselMediaRequest) request = easel_media_request_new ("gpt-image-2", "a boat");
  g_autoptr (EaselMediaSchema) schema = NULL;
  g_autoptr (GError) error = NULL;
  EaselMediaWire *wire;
  JsonNode *root;

  schema = easel_media_registry_find ("openai")->describe (request->model, EASEL_KIND_IMAGE, account, NULL);
  g_assert_cmpint (schema->takes & EASEL_MEDIA_TAKES_PREVIEWS, !=, 0);
  request->previews = previews;
  wire = easel_media_registry_find ("openai")->build_submit (request, schema, account, &error);
  g_assert_no_error (error);
  root = easel_json_parse (g_bytes_get_data (wire->body, NULL), (gssize) g_bytes_get_size (wire->body), NULL);
  easel_media_wire_free (wire);
  return root;
}

static void
test_partial_images (void)
{
  g_autoptr (JsonNode) none = build_openai (0);
  g_autoptr (JsonNode) two = build_openai (2);
  g_autoptr (JsonNode) many = build_openai (9);
  gint64 n = 0;

  g_assert_false (easel_json_get_int (none, "partial_images", &n));
  g_assert_false (easel_json_get_boolean (none, "stream", FALSE));
  g_assert_true (easel_json_get_boolean (two, "stream", FALSE));
  g_assert_true (easel_json_get_int (two, "partial_images", &n));
  g_assert_cmpint (n, ==, 2);
  g_assert_true (easel_json_get_int (many, "partial_images", &n));
  g_assert_cmpint (n, ==, 3);
}

/* Pictures on the way may be billed: nobody gets them unasked but where they are free,
 * and the price counts them. */
static void
test_previews (ServiceFixture *f, gconstpointer data)
{
  EaselGenerateRequest request = make_request (MINE, "a boat");
  EaselProviderService *providers = easel_context_get_providers (f->context);

  add_account (f);
  service_await (easel_provider_service_edit_model (
      providers, MINE, &(EaselModelEdit) { .set = EASEL_FACT_PRICE_IMAGE, .price_image = 40000 }));
  request.count = 2;
  g_assert_cmpint (easel_generate_service_estimate (get_service (f), &request), ==, 80000);
  request.previews = TRUE;
  /* What a token costs is not known. */
  g_assert_cmpint (easel_generate_service_estimate (get_service (f), &request), ==, -1);
  service_await (easel_provider_service_edit_model (
      providers, MINE, &(EaselModelEdit) { .set = EASEL_FACT_PRICE_OUTPUT, .price_output = 30000000 }));
  /* 2 pictures, each with 2 on the way of 100 tokens at 30 dollars a million. */
  g_assert_cmpint (easel_generate_service_estimate (get_service (f), &request), ==, 2 * (40000 + 6000));
}

/* A preview is read where foreign files are; what is none is a sentence. */
static void
test_preview (ServiceFixture *f, gconstpointer data)
{
  static const guint8 huge[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0,    0,    0,   13,
                                 'I',  'H', 'D', 'R', 0,    0,    0xea, 0x60, 0,    0,    0,   0,
                                 0,    0,   8,   2,   0,    0,    0,    0x0f, 0xb0, 0xe2, 0x15 };
  g_autoptr (GBytes) png = make_png (f);
  g_autoptr (EaselJob) job = g_list_model_get_item (easel_generate_service_get_jobs (get_service (f)), 0);
  g_autofree guint8 *lots = g_malloc0 ((gsize) 65 * 1024 * 1024);
  const struct
  {
    GBytes *bytes;
    EaselError code;
  } cases[] = {
    { g_bytes_new_static (huge, sizeof huge), EASEL_ERROR_INVALID_INPUT },
    { g_bytes_new_static ("", 0), EASEL_ERROR_UNSUPPORTED },
    { g_bytes_new_static ("<html>no</html>", 15), EASEL_ERROR_UNSUPPORTED },
    { g_bytes_new_from_bytes (png, 0, 30), EASEL_ERROR_INVALID_INPUT },
    { g_bytes_new_static (lots, (gsize) 65 * 1024 * 1024), EASEL_ERROR_TOO_LONG },
  };
  g_autoptr (EaselPixels) pixels = NULL;

  service_await_error (easel_generate_service_load_preview (get_service (f), job, 32), EASEL_ERROR_NOT_FOUND);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EaselMediaAnswer) answer = easel_media_answer_new (EASEL_MEDIA_RUNNING);

      g_test_message ("case %zu", i);
      answer->preview = cases[i].bytes;
      _easel_job_take_answer (job, answer);
      service_await_error (easel_generate_service_load_preview (get_service (f), job, 32), cases[i].code);
    }
  {
    g_autoptr (EaselMediaAnswer) answer = easel_media_answer_new (EASEL_MEDIA_RUNNING);

    answer->preview = g_bytes_ref (png);
    _easel_job_take_answer (job, answer);
  }
  pixels = service_await_boxed (easel_generate_service_load_preview (get_service (f), job, 32));
  g_assert_cmpint (pixels->width, ==, 32);
  g_assert_cmpint (pixels->whole_width, ==, 64);
}

/* A cancellation before the first byte costs nothing; one without a way to tell the
 * provider says so. */
static void
test_cancel (ServiceFixture *f, gconstpointer data)
{
  EaselGenerateRequest request = make_request (MINE, "a boat");
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) first = NULL;
  g_autoptr (EaselJob) last = NULL;

  add_account (f);
  easel_test_answer_set_fault (
      easel_test_server_add (f->server, "/v1/images/generations", 200, "application/json", "{}"),
      EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  service_await (
      easel_provider_service_set_most_calls (easel_context_get_providers (f->context), TEST_SLUG, 1));
  request.count = 2;
  jobs = start (f, &request);
  first = g_list_model_get_item (jobs, 0);
  last = g_list_model_get_item (jobs, 1);
  service_wait_until (easel_job_get_state (first) == EASEL_JOB_STATE_SUBMITTING);
  g_assert_true (easel_test_server_wait_requests (f->server, 1));
  g_object_unref (
      service_await_object (easel_generate_service_cancel (get_service (f), easel_job_get_id (last))));
  g_object_unref (
      service_await_object (easel_generate_service_cancel (get_service (f), easel_job_get_id (first))));
  wait_all (jobs);
  assert_state (first, EASEL_JOB_STATE_CANCELLED);
  assert_state (last, EASEL_JOB_STATE_CANCELLED);
  g_assert_cmpint (easel_job_get_cancel (first), ==, EASEL_JOB_CANCEL_IMPOSSIBLE);
  g_assert_cmpint (easel_job_get_cancel (last), ==, EASEL_JOB_CANCEL_UNSENT);
  g_assert_cmpuint (easel_test_server_get_n_requests (f->server), ==, 1);
  g_assert_true (easel_test_server_wait_hangups (f->server, 1));
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM usage WHERE state = 'unconfirmed'"), ==, 1);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM usage WHERE kind = 'image'"), ==, 1);
}

/* Closed while the answer is on its way: marked, and never sent again by itself. */
static void
test_close (ServiceFixture *f, gconstpointer data)
{
  EaselGenerateRequest request = make_request (MINE, "a boat");
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;

  add_account (f);
  easel_test_answer_set_fault (
      easel_test_server_add (f->server, "/v1/images/generations", 200, "application/json", "{}"),
      EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  jobs = start (f, &request);
  g_assert_true (easel_test_server_wait_requests (f->server, 1));
  g_clear_object (&jobs);
  service_restart (f);
  service_await (easel_generate_service_resume (get_service (f), TRUE));
  service_await (easel_generate_service_load (get_service (f), 10));
  job = g_list_model_get_item (easel_generate_service_get_jobs (get_service (f)), 0);
  assert_state (job, EASEL_JOB_STATE_UNCONFIRMED);
  g_assert_cmpuint (easel_test_server_get_n_requests (f->server), ==, 1);
  g_assert_true (easel_error_get_details (easel_job_get_error (job))->may_have_billed);
}

#define ADD(path, func) g_test_add (path, ServiceFixture, NULL, service_set_up, func, service_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  ADD ("/generate/sample", test_sample);
  ADD ("/generate/batch", test_batch);
  ADD ("/generate/limits", test_limits);
  ADD ("/generate/answers", test_answers);
  ADD ("/generate/downloads", test_downloads);
  ADD ("/generate/budget", test_budget);
  ADD ("/generate/revision", test_revision);
  ADD ("/generate/sheet", test_sheet);
  ADD ("/generate/sheet-revisions", test_sheet_revisions);
  ADD ("/generate/sheet-limits", test_sheet_limits);
  g_test_add_func ("/generate/partial-images", test_partial_images);
  ADD ("/generate/previews", test_previews);
  ADD ("/generate/preview", test_preview);
  ADD ("/generate/cancel", test_cancel);
  ADD ("/generate/close", test_close);
  return g_test_run ();
}
