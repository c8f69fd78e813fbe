// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "thread-double.h"

#include <string.h>

#include "easel-markdown.h"

struct _ThreadDouble
{
  GObject parent_instance;

  gint64 id;
  EaselThreadVoice voice;
  GString *text;
  guint n_blocks;
  gsize length;
  int recipe; /* what its text is made of; -1 if it has one */
  gboolean loaded;
  gboolean is_streaming;
};

G_DEFINE_FINAL_TYPE (ThreadDouble, thread_double, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_TEXT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint n_loads;

static void
thread_double_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, THREAD_DOUBLE (object)->text->str);
}

static void
thread_double_finalize (GObject *object)
{
  g_string_free (THREAD_DOUBLE (object)->text, TRUE);
  G_OBJECT_CLASS (thread_double_parent_class)->finalize (object);
}

static void
thread_double_class_init (ThreadDoubleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = thread_double_get_property;
  object_class->finalize = thread_double_finalize;
  properties[PROP_TEXT] = g_param_spec_string (
      "text", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
thread_double_init (ThreadDouble *self)
{
  self->text = g_string_new (NULL);
  self->recipe = -1;
}

ThreadDouble *
thread_double_new (gint64 id, EaselThreadVoice voice, const char *text, gboolean loaded)
{
  ThreadDouble *self = g_object_new (THREAD_TYPE_DOUBLE, NULL);

  self->id = id;
  self->voice = voice;
  g_string_append (self->text, text);
  self->n_blocks = easel_markdown_count_blocks (text, self->text->len);
  self->loaded = loaded;
  return self;
}

ThreadDouble *
thread_double_new_answer (gint64 id, guint n)
{
  g_autofree char *text = thread_double_make_answer (n);
  ThreadDouble *self = g_object_new (THREAD_TYPE_DOUBLE, NULL);

  self->id = id;
  self->voice = EASEL_THREAD_VOICE_ANSWER;
  self->length = strlen (text);
  self->n_blocks = easel_markdown_count_blocks (text, self->length);
  self->recipe = (int) n;
  return self;
}

void
thread_double_append_quietly (ThreadDouble *self, const char *text)
{
  g_string_append (self->text, text);
}

void
thread_double_tell (ThreadDouble *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

void
thread_double_append (ThreadDouble *self, const char *text)
{
  g_string_append (self->text, text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

void
thread_double_set_streaming (ThreadDouble *self, gboolean is_streaming)
{
  self->is_streaming = is_streaming;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

guint
thread_double_count_loads (void)
{
  return n_loads;
}

/* ---- the source ---- */

static gint64
get_id (gpointer message)
{
  return THREAD_DOUBLE (message)->id;
}

static EaselThreadVoice
get_voice (gpointer message)
{
  return THREAD_DOUBLE (message)->voice;
}

static guint
get_n_blocks (gpointer message)
{
  return THREAD_DOUBLE (message)->n_blocks;
}

static gsize
get_length (gpointer message)
{
  ThreadDouble *self = THREAD_DOUBLE (message);

  return self->recipe >= 0 ? self->length : self->text->len;
}

static const char *
get_text (gpointer message)
{
  return THREAD_DOUBLE (message)->loaded ? THREAD_DOUBLE (message)->text->str : NULL;
}

static gboolean
is_streaming (gpointer message)
{
  return THREAD_DOUBLE (message)->is_streaming;
}

typedef struct
{
  ThreadDouble *message;
  DexPromise *promise;
} Load;

static gboolean
finish_load (gpointer data)
{
  g_autofree Load *load = data;

  load->message->loaded = TRUE;
  if (load->message->recipe >= 0)
    {
      g_autofree char *text = thread_double_make_answer ((guint) load->message->recipe);

      g_string_assign (load->message->text, text);
      load->message->recipe = -1;
    }
  g_object_notify_by_pspec (G_OBJECT (load->message), properties[PROP_TEXT]);
  dex_promise_resolve_boolean (load->promise, TRUE);
  g_object_unref (load->message);
  dex_unref (load->promise);
  return G_SOURCE_REMOVE;
}

static DexFuture *
load_text (gpointer message)
{
  Load *load = g_new0 (Load, 1);

  n_loads++;
  load->message = g_object_ref (message);
  load->promise = dex_promise_new ();
  g_idle_add (finish_load, load);
  return dex_ref (DEX_FUTURE (load->promise));
}

static void
note_n_blocks (gpointer message, guint n_blocks)
{
  THREAD_DOUBLE (message)->n_blocks = n_blocks;
}

/* As a conversation knows of its messages: in an array, beside the objects. */
static void
get_outline (GListModel *messages, guint position, EaselThreadOutline *outline)
{
  GArray *known = g_object_get_data (G_OBJECT (messages), "outlines");
  g_autoptr (ThreadDouble) message = NULL;

  if (known != NULL && position < known->len)
    {
      *outline = g_array_index (known, EaselThreadOutline, position);
      return;
    }
  message = g_list_model_get_item (messages, position);
  outline->voice = message->voice;
  outline->n_blocks = message->n_blocks;
  outline->length = get_length (message);
}

const EaselThreadSource thread_double_source = {
  .get_id = get_id,
  .get_voice = get_voice,
  .get_n_blocks = get_n_blocks,
  .get_length = get_length,
  .get_text = get_text,
  .is_streaming = is_streaming,
  .load = load_text,
  .note_n_blocks = note_n_blocks,
  .get_outline = get_outline,
};

/* ---- a thread ---- */

char *
thread_double_make_answer (guint n)
{
  static const char *const pieces[] = {
    "Two directions hold the tower **as it is** and change only what the *light* does:\n\n"
    "1. **Warm core, cold edge.** Keep the lamp amber and let everything else fall to slate blue.\n"
    "2. **Spray as the diffuser.** Light the air, not the tower: the beam needs something to land on.\n\n"
    "```prompt\namber light pouring from the lantern room, (sea spray catching the beam:1.3), slate-blue "
    "dusk, "
    "{sleet|fine rain}, 35mm, long exposure\n```\n",
    "Drop *soft film grain* first: at dusk it reads as noise in the sky. With spray in the frame I would "
    "also shorten "
    "the exposure, because long exposures smooth the water into mist and the tower loses its edge.\n\n"
    "See [the notes on dusk](https://example.org/dusk) for more.\n",
    "## What changes\n\n| part | before | after |\n|---|---|--:|\n| light | warm light in the lantern room | "
    "amber | \n"
    "| sea | waves breaking | heavy swell exploding | \n| weight | 1.2 | 1.3 |\n\n> Keep the tower.\n\nThat "
    "is all.\n",
    "```python\nimport colorsys\n\ndef dusk(hue, value=0.4):\n    \"\"\"A slate blue.\"\"\"\n    # darker "
    "than noon\n"
    "    r, g, b = colorsys.hsv_to_rgb(hue, 0.35, value)\n    return tuple(round(c * 255) for c in (r, g, "
    "b))\n```\n\n"
    "- first the sky\n- then the sea\n  - its foam\n- [x] the lamp\n",
    "A short answer, with $E = mc^2$ and `code`.\n",
    "The long exposure needs a second look. Light travels through spray in a way that paint cannot: it "
    "scatters, and "
    "what was a hard edge becomes a gradient. Three things follow from that.\n\nFirst, the brightest place "
    "is not the "
    "lamp but the air before it. Second, colours far from the lamp lose their warmth faster than their "
    "brightness. "
    "Third, anything dark in front of the beam has a halo.\n\n---\n\nUse the *second* when in doubt.\n",
  };

  return g_strdup_printf ("%s%s", pieces[n % G_N_ELEMENTS (pieces)],
                          n % 7 == 0 ? pieces[(n / 7) % G_N_ELEMENTS (pieces)] : "");
}

GListStore *
thread_double_make (guint n_messages, gboolean loaded)
{
  GListStore *store = g_list_store_new (THREAD_TYPE_DOUBLE);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_messages; i++)
    {
      gboolean user = i % 2 == 0;
      g_autofree char *text =
          user ? g_strdup_printf ("Message %u: which light would make this feel more dangerous%s?", i,
                                  i % 6 == 0 ? ", without touching the tower" : "")
               : thread_double_make_answer (i / 2);

      g_ptr_array_add (messages,
                       thread_double_new (i + 1, user ? EASEL_THREAD_VOICE_USER : EASEL_THREAD_VOICE_ANSWER,
                                          text, loaded));
    }
  g_list_store_splice (store, 0, 0, messages->pdata, messages->len);
  return store;
}

GListStore *
thread_double_make_bare (guint n_messages)
{
  GListStore *store = g_list_store_new (THREAD_TYPE_DOUBLE);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);

  GArray *outlines = g_array_new (FALSE, FALSE, sizeof (EaselThreadOutline));

  for (guint i = 0; i < n_messages; i++)
    g_ptr_array_add (messages,
                     i % 2 == 0 ? thread_double_new (i + 1, EASEL_THREAD_VOICE_USER, "And what then?", TRUE)
                                : thread_double_new_answer (i + 1, i / 2));
  g_list_store_splice (store, 0, 0, messages->pdata, messages->len);
  for (guint i = 0; i < n_messages; i++)
    {
      EaselThreadOutline outline = { 0 };

      get_outline (G_LIST_MODEL (store), i, &outline);
      g_array_append_val (outlines, outline);
    }
  g_object_set_data_full (G_OBJECT (store), "outlines", outlines, (GDestroyNotify) g_array_unref);
  return store;
}
