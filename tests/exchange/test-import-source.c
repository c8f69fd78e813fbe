// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-import-source.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "easel-error.h"

/* A file of its own without a name, with @bytes in it. */
static int
make_file (const void *bytes, gsize length)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("easel-XXXXXX", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_unlink (path);
  while (length > 0)
    {
      gssize written = write (fd, bytes, length);

      g_assert_cmpint (written, >, 0);
      bytes = (const char *) bytes + written;
      length -= (gsize) written;
    }
  return fd;
}

static la_ssize_t
on_written_cb (struct archive *archive, void *data, const void *bytes, size_t length)
{
  g_byte_array_append (data, bytes, (guint) length);
  return (la_ssize_t) length;
}

/* A ZIP of pairs of names and texts, ended by NULL. */
static GByteArray *
make_zip (const char *const *pairs)
{
  GByteArray *zip = g_byte_array_new ();
  struct archive *archive = archive_write_new ();

  g_assert_cmpint (archive_write_set_format_zip (archive), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_set_bytes_in_last_block (archive, 1), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_open (archive, zip, NULL, on_written_cb, NULL), ==, ARCHIVE_OK);
  for (; *pairs != NULL; pairs += 2)
    {
      struct archive_entry *entry = archive_entry_new ();
      gsize length = strlen (pairs[1]);

      archive_entry_set_pathname (entry, pairs[0]);
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_entry_set_perm (entry, 0644);
      archive_entry_set_size (entry, (la_int64_t) length);
      g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
      g_assert_cmpint (archive_write_data (archive, pairs[1], length), ==, (la_ssize_t) length);
      archive_entry_free (entry);
    }
  g_assert_cmpint (archive_write_close (archive), ==, ARCHIVE_OK);
  archive_write_free (archive);
  return zip;
}

/* The elements, one after the other; then . or the error's sentence. */
static char *
read_all (EaselImportSource *source, GError *error)
{
  g_autoptr (GString) seen = g_string_new (NULL);

  while (source != NULL)
    {
      EaselJsonItem item;

      if (!easel_import_source_next (source, &item, &error))
        break;
      if (item.state == EASEL_JSON_ITEM_NONE)
        {
          g_string_append_c (seen, '.');
          return g_string_free (g_steal_pointer (&seen), FALSE);
        }
      if (item.state == EASEL_JSON_ITEM_OBJECT)
        g_string_append_len (seen, item.data, (gssize) item.length);
      else
        g_string_append_c (seen, '?');
    }
  g_assert_nonnull (error);
  g_string_append (seen, error->message);
  g_error_free (error);
  return g_string_free (g_steal_pointer (&seen), FALSE);
}

static char *
read_bytes (const void *bytes, gsize length)
{
  int fd = make_file (bytes, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselImportSource) source = easel_import_source_new (fd, &error);
  char *found = read_all (source, g_steal_pointer (&error));

  if (source != NULL)
    {
      g_autofree char *again = NULL;
      g_autoptr (GError) again_error = NULL;

      /* From the start once more, the same. */
      if (easel_import_source_rewind (source, &again_error))
        again = read_all (source, NULL);
      else
        again = g_strdup (again_error->message);
      g_assert_cmpstr (again, ==, found);
    }
  g_clear_pointer (&source, easel_import_source_free);
  close (fd);
  return found;
}

static char *
read_zip (const char *const *pairs)
{
  g_autoptr (GByteArray) zip = make_zip (pairs);

  return read_bytes (zip->data, zip->len);
}

static void
assert_like (const char *found, const char *pattern)
{
  g_test_message ("%s", found);
  g_assert_true (g_pattern_match_simple (pattern, found));
}

static void
test_json (void)
{
  static const char *const table[][2] = {
    { "[{\"a\": 1}, {}]", "{\"a\": 1}{}." },
    { "{\"a\": 1}", "{\"a\": 1}." },
    { "[3, {}]", "?{}." },
    { "", "The file is empty*" },
    { "[{}, {", "{}The file is cut off*" },
    { "a picture", "The file is no JSON and no ZIP*" },
    { "PK", "The file is no JSON and no ZIP*" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *found = read_bytes (table[i][0], strlen (table[i][0]));

      assert_like (found, table[i][1]);
    }
}

/* Only what has the right name at the top is read, whatever else there is. */
static void
test_zip (void)
{
  static const char *const plain[] = {
    "user.json", "{\"no\": 1}", "conversations.json", "[{\"a\": 1},{}]", "chat.html", "<script>", NULL
  };
  static const char *const cut[] = { "conversations-000.json", "[{\"a\": 1}]", "conversations-001.json",
                                     "[{\"b\": 1}]", NULL };
  static const char *const hostile[] = { "../conversations.json",
                                         "[{\"a\": 1}]",
                                         "/conversations.json",
                                         "[{\"b\": 1}]",
                                         "x/conversations.json",
                                         "[{\"c\": 1}]",
                                         "conversations.json.sh",
                                         "[{\"d\": 1}]",
                                         "conversations-.json",
                                         "[{\"e\": 1}]",
                                         "conversations-0x.json",
                                         "[{\"f\": 1}]",
                                         "\xff.json",
                                         "[{\"g\": 1}]",
                                         "conversations.json",
                                         "[{\"yes\": 1}]",
                                         NULL };
  static const char *const twice[] = { "conversations.json", "[{\"a\": 1}]", "conversations.json", "[{}]",
                                       NULL };
  static const char *const none[] = { "a/conversations.json", "[{\"a\": 1}]", "users.json", "[]", NULL };
  static const char *const broken[] = { "conversations.json", "[{\"a\": 1}, ", NULL };
  static const char *const empty[] = { NULL };
  g_autofree char *plain_found = read_zip (plain);
  g_autofree char *cut_found = read_zip (cut);
  g_autofree char *hostile_found = read_zip (hostile);
  g_autofree char *twice_found = read_zip (twice);
  g_autofree char *none_found = read_zip (none);
  g_autofree char *broken_found = read_zip (broken);
  g_autofree char *empty_found = read_zip (empty);

  g_assert_cmpstr (plain_found, ==, "{\"a\": 1}{}.");
  g_assert_cmpstr (cut_found, ==, "{\"a\": 1}{\"b\": 1}.");
  g_assert_cmpstr (hostile_found, ==, "{\"yes\": 1}.");
  assert_like (twice_found, "*two files called conversations.json*");
  assert_like (none_found, "*no conversations.json at its top*");
  assert_like (broken_found, "{\"a\": 1}The file is cut off*");
  assert_like (empty_found, "*no conversations.json at its top*");
}

/* Cut or changed anywhere: all of it or a sentence. */
/* Pictures are found by what names them, in memory alone, and only those. */
static void
test_pictures (void)
{
  static const char *const pairs[] = {
    "conversations.json",
    "[{\"a\":1},{\"b\":2}]",
    "file-AbCdEf-my picture.png",
    "one",
    "../../file_00000000abcd-sanitized.dat",
    "two",
    "dalle-generations/file-XyZxYz.webp",
    "three",
    "file-AbCdEfG.png",
    "another",
    NULL,
  };
  static const struct
  {
    const char *pointer, *text;
  } cases[] = {
    { "file-service://file-AbCdEf", "one" },
    { "sediment://file_00000000abcd", "two" },
    { "file-XyZxYz", "three" },
    { "file-service://file-AbCdEfG", "another" },
    { "file-service://file-AbCd", NULL },
    { "file-service://file-AbCdEfGh", NULL },
    { "file-service://", NULL },
    { "file-service://..", NULL },
    { "file-service://conversations", NULL },
    { "https://example.org/file-AbCdEf?x", NULL },
    { "", NULL },
  };
  g_autoptr (GByteArray) zip = make_zip (pairs);
  int fd = make_file (zip->data, zip->len);
  g_autoptr (GError) error = NULL;
  EaselImportSource *source = easel_import_source_new (fd, &error);
  EaselJsonItem item;
  g_autofree char *rest = NULL;

  g_assert_no_error (error);
  g_assert_true (easel_import_source_next (source, &item, &error));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = easel_import_source_load_picture (source, cases[i].pointer, 100);

      g_test_message ("%s", cases[i].pointer);
      if (cases[i].text == NULL)
        g_assert_null (bytes);
      else
        g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), cases[i].text,
                         strlen (cases[i].text));
    }
  g_assert_null (easel_import_source_load_picture (source, "file-XyZxYz", 4));
  /* Where it reads on was not touched. */
  rest = read_all (source, NULL);
  g_assert_cmpstr (rest, ==, "{\"b\":2}.");
  easel_import_source_free (source);
  close (fd);

  /* Cut at each byte, nothing is found or all of it is. */
  for (guint length = 0; length < zip->len; length++)
    {
      int cut = make_file (zip->data, length);

      source = easel_import_source_new (cut, NULL);
      if (source != NULL)
        {
          g_autoptr (GBytes) bytes = easel_import_source_load_picture (source, "file-XyZxYz", 100);

          if (bytes != NULL)
            g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "three", 5);
        }
      easel_import_source_free (source);
      close (cut);
    }
}

static void
test_damaged_zip (void)
{
  static const char *const pairs[] = { "conversations.json",
                                       "[{\"a\": \"b b b b b b b b b b b b b b b b b b b b b b b\"},{}]",
                                       NULL };
  g_autoptr (GByteArray) zip = make_zip (pairs);
  g_autofree char *whole = read_bytes (zip->data, zip->len);
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  guint n_whole = 0;

  g_assert_true (g_str_has_suffix (whole, "{}."));
  for (guint length = 0; length < zip->len; length++)
    {
      g_autofree char *found = read_bytes (zip->data, length);

      /* What comes after the entry is no part of it. */
      g_assert_true (strcmp (found, whole) == 0 || !g_str_has_suffix (found, "}."));
      n_whole += strcmp (found, whole) == 0;
    }
  g_test_message ("%u of %u cuts leave all", n_whole, zip->len);
  g_assert_cmpuint (n_whole, <, zip->len / 2 + 60);
  for (guint round = 0; round < 400; round++)
    {
      g_autofree guint8 *changed = g_memdup2 (zip->data, zip->len);
      g_autofree char *found = NULL;

      changed[g_rand_int_range (rand, 0, (int) zip->len)] ^= (guint8) g_rand_int_range (rand, 1, 256);
      found = read_bytes (changed, zip->len);
      g_assert_cmpuint (strlen (found), >, 0);
    }
}

/* What unpacks to a thousand times its size is left alone early. */
static void
test_bomb (void)
{
  g_autofree char *spaces = g_strnfill (20 * 1024 * 1024, ' ');
  const char *const pairs[] = { "conversations.json", spaces, NULL };
  g_autofree char *found = NULL;

  spaces[0] = '[';
  found = read_zip (pairs);
  assert_like (found, "*unpacks to far more than chats do*");
}

static void
test_no_file (void)
{
  int ends[2];
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (pipe (ends), ==, 0);
  g_assert_null (easel_import_source_new (ends[0], &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  close (ends[0]);
  close (ends[1]);
  g_assert_null (easel_import_source_new (-1, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE);
}

/* A picture that unpacks to far more than it is, and is named without end. */
static void
test_picture_bomb (void)
{
  g_autofree char *large = g_strnfill (32 * 1024 * 1024, 'x');
  const char *const pairs[] = { "conversations.json", "[{\"a\": 1}]", "file-AbCdEf.png", large, NULL };
  g_autoptr (GByteArray) zip = make_zip (pairs);
  int fd = make_file (zip->data, zip->len);
  g_autoptr (GError) error = NULL;
  EaselImportSource *source = easel_import_source_new (fd, &error);
  guint n_read = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (GBytes) bytes =
          easel_import_source_load_picture (source, "file-service://file-AbCdEf", 64 * 1024 * 1024);

      n_read += bytes != NULL;
    }
  g_assert_cmpuint (n_read, >, 0);
  g_assert_cmpuint (n_read, <, 15);
  easel_import_source_free (source);
  close (fd);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/exchange/import-source/json", test_json);
  g_test_add_func ("/exchange/import-source/zip", test_zip);
  g_test_add_func ("/exchange/import-source/damaged-zip", test_damaged_zip);
  g_test_add_func ("/exchange/import-source/pictures", test_pictures);
  g_test_add_func ("/exchange/import-source/picture-bomb", test_picture_bomb);
  g_test_add_func ("/exchange/import-source/bomb", test_bomb);
  g_test_add_func ("/exchange/import-source/no-file", test_no_file);
  return g_test_run ();
}
