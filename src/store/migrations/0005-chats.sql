-- SPDX-License-Identifier: GPL-3.0-or-later
-- Conversations with models.
INSERT INTO change_counters (groups) VALUES (256), (512), (1024);

-- Presets of how a model answers. A built-in one has a key; as long as it is not
-- customised, the window shows the key's translated name and description.
-- temperature: thousandths.
CREATE TABLE roles (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT UNIQUE,
  name TEXT NOT NULL CHECK (name <> ''),
  description TEXT NOT NULL DEFAULT '',
  system_prompt TEXT NOT NULL DEFAULT '',
  model TEXT,
  temperature INTEGER,
  max_tokens INTEGER,
  customised INTEGER NOT NULL DEFAULT 0 CHECK (customised IN (0, 1)),
  position INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;

-- titled: named by the user or a model, not after the first line. leaf_id: the
-- end of the branch in view. place_id: the message that was read last. source:
-- where an imported one came from. message_count, cost and unknown_costs repeat
-- what the messages say, deleted ones too: what was paid is paid.
CREATE TABLE threads (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL DEFAULT '',
  titled INTEGER NOT NULL DEFAULT 0 CHECK (titled IN (0, 1)),
  pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
  folder TEXT NOT NULL DEFAULT '',
  model TEXT,
  system_prompt TEXT NOT NULL DEFAULT '',
  temperature INTEGER,
  max_tokens INTEGER,
  role_id INTEGER REFERENCES roles (id),
  project_id INTEGER REFERENCES projects (id),
  prompt_id INTEGER REFERENCES prompts (id),
  revision_id INTEGER REFERENCES revisions (id),
  leaf_id INTEGER REFERENCES messages (id) DEFERRABLE INITIALLY DEFERRED,
  place_id INTEGER REFERENCES messages (id) DEFERRABLE INITIALLY DEFERRED,
  draft TEXT NOT NULL DEFAULT '',
  source TEXT,
  message_count INTEGER NOT NULL DEFAULT 0,
  cost INTEGER NOT NULL DEFAULT 0,
  unknown_costs INTEGER NOT NULL DEFAULT 0,
  answered_at INTEGER,
  read_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX threads_updated ON threads (pinned DESC, updated_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX threads_deleted ON threads (deleted_at DESC) WHERE deleted_at IS NOT NULL;

-- A tree: a message comes after its parent, so there is no way round in it. A
-- row is never changed once it is whole, but for what is counted; its words are
-- apart, so that a long thread is walked without them. covers_id: an insight
-- stands for all up to this one. token_counts: estimates, one a family of models.
CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  thread_id INTEGER NOT NULL REFERENCES threads (id),
  parent_id INTEGER REFERENCES messages (id) CHECK (parent_id < id),
  kind TEXT NOT NULL CHECK (kind IN ('user', 'assistant', 'notice', 'insight')),
  state TEXT NOT NULL CHECK (state IN ('done', 'streaming', 'stopped', 'cut', 'failed')),
  covers_id INTEGER REFERENCES messages (id) CHECK (covers_id < id),
  length INTEGER NOT NULL DEFAULT 0,
  reasoning_length INTEGER NOT NULL DEFAULT 0,
  token_counts TEXT,
  block_count INTEGER NOT NULL DEFAULT 0,
  attachment_count INTEGER NOT NULL DEFAULT 0,
  reasoning_duration INTEGER,
  provider_slug TEXT,
  provider_name TEXT,
  model_id TEXT,
  model_name TEXT,
  fallback_for TEXT,
  usage_id INTEGER REFERENCES usage (id),
  input_tokens INTEGER,
  output_tokens INTEGER,
  cached_tokens INTEGER,
  reasoning_tokens INTEGER,
  cost INTEGER,
  duration INTEGER,
  first_token INTEGER,
  retries INTEGER NOT NULL DEFAULT 0,
  http_status INTEGER,
  request_id TEXT,
  error TEXT,
  error_code TEXT,
  owner INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX messages_tree ON messages (thread_id, parent_id, id, deleted_at);
CREATE INDEX messages_parent ON messages (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX messages_streaming ON messages (owner) WHERE state = 'streaming';

-- provider_state: what the provider wants back unchanged, a JSON array of texts.
CREATE TABLE message_texts (
  message_id INTEGER PRIMARY KEY REFERENCES messages (id),
  text TEXT NOT NULL,
  reasoning TEXT NOT NULL DEFAULT '',
  provider_state TEXT CHECK (json_valid(provider_state))
) STRICT;

-- What has streamed in so far; folded into the text at the end.
CREATE TABLE message_chunks (
  id INTEGER PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES messages (id),
  text TEXT NOT NULL DEFAULT '',
  reasoning TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX message_chunks_message ON message_chunks (message_id, id);

-- Where a revision's words were found, if that was in a conversation.
ALTER TABLE revisions ADD COLUMN message_id INTEGER REFERENCES messages (id);
CREATE INDEX revisions_message ON revisions (message_id) WHERE message_id IS NOT NULL;

CREATE VIRTUAL TABLE thread_search USING fts5 (
  title, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE message_search USING fts5 (
  text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');

WITH builtin (position, key, name, description, system_prompt) AS (VALUES
  (1, 'interviewer', 'Interviewer', 'Asks one question at a time until a prompt is complete.',
   'You help somebody to write a prompt for an image or video model by interviewing them. Ask exactly one short question at a time, the one whose answer changes the picture most: subject, setting, action, framing, light, mood, style, format, what must not be seen. Offer two or three examples where that helps. Never ask what was answered already. After each answer keep what is settled in mind and ask the next question. When nothing important is open, or as soon as they say that it is enough, write the complete prompt in one code block and nothing after it.'),
  (2, 'critic', 'Prompt critic', 'Says what in a prompt is vague, contradictory or without effect.',
   'You review prompts for image and video models. Name what is vague, contradictory, redundant or without effect, the most important first, each in one sentence with the words that it is about quoted. Then give one improved prompt in a code block. Keep prompt syntax such as (word:1.2), <lora:name:0.8>, {a|b}, __wildcard__ and {{variable}} intact.'),
  (3, 'ideas', 'Idea finder', 'Turns a theme into a handful of different prompts.',
   'You find ideas for pictures and clips. For each theme give five prompts that differ in subject, point of view, light and style, each two sentences long and in a code block of its own, with a title of three words above it. Avoid what everybody would think of first.'),
  (4, 'describer', 'Picture describer', 'Describes a picture so that a model could make it again.',
   'You describe pictures so exactly that an image model could make them again: subject, pose, setting, composition, lens and point of view, light, colours, materials, style. First one paragraph of plain prose, then the same as comma-separated tags in a code block. Say so where you are not sure. If there is no picture, ask for one.'),
  (5, 'translator', 'Prompt translator', 'Puts a prompt into the words of another model or language.',
   'You rewrite prompts for another model or in another language. Keep every idea and every weight of emphasis; change only the form: tags or sentences, the syntax of weights, parameters such as --ar 16:9. Answer with the rewritten prompt in a code block, then one line on what has no counterpart. If it is not clear what to translate into, ask.'))
INSERT INTO roles (key, name, description, system_prompt, position, created_at, updated_at)
  SELECT key, name, description, system_prompt, position,
         CAST(unixepoch('subsec') * 1000000 AS INTEGER), CAST(unixepoch('subsec') * 1000000 AS INTEGER)
  FROM builtin;
