-- Up Migration

-- Schedules that a workspace keeps to start others from, beside those that come with Milepost.
create table schedule_template (
  workspace_id uuid not null references workspace,
  template_id uuid not null default gen_random_uuid(),
  name text not null,
  description text not null default '',
  milestones jsonb not null,
  defaults jsonb not null default '{}',
  version int not null default 1,
  created_by text not null,
  created_at timestamptz not null default milepost.now(),
  primary key (workspace_id, template_id)
);
create unique index schedule_template_name on schedule_template (workspace_id, lower(name));

alter table schedule_template enable row level security;
alter table schedule_template force row level security;
create policy own_workspace on schedule_template to milepost_app
  using (workspace_id = (select milepost.current_workspace()))
  with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, update, delete on schedule_template to milepost_app;

-- When a deal was seen to enter a won stage: the template of its pipeline is applied once, and only then. A deal that
-- was won before Milepost read it for the first time entered nothing.
alter table deal add column won_at timestamptz;
create index deal_just_won on deal (workspace_id, won_at) where won_at is not null;
