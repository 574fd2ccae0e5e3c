-- Up Migration

-- What was answered to a change order is told by e-mail too, and an e-mail that was taken may come back.
alter table mail drop constraint mail_kind_check,
  add constraint mail_kind_check check (kind in ('review_asked', 'review_reminder', 'order_asked', 'answer_receipt', 'team_receipt',
    'silence_notice', 'order_receipt')),
  drop constraint mail_state_check,
  add constraint mail_state_check check (state in ('waiting', 'sending', 'unclear', 'delivered', 'refused', 'cancelled', 'bounced'));

-- Who wants no reminders: they are asked all the same, once.
create table no_reminder (
  workspace_id uuid not null references workspace,
  email text not null check (email = lower(email)),
  since timestamptz not null default milepost.now(),
  -- Themselves, by the link in a letter, or a colleague.
  said_by text not null,
  primary key (workspace_id, email)
);
alter table no_reminder enable row level security;
alter table no_reminder force row level security;
create policy own_workspace on no_reminder to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, delete on no_reminder to milepost_app;
