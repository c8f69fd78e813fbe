-- SPDX-License-Identifier: GPL-3.0-or-later
-- The first letters of a word are looked up, not put together from all words that
-- begin with them. searchable() is what easel-search.c makes of a text. Contentless
-- tables cannot be altered: both are filled again.
DROP TABLE asset_search;
CREATE VIRTUAL TABLE asset_search USING fts5 (
  prompt, negative_prompt, model, tags, name,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
INSERT INTO asset_search (rowid, prompt, negative_prompt, model, tags, name)
  SELECT a.id, searchable(t.prompt), searchable(t.negative_prompt), searchable(coalesce(a.model_id, '')),
    searchable(coalesce((SELECT group_concat(n.name, char(10)) FROM asset_tags AS at JOIN tags AS n
      ON n.id = at.tag_id WHERE at.asset_id = a.id), '')), searchable(a.name)
  FROM assets AS a JOIN asset_texts AS t ON t.asset_id = a.id WHERE a.purged_at IS NULL ORDER BY a.id;

DROP TABLE message_search;
CREATE VIRTUAL TABLE message_search USING fts5 (
  text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
INSERT INTO message_search (rowid, text)
  SELECT m.id, searchable(x.text) FROM messages AS m JOIN message_texts AS x ON x.message_id = m.id
  WHERE m.state <> 'streaming' ORDER BY m.id;
