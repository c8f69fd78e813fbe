// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "easel-context.h"
#include "easel-png-write.h"
#include "easel-test-server.h"

/* What Easel adds to a picture that a provider makes: the processor time of all its
 * threads, from the wish to the row in the library; and whether that stays so. The
 * provider is another process, and so is who reads the picture. */

#define WARM 20
#define ROUNDS 100

typedef struct
{
  const char *name;
  int side;
  gboolean limited;
} Sample;

/* As PNG. The large one's own bytes are worth several milliseconds: read off the wire
 * and out of base64, hashed, and written twice. */
static const Sample samples[] = { { "12-kb", 64, TRUE }, { "1200-kb", 640, FALSE } };

static GBytes *
draw (const Sample *sample)
{
  g_autoptr (EaselPicture) picture = easel_picture_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  gsize n = (gsize) sample->side * (gsize) sample->side * 3;
  guint8 *pixels = g_malloc (n);

  for (gsize i = 0; i < n; i++)
    pixels[i] = (guint8) g_rand_int (rand);
  picture->width = picture->height = sample->side;
  picture->stride = sample->side * 3;
  picture->pixels = g_bytes_new_take (pixels, n);
  return easel_png_write (picture, NULL);
}

/* Answers every wish with that picture, until it is ended. */
static void
serve (const Sample *sample, int out)
{
  g_autoptr (EaselTestServer) server = NULL;
  g_autoptr (GBytes) png = NULL;
  g_autofree char *base64 = NULL;
  g_autofree char *body = NULL;
  guint16 port;

  server = easel_test_server_new ();
  png = draw (sample);
  base64 = g_base64_encode (g_bytes_get_data (png, NULL), g_bytes_get_size (png));
  body = g_strdup_printf ("{\"created\":1,\"data\":[{\"b64_json\":\"%s\"}]}", base64);
  easel_test_server_add (server, "/v1/images/generations", 200, "application/json", body);
  port = (guint16) easel_test_server_get_port (server);
  if (write (out, &port, sizeof port) != sizeof port)
    exit (1);
  for (;;)
    pause ();
}

static double
cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

/* In KiB, of this process. */
static double
get_memory (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    return 0;
  line = strstr (text, "VmRSS:");
  return line != NULL ? g_ascii_strtod (line + 6, NULL) : 0;
}

static int
compare (gconstpointer x, gconstpointer y)
{
  const double *a = x, *b = y;

  return (*a > *b) - (*a < *b);
}

/* Takes future. */
static GValue
await (DexFuture *future)
{
  g_autoptr (DexFuture) owned = future;
  g_autoptr (GError) error = NULL;
  GValue copy = G_VALUE_INIT;
  const GValue *value;

  while (dex_future_is_pending (owned))
    g_main_context_iteration (NULL, TRUE);
  value = dex_future_get_value (owned, &error);
  if (value == NULL)
    g_error ("%s", error->message);
  g_value_init (&copy, G_VALUE_TYPE (value));
  g_value_copy (value, &copy);
  return copy;
}

static void
await_end (DexFuture *future)
{
  GValue value = await (future);

  g_value_unset (&value);
}

static void
generate (EaselContext *context)
{
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  GValue jobs = G_VALUE_INIT;
  g_autoptr (EaselJob) job = NULL;

  request.model = "mine:model";
  request.prompt = "a lighthouse at dusk, seen from the sea";
  request.spend = EASEL_SPEND_UNKNOWN_PRICE;
  jobs = await (easel_generate_service_start (easel_context_get_generate (context), &request));
  job = g_list_model_get_item (g_value_get_object (&jobs), 0);
  await_end (easel_job_wait (job));
  if (easel_job_get_state (job) != EASEL_JOB_STATE_STORED)
    g_error ("%s", easel_job_get_error (job)->message);
  g_value_unset (&jobs);
}

static EaselContext *
open_context (const char *folder, guint16 port)
{
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/v1", port);
  EaselContext *context = easel_context_new (folder, environment);
  EaselProviderService *providers = easel_context_get_providers (context);

  await_end (easel_context_open (context));
  await_end (easel_provider_service_add (providers, "openai", "Mine", "mine", url, NULL, FALSE));
  await_end (easel_provider_service_add_model (
      providers, "mine:model", &(EaselModelEdit) { .set = EASEL_FACT_KINDS, .kinds = EASEL_PURPOSE_IMAGE }));
  return context;
}

static void
measure (const Sample *sample, guint16 port)
{
  g_autofree char *folder = g_dir_make_tmp ("easel-bench-generate-XXXXXX", NULL);
  g_autoptr (EaselContext) context = open_context (folder, port);
  g_autofree char *remove = g_strdup_printf ("rm -rf '%s'", folder);
  double times[ROUNDS], before;

  for (guint i = 0; i < WARM; i++)
    generate (context);
  before = get_memory ();
  for (guint i = 0; i < ROUNDS; i++)
    {
      double start = cpu_ms ();

      generate (context);
      times[i] = cpu_ms () - start;
    }
  qsort (times, ROUNDS, sizeof *times, compare);
  printf ("{\"name\":\"generate-cpu-%s\",\"value\":%.2f,\"unit\":\"ms CPU\"%s}\n", sample->name,
          times[ROUNDS / 2], sample->limited ? ",\"limit\":5,\"direction\":\"max\"" : "");
  printf ("{\"name\":\"generate-memory-100-%s\",\"value\":%.0f,\"unit\":\"KiB\",\"reference\":%.0f,"
          "\"reference_name\":\"after %d\",\"ratio\":%.3f,\"limit\":1.1,\"direction\":\"max\"}\n",
          sample->name, get_memory (), before, WARM, get_memory () / before);
  fflush (stdout);
  await_end (easel_context_close (context));
  if (system (remove) != 0)
    g_warning ("“%s” is left", folder);
}

int
main (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      int ends[2], status;
      guint16 port;
      pid_t server, run;

      if (pipe (ends) != 0)
        return 1;
      server = fork ();
      if (server == 0)
        serve (&samples[i], ends[1]);
      if (read (ends[0], &port, sizeof port) != sizeof port)
        return 1;
      run = fork ();
      if (run == 0)
        {
          prctl (PR_SET_NAME, "measure");
          dex_init ();
          measure (&samples[i], port);
          return 0;
        }
      waitpid (run, &status, 0);
      kill (server, SIGTERM);
      waitpid (server, NULL, 0);
      if (!WIFEXITED (status) || WEXITSTATUS (status) != 0)
        return 1;
    }
  return 0;
}
