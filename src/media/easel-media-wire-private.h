// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What is said between a program and its helper, over a socket: a request with
 * the descriptor of a file, an answer with its payload. Both run on the same
 * machine and come from the same build, so numbers are as they are in memory.
 */

/* The descriptor of the socket in the helper. */
#define EASEL_HELPER_SOCKET 3
#define EASEL_HELPER_MAGIC 0x45736c31

/* The largest file that is written with other metadata, and what is said of one. */
#define EASEL_HELPER_MOST_WRITTEN (512 * 1024 * 1024)
#define EASEL_HELPER_MOST_WORDS (32 * 1024 * 1024)

/* The largest side of a picture that is asked for, and the largest answer. */
#define EASEL_HELPER_MOST_SIDE 16384
#define EASEL_HELPER_MOST_ANSWER (G_GINT64_CONSTANT (1) << 30)

typedef enum
{
  /* What the file says: JSON. */
  EASEL_HELPER_READ = 1,
  /* Its picture, both sides at most so large: points. */
  EASEL_HELPER_DECODE,
  /* The file with other metadata; JSON of these follows the request, side is what to keep. */
  EASEL_HELPER_WRITE,
  /* Its picture as a file no larger than that in both, of the formats that are bits of
   * formats; nothing if it is so already. */
  EASEL_HELPER_SHRINK,
  /* Some of its pictures, if it has several: those from first on, as many as go into most
   * bytes: EaselHelperFilm, then EaselHelperFrame and points for each. */
  EASEL_HELPER_FRAMES,
  /* Tests only: what becomes of a helper that does wrong. */
  EASEL_HELPER_MISBEHAVE,
} EaselHelperOperation;

typedef struct
{
  guint32 magic;
  guint32 operation;
  guint32 side;
  guint32 seconds;
  guint32 formats;
  guint32 first;
  guint64 most;
  guint64 length;
} EaselHelperRequest;

/* The most points of a canvas on which an animation is drawn, and of its pictures in an answer. */
#define EASEL_HELPER_MOST_CANVAS (24 * 1000 * 1000)
#define EASEL_HELPER_MOST_FRAMES 64

typedef struct
{
  guint32 n_frames; /* of the whole file */
  guint32 plays;    /* 0 for ever */
  guint32 first;
  guint32 n;
} EaselHelperFilm;

typedef struct
{
  guint32 delay; /* milliseconds */
  guint32 unused;
} EaselHelperFrame;

/* With an error, the payload is its sentence and width its code. */
typedef struct
{
  guint32 magic;
  guint32 failed;
  guint32 width;
  guint32 height;
  guint32 stride;
  guint32 has_alpha;
  guint32 whole_width;
  guint32 whole_height;
  guint64 length;
} EaselHelperAnswer;

G_END_DECLS
