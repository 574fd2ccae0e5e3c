-- Up Migration

-- The bytes of files, once for each content and workspace; gone when no file has them any more.
create table file_bytes (
  workspace_id uuid not null references workspace,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bytea not null,
  stored_at timestamptz not null default milepost.now(),
  primary key (workspace_id, sha256)
);
-- Scans and photos are compressed already.
alter table file_bytes alter column bytes set storage external;

-- A file of a deal. A removed one leaves its row: no version number is given twice.
create table file (
  workspace_id uuid not null references workspace,
  file_id uuid not null default gen_random_uuid(),
  deal_id text not null,
  kind text not null check (kind in ('agreement', 'sign_off', 'other')),
  -- What it is a version of: all agreements of a deal are one series, of other files those of one name.
  series text not null,
  version int not null check (version > 0),
  name text not null,
  type text not null,
  size int not null check (size > 0),
  sha256 text not null,
  -- A browser may show it: a picture, or a PDF without anything that runs.
  inline boolean not null,
  note text,
  uploaded_by text not null,
  uploaded_at timestamptz not null default milepost.now(),
  removed_at timestamptz,
  removed_by text,
  primary key (workspace_id, file_id)
);
create unique index file_version on file (workspace_id, deal_id, kind, series, version);
create index file_of_deal on file (workspace_id, deal_id, uploaded_at desc);
create index file_of_bytes on file (workspace_id, sha256) where removed_at is null;

-- What refers to a file, in words for the refusal to delete it. An ended use holds it no longer.
create table file_use (
  workspace_id uuid not null references workspace,
  file_id uuid not null,
  used_by text not null check (used_by in ('acceptance', 'change_order', 'decision')),
  subject_id uuid not null,
  words text not null,
  since timestamptz not null default milepost.now(),
  ended_at timestamptz,
  primary key (workspace_id, used_by, subject_id, file_id),
  foreign key (workspace_id, file_id) references file (workspace_id, file_id)
);
create index file_use_of_file on file_use (workspace_id, file_id) where ended_at is null;

-- The client's acceptance of a schedule, with what was accepted. One that was wrong is taken back, never removed.
create table acceptance (
  workspace_id uuid not null references workspace,
  acceptance_id uuid not null default gen_random_uuid(),
  schedule_id uuid not null,
  accepted_on date not null,
  accepted_by text not null,
  content jsonb not null,
  content_hash text not null,
  control_before text not null,
  recorded_by text not null,
  recorded_at timestamptz not null default milepost.now(),
  withdrawn_at timestamptz,
  withdrawn_by text,
  withdrawn_reason text,
  primary key (workspace_id, acceptance_id),
  foreign key (workspace_id, schedule_id) references schedule (workspace_id, schedule_id)
);
create unique index acceptance_standing on acceptance (workspace_id, schedule_id) where withdrawn_at is null;

-- That a person held a milestone's amount against the agreement: the newest time only, earlier ones are history.
create table agreement_check (
  workspace_id uuid not null references workspace,
  milestone_id uuid not null,
  file_id uuid not null,
  place text,
  note text,
  amount_minor bigint not null,
  checked_by text not null,
  checked_at timestamptz not null default milepost.now(),
  primary key (workspace_id, milestone_id),
  foreign key (workspace_id, milestone_id) references milestone (workspace_id, milestone_id) on delete cascade,
  foreign key (workspace_id, file_id) references file (workspace_id, file_id)
);
create index agreement_check_of_file on agreement_check (workspace_id, file_id);

-- What the history has told of an invoice, so that each change in QuickBooks is told once.
create table told_invoice (
  workspace_id uuid not null references workspace,
  intent_id uuid not null,
  told jsonb not null,
  primary key (workspace_id, intent_id),
  foreign key (workspace_id, intent_id) references billing_intent (workspace_id, intent_id)
);

do $$
declare t text;
begin
  foreach t in array array['file_bytes', 'file', 'file_use', 'acceptance', 'agreement_check', 'told_invoice'] loop
    execute format('alter table milepost.%I enable row level security', t);
    execute format('alter table milepost.%I force row level security', t);
    execute format(
      'create policy own_workspace on milepost.%I to milepost_app using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()))', t);
    execute format('grant select, insert, update, delete on milepost.%I to milepost_app', t);
  end loop;
end $$;
revoke delete on acceptance, file, file_use from milepost_app;
