-- Up Migration

-- E-mails that remind a client of an invoice, sent by QuickBooks. A row is one e-mail at most: what may have left is
-- looked for before anything is sent again. QuickBooks keeps only when it e-mailed an invoice last, so that time, as it
-- was before, tells whether this one went.
create table invoice_reminder (
  workspace_id uuid not null references workspace,
  reminder_id uuid not null default gen_random_uuid(),
  intent_id uuid not null,
  -- The invoice's due date when it was asked for, and how many days after it this one is due by itself; null when a
  -- person asked.
  due_on date,
  after_days int check (after_days > 0),
  -- The day in the workspace's zone.
  asked_on date not null,
  asked_by text not null,
  asked_at timestamptz not null default milepost.now(),
  state text not null default 'wanted' check (state in ('wanted', 'sending', 'unclear', 'sent', 'refused', 'cancelled')),
  emailed_before text,
  began_at timestamptz,
  sent_at timestamptz,
  sent_to text,
  why text,
  primary key (workspace_id, reminder_id),
  foreign key (workspace_id, intent_id) references billing_intent (workspace_id, intent_id)
);
create unique index invoice_reminder_step on invoice_reminder (workspace_id, intent_id, due_on, after_days)
  where after_days is not null;
create unique index invoice_reminder_of_day on invoice_reminder (workspace_id, intent_id, asked_on)
  where state not in ('refused', 'cancelled');
create index invoice_reminder_of_intent on invoice_reminder (workspace_id, intent_id, asked_at);
alter table invoice_reminder enable row level security;
alter table invoice_reminder force row level security;
create policy own_workspace on invoice_reminder to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, update on invoice_reminder to milepost_app;
