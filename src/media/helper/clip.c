// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "clip.h"

#include <glib/gi18n.h>
#include <gst/gst.h>
#include <gst/video/video.h>

#include "easel-error.h"

/* The first picture of a clip. GStreamer begins with the first one that is asked for. */

#define PATIENCE (10 * GST_SECOND)
#define MOST_POINTS (40 * 1000 * 1000)

static gboolean
fail (const char *why, GError **error)
{
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
               _ ("The clip has no picture that can be shown: %s."), why);
  return FALSE;
}

/* The sink's last sample, as soon as the pipeline stands ready to play. */
static GstSample *
preroll (GstElement *pipeline, GError **error)
{
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) reason = NULL;
  GstSample *sample = NULL;

  if (gst_element_set_state (pipeline, GST_STATE_PAUSED) == GST_STATE_CHANGE_FAILURE)
    {
      message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
      if (message != NULL)
        gst_message_parse_error (message, &reason, NULL);
      fail (reason != NULL ? reason->message : _ ("it cannot be opened"), error);
      return NULL;
    }
  message = gst_bus_timed_pop_filtered (bus, PATIENCE,
                                        GST_MESSAGE_ERROR | GST_MESSAGE_ASYNC_DONE | GST_MESSAGE_EOS);
  if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &reason, NULL);
  else if (message != NULL)
    g_object_get (sink, "last-sample", &sample, NULL);
  if (sample == NULL)
    fail (reason != NULL    ? reason->message
          : message != NULL ? _ ("there is none in it")
                            : _ ("none comes in ten seconds"),
          error);
  return sample;
}

static GdkPixbuf *
convert (GstSample *sample, GError **error)
{
  GstVideoInfo info;
  GstVideoFrame frame;
  GdkPixbuf *picture = NULL;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample)) ||
      !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    {
      fail (_ ("it is of no known form"), error);
      return NULL;
    }
  if ((gint64) GST_VIDEO_INFO_WIDTH (&info) * GST_VIDEO_INFO_HEIGHT (&info) <= MOST_POINTS)
    {
      g_autoptr (GdkPixbuf) shared = gdk_pixbuf_new_from_data (
          GST_VIDEO_FRAME_PLANE_DATA (&frame, 0), GDK_COLORSPACE_RGB, FALSE, 8, GST_VIDEO_INFO_WIDTH (&info),
          GST_VIDEO_INFO_HEIGHT (&info), GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0), NULL, NULL);

      picture = gdk_pixbuf_copy (shared);
    }
  gst_video_frame_unmap (&frame);
  if (picture == NULL)
    fail (_ ("it is too large"), error);
  return picture;
}

/*
 * The first picture of the clip that fd reads.
 */
GdkPixbuf *
easel_helper_decode_clip (int fd, GError **error)
{
  g_autofree char *description = g_strdup_printf (
      "filesrc location=/proc/self/fd/%d ! decodebin ! videoconvert ! video/x-raw,format=RGB ! "
      "fakesink name=sink sync=false enable-last-sample=true",
      fd);
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstSample) sample = NULL;
  g_autoptr (GError) local_error = NULL;
  GdkPixbuf *picture = NULL;

  if (!gst_init_check (NULL, NULL, &local_error))
    {
      fail (local_error->message, error);
      return NULL;
    }
  pipeline = gst_parse_launch (description, &local_error);
  if (pipeline == NULL)
    {
      fail (local_error->message, error);
      return NULL;
    }
  sample = preroll (pipeline, error);
  if (sample != NULL)
    picture = convert (sample, error);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return picture;
}
