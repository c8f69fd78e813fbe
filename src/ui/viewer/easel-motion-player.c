// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-motion-player.h"

/* An animation that takes no more is kept whole; of a longer one what comes next. */
#define MOST_KEPT ((gsize) 96 * 1024 * 1024)
/* About so many bytes are asked for at a time, and when fewer wait. */
#define CHUNK ((gsize) 16 * 1024 * 1024)
/* A larger one is played smaller. */
#define LARGEST_SIDE 2048

/**
 * EaselMotionPlayer:
 *
 * Plays one animation: each of its pictures as long as it says. They are read
 * in the helper, a few at a time, and no more of them are kept than a bound
 * allows, however many there are.
 *
 * Signals: "frame": another picture is to be shown. "failed": why it does not
 * play, a sentence.
 */
struct _EaselMotionPlayer
{
  GObject parent_instance;

  /* owned */
  EaselLibraryService *service;
  EaselAsset *asset;
  GPtrArray *kept; /* all of them, as far as they are there; NULL if they are too many */
  GQueue coming;   /* else the next ones */
  EaselPixels *pixels;
  DexFuture *loading;

  /* state */
  gsize bytes; /* of those that are kept or come */
  guint n_frames;
  guint plays;
  int played;     /* how often it came round; -1 before it is played again from its end */
  guint position; /* of the one that is shown */
  guint next_load;
  gint64 due;
  guint source;
  gboolean started;
  gboolean playing;
  gboolean waits;
};

enum
{
  PROP_0,
  PROP_PLAYING,
  N_PROPS,
};

G_DEFINE_FINAL_TYPE (EaselMotionPlayer, easel_motion_player, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
static guint frame_signal;
static guint failed_signal;

static void step (EaselMotionPlayer *self);

static void
set_playing (EaselMotionPlayer *self, gboolean playing)
{
  if (self->playing == playing)
    return;
  self->playing = playing;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYING]);
}

/* ---- loading ---- */

static gsize
count_bytes (const EaselPixels *pixels)
{
  return g_bytes_get_size (pixels->data);
}

static void
take (EaselMotionPlayer *self, const EaselMotion *motion)
{
  const EaselPixels *sample = g_ptr_array_index (motion->pictures, 0);

  if (!self->started)
    {
      self->started = TRUE;
      self->n_frames = motion->n_frames;
      self->plays = motion->plays;
      if (motion->n_frames <= MOST_KEPT / count_bytes (sample))
        self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_pixels_unref);
    }
  for (guint i = 0; i < motion->pictures->len; i++)
    {
      EaselPixels *pixels = easel_pixels_ref (g_ptr_array_index (motion->pictures, i));

      self->bytes += count_bytes (pixels);
      if (self->kept != NULL)
        g_ptr_array_add (self->kept, pixels);
      else
        g_queue_push_tail (&self->coming, pixels);
    }
  self->next_load = (motion->first + motion->pictures->len) % self->n_frames;
}

static gboolean
wants_more (EaselMotionPlayer *self)
{
  if (!self->started)
    return TRUE;
  return self->kept != NULL ? self->kept->len < self->n_frames : self->bytes < CHUNK;
}

static void load (EaselMotionPlayer *self);

/* Its reader rested, and is too slow to come back to where it was: from the beginning. */
static gboolean
begin_anew (EaselMotionPlayer *self, const GError *error)
{
  if (error == NULL || self->kept != NULL || self->next_load == 0 || !self->started)
    return FALSE;
  g_queue_clear_full (&self->coming, (GDestroyNotify) easel_pixels_unref);
  self->bytes = 0;
  self->next_load = 0;
  self->position = self->n_frames - 1;
  load (self);
  return TRUE;
}

static DexFuture *
on_loaded_cb (DexFuture *future, gpointer user_data)
{
  g_autoptr (EaselMotionPlayer) self = g_weak_ref_get (user_data);
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  const EaselMotion *motion = value != NULL ? g_value_get_boxed (value) : NULL;

  if (self == NULL || self->service == NULL)
    return dex_future_new_true ();
  dex_clear (&self->loading);
  /* The file is another one than it was a moment ago, or not what it should be. */
  if (motion == NULL || motion->first != self->next_load ||
      (self->started && motion->n_frames != self->n_frames))
    {
      if (begin_anew (self, error))
        return dex_future_new_true ();
      set_playing (self, FALSE);
      if (error != NULL)
        g_signal_emit (self, failed_signal, 0, error->message);
      return dex_future_new_true ();
    }
  take (self, motion);
  if (self->waits && self->playing)
    step (self);
  load (self);
  return dex_future_new_true ();
}

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
load (EaselMotionPlayer *self)
{
  DexFuture *future;
  GWeakRef *weak;

  if (self->loading != NULL || !self->playing || !wants_more (self))
    return;
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  future = dex_future_finally (
      easel_library_service_load_motion (self->service, self->asset, LARGEST_SIDE, self->next_load, CHUNK),
      on_loaded_cb, weak, weak_ref_free);
  /* What was ready at once is over. */
  if (dex_future_is_pending (future))
    self->loading = future;
  else
    dex_unref (future);
}

/* ---- playing ---- */

static EaselPixels *
take_next (EaselMotionPlayer *self, guint position)
{
  EaselPixels *pixels;

  if (self->kept != NULL)
    return position < self->kept->len ? easel_pixels_ref (g_ptr_array_index (self->kept, position)) : NULL;
  pixels = g_queue_pop_head (&self->coming);
  if (pixels != NULL)
    self->bytes -= count_bytes (pixels);
  return pixels;
}

static gboolean
on_due_cb (gpointer user_data)
{
  EaselMotionPlayer *self = user_data;

  self->source = 0;
  step (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for_next (EaselMotionPlayer *self)
{
  gint64 now = g_get_monotonic_time ();

  /* One that comes too late makes the others no faster. */
  self->due = MAX (self->due + (gint64) self->pixels->delay * 1000, now);
  self->source = g_timeout_add ((guint) ((self->due - now + 999) / 1000), on_due_cb, self);
}

/* Shows the next one, if it is there. */
static void
step (EaselMotionPlayer *self)
{
  guint position = self->pixels != NULL ? (self->position + 1) % self->n_frames : 0;
  EaselPixels *next;

  if (self->pixels != NULL && position == 0 && self->plays > 0 && self->played + 1 >= (int) self->plays)
    {
      set_playing (self, FALSE);
      return;
    }
  next = self->started ? take_next (self, position) : NULL;
  self->waits = next == NULL;
  if (next == NULL)
    {
      load (self);
      return;
    }
  if (self->pixels == NULL)
    self->due = g_get_monotonic_time ();
  else if (position == 0)
    self->played++;
  g_clear_pointer (&self->pixels, easel_pixels_unref);
  self->pixels = next;
  self->position = position;
  wait_for_next (self);
  load (self);
  g_signal_emit (self, frame_signal, 0);
}

/* ---- the object ---- */

static void
easel_motion_player_dispose (GObject *object)
{
  EaselMotionPlayer *self = EASEL_MOTION_PLAYER (object);

  g_clear_handle_id (&self->source, g_source_remove);
  dex_clear (&self->loading);
  g_clear_object (&self->service);
  g_clear_object (&self->asset);

  G_OBJECT_CLASS (easel_motion_player_parent_class)->dispose (object);
}

static void
easel_motion_player_finalize (GObject *object)
{
  EaselMotionPlayer *self = EASEL_MOTION_PLAYER (object);

  g_clear_pointer (&self->kept, g_ptr_array_unref);
  g_queue_clear_full (&self->coming, (GDestroyNotify) easel_pixels_unref);
  g_clear_pointer (&self->pixels, easel_pixels_unref);

  G_OBJECT_CLASS (easel_motion_player_parent_class)->finalize (object);
}

static void
easel_motion_player_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EaselMotionPlayer *self = EASEL_MOTION_PLAYER (object);

  if (prop_id == PROP_PLAYING)
    g_value_set_boolean (value, self->playing);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
easel_motion_player_class_init (EaselMotionPlayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = easel_motion_player_dispose;
  object_class->finalize = easel_motion_player_finalize;
  object_class->get_property = easel_motion_player_get_property;

  /**
   * EaselMotionPlayer:playing:
   *
   * Whether it moves; not any more after the last time that it is to be played.
   */
  properties[PROP_PLAYING] =
      g_param_spec_boolean ("playing", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  frame_signal = g_signal_new ("frame", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
  failed_signal = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
easel_motion_player_init (EaselMotionPlayer *self)
{
  g_queue_init (&self->coming);
}

/**
 * easel_motion_player_new:
 * @service: where its pictures come from
 * @asset: a loaded asset that is animated
 *
 * Returns: (transfer full): a player that stands still; nothing is read yet
 */
EaselMotionPlayer *
easel_motion_player_new (EaselLibraryService *service, EaselAsset *asset)
{
  EaselMotionPlayer *self = g_object_new (EASEL_TYPE_MOTION_PLAYER, NULL);

  self->service = g_object_ref (service);
  self->asset = g_object_ref (asset);
  return self;
}

/**
 * easel_motion_player_set_playing:
 * @self: the player
 * @playing: whether it moves; one that came to its end begins anew
 */
void
easel_motion_player_set_playing (EaselMotionPlayer *self, gboolean playing)
{
  g_return_if_fail (EASEL_IS_MOTION_PLAYER (self));

  if (self->playing == playing || self->service == NULL)
    return;
  set_playing (self, playing);
  g_clear_handle_id (&self->source, g_source_remove);
  if (!playing)
    return;
  if (self->started && self->plays > 0 && self->position + 1 == self->n_frames &&
      self->played + 1 >= (int) self->plays)
    self->played = -1;
  self->due = g_get_monotonic_time ();
  step (self);
}

gboolean
easel_motion_player_get_playing (EaselMotionPlayer *self)
{
  g_return_val_if_fail (EASEL_IS_MOTION_PLAYER (self), FALSE);

  return self->playing;
}

/**
 * easel_motion_player_get_pixels:
 * @self: the player
 *
 * Returns: (transfer none) (nullable): what is to be shown now; %NULL before the first one
 */
EaselPixels *
easel_motion_player_get_pixels (EaselMotionPlayer *self)
{
  g_return_val_if_fail (EASEL_IS_MOTION_PLAYER (self), NULL);

  return self->pixels;
}

/**
 * easel_motion_player_get_position:
 * @self: the player
 *
 * Returns: which picture that is, from 0
 */
guint
easel_motion_player_get_position (EaselMotionPlayer *self)
{
  g_return_val_if_fail (EASEL_IS_MOTION_PLAYER (self), 0);

  return self->position;
}

/**
 * easel_motion_player_get_n_frames:
 * @self: the player
 *
 * Returns: how many pictures it has; 0 before that is known
 */
guint
easel_motion_player_get_n_frames (EaselMotionPlayer *self)
{
  g_return_val_if_fail (EASEL_IS_MOTION_PLAYER (self), 0);

  return self->n_frames;
}

/**
 * easel_motion_player_get_bytes:
 * @self: the player
 *
 * Returns: how many bytes of pictures are kept
 */
gsize
easel_motion_player_get_bytes (EaselMotionPlayer *self)
{
  g_return_val_if_fail (EASEL_IS_MOTION_PLAYER (self), 0);

  return self->bytes;
}
