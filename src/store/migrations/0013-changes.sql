-- SPDX-License-Identifier: GPL-3.0-or-later
-- What other programs did with the jobs is read without looking at all of them.
CREATE INDEX jobs_changed ON jobs (updated_at);
