-- Up Migration

-- A workspace's logo, as we drew it: small, and read for every page, letter and paper, so it stands here even where files
-- stand in a bucket. What it is called and how large it is, is with the workspace's settings.
create table brand_logo (
  workspace_id uuid primary key references workspace,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bytea not null check (octet_length(bytes) between 1 and 262144),
  kept_at timestamptz not null default milepost.now()
);
alter table brand_logo alter column bytes set storage external;

alter table brand_logo enable row level security;
alter table brand_logo force row level security;
create policy own_workspace on brand_logo to milepost_app
  using (workspace_id = (select milepost.current_workspace()))
  with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, update, delete on brand_logo to milepost_app;
