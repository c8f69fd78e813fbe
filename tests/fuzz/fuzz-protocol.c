// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-json.h"
#include "easel-provider-registry.h"
#include "easel-replay.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* One program a protocol: the build names its id. */
static const EaselTextProtocol *
get_protocol (void)
{
  const EaselTextProtocol *protocol = easel_provider_registry_find_protocol (FUZZ_PROTOCOL);

  g_assert_nonnull (protocol);
  return protocol;
}

static char *
read_all (const guint8 *data, gsize size, gsize step)
{
  const EaselTextProtocol *protocol = get_protocol ();
  const char *stream =
      protocol->framing == EASEL_TEXT_FRAMING_LINES ? "application/x-ndjson" : "text/event-stream";
  g_autoptr (EaselReplay) replay = easel_replay_run (protocol, size % 2 == 0 ? stream : "application/json",
                                                     (const char *) data, size, &step, 1);

  return easel_replay_describe (replay);
}

/* The list of models, and what is told of each. */
static void
read_models (const guint8 *data, gsize size)
{
  const EaselTextProtocol *protocol = get_protocol ();
  g_autoptr (EaselAccount) account = easel_account_new ("fuzz", NULL);
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_info_unref);
  g_autoptr (JsonNode) root = easel_json_parse ((const char *) data, (gssize) size, NULL);
  g_autofree char *next = NULL;

  if (root == NULL)
    return;
  protocol->parse_models (root, account, models, &next, NULL);
  if (protocol->parse_details == NULL)
    return;
  if (models->len == 0)
    g_ptr_array_add (models, easel_model_info_new ("fuzz", NULL));
  for (guint i = 0; i < MIN (models->len, 3); i++)
    protocol->parse_details (root, account, models, i);
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
