-- SPDX-License-Identifier: GPL-3.0-or-later
-- Pictures, clips and what else is kept by the hash of its content.
INSERT INTO change_counters (groups) VALUES (2048);

-- Several assets may have one file. duration is in microseconds, guidance in
-- thousandths. origin is where a file was brought in from, origin_time when that
-- was last changed. purged_at: its file, texts and tags are gone, the row stays
-- for what refers to it.
CREATE TABLE assets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  kind TEXT NOT NULL CHECK (kind IN ('image', 'video', 'text', 'other')),
  mime TEXT NOT NULL CHECK (mime <> ''),
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  width INTEGER,
  height INTEGER,
  duration INTEGER,
  source TEXT NOT NULL CHECK (source IN ('import', 'ai', 'attachment')),
  job_id INTEGER,
  ordinal INTEGER NOT NULL DEFAULT 0,
  revision_id INTEGER REFERENCES revisions (id),
  provider_slug TEXT,
  provider_name TEXT,
  model_id TEXT,
  tool TEXT,
  name TEXT NOT NULL DEFAULT '',
  seed INTEGER,
  steps INTEGER,
  guidance INTEGER,
  asked_width INTEGER,
  asked_height INTEGER,
  rating INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
  origin TEXT,
  origin_time INTEGER,
  taken_at INTEGER,
  created_at INTEGER NOT NULL,
  trashed_at INTEGER,
  purged_at INTEGER
) STRICT;
CREATE INDEX assets_list ON assets (created_at DESC, id DESC)
  WHERE trashed_at IS NULL AND source <> 'attachment';
CREATE INDEX assets_trash ON assets (trashed_at DESC, id DESC) WHERE trashed_at IS NOT NULL AND purged_at IS NULL;
CREATE INDEX assets_hash ON assets (hash);
CREATE INDEX assets_model ON assets (provider_slug, model_id) WHERE model_id IS NOT NULL;
CREATE INDEX assets_seed ON assets (seed) WHERE seed IS NOT NULL;
CREATE INDEX assets_job ON assets (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX assets_revision ON assets (revision_id) WHERE revision_id IS NOT NULL;
CREATE INDEX assets_origin ON assets (origin) WHERE origin IS NOT NULL;

-- Apart, so that a list never reads them. parameters: what else is known of how
-- it was made; raw: the other program's own words.
CREATE TABLE asset_texts (
  asset_id INTEGER PRIMARY KEY REFERENCES assets (id),
  prompt TEXT NOT NULL DEFAULT '',
  negative_prompt TEXT NOT NULL DEFAULT '',
  parameters TEXT CHECK (json_valid(parameters)),
  raw_kind TEXT,
  raw TEXT
) STRICT;

CREATE TABLE tags (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (name <> '')
) STRICT;
CREATE TABLE asset_tags (
  asset_id INTEGER NOT NULL REFERENCES assets (id),
  tag_id INTEGER NOT NULL REFERENCES tags (id),
  PRIMARY KEY (asset_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX asset_tags_tag ON asset_tags (tag_id, asset_id);

CREATE TABLE collections (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  parent_id INTEGER REFERENCES collections (id),
  name TEXT NOT NULL CHECK (name <> ''),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX collections_parent ON collections (parent_id) WHERE parent_id IS NOT NULL;
CREATE TABLE collection_assets (
  collection_id INTEGER NOT NULL REFERENCES collections (id),
  asset_id INTEGER NOT NULL REFERENCES assets (id),
  PRIMARY KEY (collection_id, asset_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX collection_assets_asset ON collection_assets (asset_id, collection_id);

-- query: the filters as a JSON object.
CREATE TABLE saved_searches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (name <> ''),
  query TEXT NOT NULL CHECK (json_valid(query)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE VIRTUAL TABLE asset_search USING fts5 (
  prompt, negative_prompt, model, tags, name,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
