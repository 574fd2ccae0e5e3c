-- Up Migration

-- The latest end that a page or a letter named to whoever waits: it holds, though the one who made it later has answered since.
alter table answer_window add column told_until timestamptz;

-- Row-level security hides every workspace from the owner too, so it is lifted for this statement.
alter table approval_round no force row level security;
alter table answer_window no force row level security;
update answer_window w set told_until = r.ends_at from approval_round r
  where r.workspace_id = w.workspace_id and r.round_id = w.round_id and r.state = 'open' and r.ends_at > w.ends_at
    and w.lost_at is null;
alter table approval_round force row level security;
alter table answer_window force row level security;
