// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "gemini/easel-gemini.h"
#include "easel-json.h"
#include "easel-replay.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static char *
read_all (const guint8 *data, gsize size, gsize step)
{
  g_autoptr (EaselReplay) replay =
      easel_replay_run (&easel_gemini_protocol, size % 2 == 0 ? "text/event-stream" : "application/json",
                        (const char *) data, size, &step, 1);

  return easel_replay_describe (replay);
}

static void
read_models (const guint8 *data, gsize size)
{
  g_autoptr (EaselAccount) account = easel_account_new ("fuzz", NULL);
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_info_unref);
  g_autoptr (JsonNode) root = easel_json_parse ((const char *) data, (gssize) size, NULL);
  g_autofree char *next = NULL;

  if (root != NULL)
    easel_gemini_protocol.parse_models (root, account, models, &next, NULL);
}

/* Any answer ends once, whole or as an error, in valid text, wherever the
 * network cuts it; and so does any list of models. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *whole = read_all (data, size, MAX (size, 1));
  g_autofree char *cut = read_all (data, size, size > 0 ? data[size / 2] % 13 + 1 : 1);

  g_assert_cmpstr (whole, ==, cut);
  read_models (data, size);
  return 0;
}
