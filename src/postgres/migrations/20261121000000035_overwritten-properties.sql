-- Up Migration

-- Properties of ours that somebody in HubSpot makes something else of, for each deal: when that was found lately, and since
-- when it is not written over any more. A row is forgotten when the figures agree and nothing was found for a while.
create table overwritten_property (
  workspace_id uuid not null references workspace,
  deal_id text not null,
  property text not null,
  -- When each overwriting was found, the newest last.
  found_at timestamptz[] not null default '{}',
  -- Since when it is left as it is; null while it is written over.
  stopped_at timestamptz,
  -- What HubSpot says instead; null for nothing.
  theirs text,
  primary key (workspace_id, deal_id, property),
  foreign key (workspace_id, deal_id) references deal (workspace_id, deal_id) on delete cascade
);
alter table overwritten_property enable row level security;
alter table overwritten_property force row level security;
create policy own_workspace on overwritten_property to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, update, delete on overwritten_property to milepost_app;
