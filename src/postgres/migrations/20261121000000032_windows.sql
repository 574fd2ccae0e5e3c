-- Up Migration

-- How long each approver has to answer. It begins when the mail server took the first e-mail that asked them, and is
-- worked out once, by the calendar of that moment.
create table answer_window (
  workspace_id uuid not null references workspace,
  round_id uuid not null,
  approver_id text not null,
  mail_id uuid not null,
  opened_at timestamptz not null,
  ends_at timestamptz not null,
  -- When they are reminded: halfway, and a business day before the end; null where that would be the same, or no day at all.
  half_at timestamptz,
  last_at timestamptz,
  primary key (workspace_id, round_id, approver_id),
  foreign key (workspace_id, round_id) references approval_round (workspace_id, round_id),
  foreign key (workspace_id, mail_id) references mail (workspace_id, mail_id)
);
alter table answer_window enable row level security;
alter table answer_window force row level security;
create policy own_workspace on answer_window to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert on answer_window to milepost_app;

-- What is due of an open round next: a reminder, or its end. Rounds whose end was told have nothing due.
alter table approval_round add column window_due_at timestamptz;
create index approval_round_window_due on approval_round (workspace_id, window_due_at) where state = 'open' and window_due_at is not null;

-- Silence that counts as acceptance is a kind of its own, everywhere.
alter table approval_round drop constraint approval_round_state_check,
  add constraint approval_round_state_check check (state in ('open', 'approved', 'deemed', 'revised', 'withdrawn', 'split'));
alter table decision drop constraint decision_decision_check,
  add constraint decision_decision_check check (decision in ('approve', 'revise', 'approve_part', 'deemed_accepted'));
alter table milestone drop constraint milestone_completed_how_check,
  add constraint milestone_completed_how_check check (completed_how in ('person', 'trigger', 'silence'));
