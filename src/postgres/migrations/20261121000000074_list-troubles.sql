-- Up Migration

-- A list of QuickBooks that could not be read when it was tried last, while others could: a row begins with the first try
-- that failed, and is gone with the one that works.
create table list_trouble (
  workspace_id uuid not null references workspace,
  kind text not null,
  since timestamptz not null,
  -- Tries in a row that failed.
  times int not null,
  -- It is left alone until then.
  rest_until timestamptz not null,
  -- What the last of them was told, in words for people.
  detail text not null,
  primary key (workspace_id, kind)
);
alter table list_trouble enable row level security;
alter table list_trouble force row level security;
create policy own_workspace on list_trouble to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, update, delete on list_trouble to milepost_app;
