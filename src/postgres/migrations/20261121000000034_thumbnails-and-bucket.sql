-- Up Migration

-- Bytes of files stand in the database, or in a bucket under a key that is given once and never again.
alter table file_bytes
  alter column bytes drop not null,
  add column object_key text,
  add constraint file_bytes_in_one_place check ((bytes is null) <> (object_key is null));

-- Every object that we sent to the bucket, from before its first byte until it is gone there: none is ever forgotten.
create table bucket_object (
  workspace_id uuid not null references workspace,
  object_key text not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  state text not null default 'arriving' check (state in ('arriving', 'kept', 'unwanted')),
  since timestamptz not null default milepost.now(),
  primary key (workspace_id, object_key)
);
create index bucket_object_to_look_at on bucket_object (workspace_id, since) where state <> 'kept';

-- A small picture of a picture, made once for its content; or why there is none, after so many tries.
create table thumbnail (
  workspace_id uuid not null references workspace,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bytea,
  width int,
  height int,
  because text,
  tries int not null check (tries > 0),
  made_at timestamptz not null default milepost.now(),
  primary key (workspace_id, sha256),
  foreign key (workspace_id, sha256) references file_bytes (workspace_id, sha256) on delete cascade,
  check ((bytes is null) = (width is null) and (bytes is null) = (height is null)),
  check ((bytes is null) = (because is not null))
);
alter table thumbnail alter column bytes set storage external;

do $$
declare t text;
begin
  foreach t in array array['bucket_object', 'thumbnail'] loop
    execute format('alter table milepost.%I enable row level security', t);
    execute format('alter table milepost.%I force row level security', t);
    execute format(
      'create policy own_workspace on milepost.%I to milepost_app using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()))', t);
    execute format('grant select, insert, update, delete on milepost.%I to milepost_app', t);
  end loop;
end $$;
