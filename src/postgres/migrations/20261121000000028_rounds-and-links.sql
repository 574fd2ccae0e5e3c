-- Up Migration

-- Who is asked, and how, is frozen with each round: naming other approvers meanwhile changes the next one.
alter table approval_round
  add column rule text not null default 'any' check (rule in ('any', 'all')),
  add column approvers jsonb not null default '[]',
  -- Whether an approver may accept a part of it.
  add column partial boolean not null default true,
  -- What is said of silence: so many business days, and whether it counts as acceptance afterwards.
  add column window_days int not null default 3,
  add column deemed boolean not null default false,
  -- The end of the window, once it runs.
  add column ends_at timestamptz,
  -- By which rules the hash was made: 1 knew no evidence.
  add column snapshot_version int not null default 2;
-- Row-level security hides every workspace from the owner too, so it is lifted for these statements.
alter table approval_round no force row level security;
alter table milestone no force row level security;
alter table schedule no force row level security;
update approval_round set snapshot_version = 1;
update approval_round r set
    rule = coalesce(a.approval ->> 'rule', 'any'),
    approvers = coalesce(a.approval -> 'approvers', '[]'),
    window_days = coalesce((a.approval ->> 'windowDays')::int, 3),
    deemed = coalesce((a.approval ->> 'deemed')::boolean, false)
  from (
    select m.workspace_id, m.milestone_id,
      coalesce(nullif(m.details -> 'approval', 'null'::jsonb), s.terms -> 'approval') as approval
    from milestone m join schedule s on s.workspace_id = m.workspace_id and s.schedule_id = m.schedule_id) a
  where a.workspace_id = r.workspace_id and a.milestone_id = r.milestone_id and r.state = 'open';
alter table approval_round force row level security;
alter table milestone force row level security;
alter table schedule force row level security;
create index approval_round_waiting on approval_round (workspace_id, ends_at, submitted_at) where state = 'open';

alter table decision
  -- Whose answer it is among the round's approvers; null where nobody was named and a colleague decided.
  add column approver_id text,
  -- The colleague who entered somebody else's answer.
  add column recorded_by text,
  -- The day on the client's paper, where one was recorded.
  add column recorded_on date,
  -- What was typed as the signature.
  add column signed_name text,
  -- What of it was accepted, as it was asked, and what that means.
  add column accepted jsonb,
  add column outcome text check (outcome in ('split', 'carry', 'collect')),
  add column file_ids uuid[] not null default '{}',
  -- The workspace's zone at that moment.
  add column zone text not null default 'UTC';
-- Two approvers may have one name; a colleague without a place among them has only the name.
drop index decision_once;
create unique index decision_once on decision (workspace_id, round_id, coalesce(approver_id, 'who ' || who));

-- A way into one deal for one person outside. The secret itself is nowhere: its hash is a door.
create table portal_link (
  workspace_id uuid not null references workspace,
  link_id uuid not null default gen_random_uuid(),
  schedule_id uuid not null,
  name text not null,
  role text,
  -- In small letters: by it a link's holder is known among the approvers.
  email text not null,
  key_hash bytea not null,
  opened_at timestamptz not null default milepost.now(),
  opened_by text not null,
  -- Who carries it there: a colleague who copies it, or an e-mail of ours.
  sent_by text not null check (sent_by in ('hand', 'mail')),
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by text,
  primary key (workspace_id, link_id),
  foreign key (workspace_id, schedule_id) references schedule (workspace_id, schedule_id)
);
create index portal_link_of_schedule on portal_link (workspace_id, schedule_id, email, opened_at);
alter table portal_link enable row level security;
alter table portal_link force row level security;
create policy own_workspace on portal_link to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, update on portal_link to milepost_app;

alter table door drop constraint door_kind_check,
  add constraint door_kind_check check (kind in ('realm', 'portal', 'token', 'session', 'intuit', 'link'));
