-- Up Migration

-- Which of the things that were asked as evidence a file shows; null where nobody said.
alter table file
  add column item text,
  add constraint file_item_of_evidence check (item is null or kind = 'evidence');

-- A file on its way in, in pieces: what broke off goes on where it stopped. It is nobody else's, and no file yet.
create table upload (
  workspace_id uuid not null references workspace,
  upload_id uuid not null default gen_random_uuid(),
  person_id uuid not null,
  deal_id text not null,
  milestone_id uuid,
  kind text not null check (kind in ('agreement', 'sign_off', 'other', 'evidence')),
  name text not null,
  size int not null check (size > 0),
  -- Of the whole, where the sender could tell it before.
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  item text,
  note text,
  received int not null default 0 check (received between 0 and size),
  -- What it became, and whether that was there already.
  file_id uuid,
  duplicate boolean not null default false,
  started_at timestamptz not null default milepost.now(),
  touched_at timestamptz not null default milepost.now(),
  primary key (workspace_id, upload_id),
  foreign key (workspace_id, file_id) references file (workspace_id, file_id),
  check ((kind = 'evidence') = (milestone_id is not null)),
  check (file_id is null or received = size)
);
create index upload_to_resume on upload (workspace_id, person_id, sha256) where file_id is null;
create index upload_untouched on upload (workspace_id, touched_at);

create table upload_piece (
  workspace_id uuid not null references workspace,
  upload_id uuid not null,
  -- Where in the file it begins.
  at int not null check (at >= 0),
  bytes bytea not null,
  primary key (workspace_id, upload_id, at),
  foreign key (workspace_id, upload_id) references upload (workspace_id, upload_id) on delete cascade
);
alter table upload_piece alter column bytes set storage external;

do $$
declare t text;
begin
  foreach t in array array['upload', 'upload_piece'] loop
    execute format('alter table milepost.%I enable row level security', t);
    execute format('alter table milepost.%I force row level security', t);
    execute format(
      'create policy own_workspace on milepost.%I to milepost_app using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()))', t);
    execute format('grant select, insert, update, delete on milepost.%I to milepost_app', t);
  end loop;
end $$;
