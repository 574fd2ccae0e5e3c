-- Up Migration

-- Rounds that ended keep the address that was asked then; whoever answered there is reached at another one since.
create table address_move (
  workspace_id uuid not null references workspace,
  schedule_id uuid not null,
  number bigint generated always as identity,
  from_email text not null,
  to_email text not null,
  moved_at timestamptz not null default milepost.now(),
  primary key (workspace_id, schedule_id, number),
  foreign key (workspace_id, schedule_id) references schedule (workspace_id, schedule_id) on delete cascade
);
alter table address_move enable row level security;
alter table address_move force row level security;
create policy own_workspace on address_move to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert on address_move to milepost_app;
