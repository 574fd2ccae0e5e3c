-- Up Migration

-- Who looks into a difference of a deal's tie-out. A difference itself is derived and never stored; its key names it for as
-- long as it is the same one. Who lets go leaves no row: the history has both.
create table taken_difference (
  workspace_id uuid not null references workspace,
  schedule_id uuid not null,
  item_key text not null check (length(item_key) between 1 and 200),
  person_id uuid,
  who text not null,
  note text,
  -- What it came to then; null where that was unknown.
  amount_minor bigint,
  taken_at timestamptz not null default milepost.now(),
  primary key (workspace_id, schedule_id, item_key),
  foreign key (workspace_id, schedule_id) references schedule (workspace_id, schedule_id) on delete cascade
);
alter table taken_difference enable row level security;
alter table taken_difference force row level security;
create policy own_workspace on taken_difference to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, update, delete on taken_difference to milepost_app;

-- What was asked about an invoice, answered or not.
create index attention_of_intent on attention (workspace_id, intent_id) where intent_id is not null;
