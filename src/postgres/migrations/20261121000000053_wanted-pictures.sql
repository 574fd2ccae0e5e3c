-- Up Migration

-- Small pictures that are to be drawn, by the content of what they are made of: drawn because time passes, whoever looks.
create table wanted_picture (
  workspace_id uuid not null references workspace,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  type text not null,
  tries int not null default 0 check (tries >= 0),
  due_at timestamptz not null default milepost.now(),
  primary key (workspace_id, sha256),
  foreign key (workspace_id, sha256) references file_bytes (workspace_id, sha256) on delete cascade
);
create index wanted_picture_due on wanted_picture (workspace_id, due_at);
alter table wanted_picture enable row level security;
alter table wanted_picture force row level security;
create policy own_workspace on wanted_picture to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, update, delete on wanted_picture to milepost_app;
