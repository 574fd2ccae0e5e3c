-- Up Migration

-- Completed work that waits for the invoice of its month: a row until it is billed or taken back, so that the day's run
-- reads what is due and nothing else.
create table monthly_due (
  workspace_id uuid not null references workspace,
  milestone_id uuid not null,
  schedule_id uuid not null,
  due_on date not null,
  primary key (workspace_id, milestone_id),
  foreign key (workspace_id, milestone_id) references milestone (workspace_id, milestone_id) on delete cascade,
  foreign key (workspace_id, schedule_id) references schedule (workspace_id, schedule_id)
);
create index monthly_due_on on monthly_due (workspace_id, due_on, schedule_id);
alter table monthly_due enable row level security;
alter table monthly_due force row level security;
create policy own_workspace on monthly_due to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, update, delete on monthly_due to milepost_app;

-- One invoice may bill work of several deals: the first stands in deal_id, the others here.
alter table billing_intent add column other_deals text[] not null default '{}';
