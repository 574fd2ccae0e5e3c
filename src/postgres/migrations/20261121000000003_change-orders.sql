-- Up Migration

-- A numbered written change to a schedule, without effect until the client approves.
create table change_order (
  workspace_id uuid not null references workspace,
  change_order_id uuid not null default gen_random_uuid(),
  schedule_id uuid not null,
  -- CO-1, CO-2 … of this schedule; a number is never given twice.
  number int not null check (number > 0),
  -- Counts the times it was taken back to be revised: what one client saw as CO-1 is not what another one sees.
  revision int not null default 1,
  state text not null default 'draft' check (state in ('draft', 'sent', 'approved', 'rejected', 'withdrawn')),
  reason text not null,
  currency text not null,
  -- The contract sum before it, kept once it is decided; until then it is the schedule's.
  contract_before_minor bigint,
  drafted_at timestamptz not null default milepost.now(),
  drafted_by text not null,
  sent_at timestamptz,
  sent_by text,
  decided_at timestamptz,
  decided_by text,
  decided_via text,
  -- The day and the name on the client's paper, where it was recorded here.
  decided_on date,
  signed_by text,
  decision_reason text,
  file_ids uuid[] not null default '{}',
  version int not null default 1,
  primary key (workspace_id, change_order_id),
  foreign key (workspace_id, schedule_id) references schedule (workspace_id, schedule_id)
);
create unique index change_order_number on change_order (workspace_id, schedule_id, number);
-- What was decided stays as it was decided.
create trigger change_order_is_final before update or delete on change_order for each row
  when (old.state in ('approved', 'rejected', 'withdrawn')) execute function refuse_change();

create table change_order_line (
  workspace_id uuid not null references workspace,
  change_order_id uuid not null,
  line int not null,
  op text not null check (op in ('add', 'change', 'remove')),
  -- Of an `add` the id that its milestone will have.
  milestone_id uuid not null,
  -- As a person typed it.
  given jsonb not null,
  quantity text,
  unit_price text,
  -- What the milestone was when the line was written, and again when it was sent.
  before jsonb,
  before_minor bigint not null check (before_minor >= 0),
  amount_minor bigint not null check (amount_minor >= 0),
  primary key (workspace_id, change_order_id, line),
  foreign key (workspace_id, change_order_id) references change_order (workspace_id, change_order_id)
);
create unique index change_order_line_once on change_order_line (workspace_id, change_order_id, milestone_id);
-- Which change order made a milestone what it is: its invoice says so.
create index change_order_line_of_milestone on change_order_line (workspace_id, milestone_id);

-- Once a change order is approved, money and scope of the schedule change by change order only.
alter table schedule add column changed_by_order boolean not null default false;

do $$
declare t text;
begin
  foreach t in array array['change_order', 'change_order_line'] loop
    execute format('alter table milepost.%I enable row level security', t);
    execute format('alter table milepost.%I force row level security', t);
    execute format(
      'create policy own_workspace on milepost.%I to milepost_app using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()))', t);
    execute format('grant select, insert, update, delete on milepost.%I to milepost_app', t);
  end loop;
end $$;
