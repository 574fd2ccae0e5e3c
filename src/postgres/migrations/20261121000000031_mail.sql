-- Up Migration

-- E-mails of ours. A row is one e-mail at most: it is promised in the transaction of what it tells of, written when it is
-- about to leave, and the same bytes under the same Message-ID are all that ever leave. What may have been taken by the
-- mail server is not sent again by itself: nobody can ask one.
create table mail (
  workspace_id uuid not null references workspace,
  mail_id uuid not null default gen_random_uuid(),
  kind text not null check (kind in ('review_asked', 'review_reminder', 'order_asked', 'answer_receipt', 'team_receipt', 'silence_notice')),
  -- What it is about, with its number where a person wants it again: promised once.
  topic text not null,
  deal_id text not null,
  round_id uuid,
  change_order_id uuid,
  approver_id text,
  to_name text,
  to_email text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'unclear', 'delivered', 'refused', 'cancelled')),
  subject text,
  -- The e-mail as it leaves, sealed: it carries the secret of a link. Gone once it has left.
  sealed text,
  -- The link that it carries.
  link_id uuid,
  promised_at timestamptz not null default milepost.now(),
  began_at timestamptz,
  ended_at timestamptz,
  -- What the mail server said last, or why nothing is sent.
  why text,
  primary key (workspace_id, mail_id),
  foreign key (workspace_id, round_id) references approval_round (workspace_id, round_id),
  foreign key (workspace_id, change_order_id) references change_order (workspace_id, change_order_id)
);
create unique index mail_once on mail (workspace_id, topic);
create index mail_of_round on mail (workspace_id, round_id, promised_at) where round_id is not null;
create index mail_of_deal on mail (workspace_id, deal_id, promised_at);

-- The mailbox of the embedded default: e-mails that no mail server took, because none is set.
create table mailbox (
  workspace_id uuid not null references workspace,
  mail_id uuid not null,
  at timestamptz not null default milepost.now(),
  sealed text not null,
  primary key (workspace_id, mail_id),
  foreign key (workspace_id, mail_id) references mail (workspace_id, mail_id)
);
create index mailbox_by_time on mailbox (workspace_id, at);

do $$
declare t text;
begin
  foreach t in array array['mail', 'mailbox'] loop
    execute format('alter table milepost.%I enable row level security', t);
    execute format('alter table milepost.%I force row level security', t);
    execute format(
      'create policy own_workspace on milepost.%I to milepost_app using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()))', t);
  end loop;
end $$;
grant select, insert, update on mail to milepost_app;
grant select, insert on mailbox to milepost_app;
