-- Up Migration

-- An invoice is a list of lines: work, what is held back of it, what a deposit pays, hours, costs. Each is a part of
-- its own. Some belong to a deal and to no milestone of it, and one invoice may bill several deals.
alter table billing_part
  alter column milestone_id drop not null,
  add column schedule_id uuid,
  add column line_no integer not null default 0,
  add column line jsonb not null default '{}';
alter table billing_part no force row level security;
alter table billing_intent no force row level security;
update billing_part p set schedule_id = i.schedule_id from billing_intent i
  where i.workspace_id = p.workspace_id and i.intent_id = p.intent_id;
alter table billing_part force row level security;
alter table billing_intent force row level security;
alter table billing_part
  alter column schedule_id set not null,
  add foreign key (workspace_id, schedule_id) references schedule (workspace_id, schedule_id),
  drop constraint billing_part_kind_check,
  add constraint billing_part_kind_check check (kind in
    ('work', 'deposit', 'draw', 'deposit_income', 'retainage', 'retainage_release', 'hours', 'cost'));
create index billing_part_of_schedule on billing_part (workspace_id, schedule_id);

-- A prepared invoice is held here until a bookkeeper has it made.
alter table billing_intent drop constraint billing_intent_state_check,
  add constraint billing_intent_state_check check (state in
    ('prepared', 'queued', 'sending', 'unclear', 'refused', 'posted', 'cancelled'));

-- How much is on an invoice at all, whichever way it goes: one that a deposit pays in full comes to nothing, and a void
-- comes to nothing too.
alter table billing_intent add column size_minor bigint not null default 0;
alter table billing_intent no force row level security;
update billing_intent set size_minor = abs(amount_minor);
alter table billing_intent force row level security;
