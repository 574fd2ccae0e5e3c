-- Up Migration

-- An answer by link that came and is being worked on: acceptance by silence waits for it, a short while.
create table answer_arrival (
  workspace_id uuid not null references workspace,
  arrival_id uuid not null default gen_random_uuid(),
  milestone_id uuid not null,
  arrived_at timestamptz not null default milepost.now(),
  primary key (workspace_id, arrival_id),
  foreign key (workspace_id, milestone_id) references milestone (workspace_id, milestone_id) on delete cascade
);
create index answer_arrival_of_milestone on answer_arrival (workspace_id, milestone_id);
alter table answer_arrival enable row level security;
alter table answer_arrival force row level security;
create policy own_workspace on answer_arrival to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, delete on answer_arrival to milepost_app;

-- What a round asks about again, because that was taken back; null where somebody submitted the work.
alter table approval_round add column takes_back text check (takes_back in ('approval', 'silence'));

-- An approver who signed under sums that are not those of the contract any more is asked again, and answers again.
drop index change_order_answer_once;
create unique index change_order_answer_once on change_order_answer
  (workspace_id, change_order_id, revision, approver_id, shown_hash);
