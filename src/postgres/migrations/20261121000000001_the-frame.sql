-- Up Migration

-- Two roles beside the one that logs in: the application acts as milepost_app, which owns nothing and can't
-- bypass row security; milepost_doors owns the functions that may look across workspaces.
do $$
begin
  if not exists (select from pg_roles where rolname = 'milepost_app') then
    begin create role milepost_app nologin; exception when duplicate_object or unique_violation then null; end;
  end if;
  if not exists (select from pg_roles where rolname = 'milepost_doors') then
    begin create role milepost_doors nologin; exception when duplicate_object or unique_violation then null; end;
  end if;
  execute format('grant milepost_app, milepost_doors to %I', current_user);
  -- Who logs in may act as either, but has the rights of neither by itself: as a member that inherits, the owner of the
  -- tables would see through the doors' policies. Servers before 16 can't say so.
  if current_setting('server_version_num')::int >= 160000 then
    execute format('grant milepost_app, milepost_doors to %I with inherit false, set true', current_user);
  end if;
end $$;

grant usage on schema milepost to milepost_app;
grant usage, create on schema milepost to milepost_doors;

-- The clock of the program: SQL tells the time that the program tells.
create function now() returns timestamptz language sql volatile as $$
  select clock_timestamp() + coalesce(nullif(current_setting('milepost.ahead_ms', true), ''), '0')::numeric * interval '1 millisecond'
$$;

-- The workspace this transaction belongs to; null outside, and null equals nothing.
create function current_workspace() returns uuid language sql stable as $$
  select nullif(current_setting('milepost.workspace', true), '')::uuid
$$;

create table workspace (
  workspace_id uuid primary key default gen_random_uuid(),
  name text not null,
  zone text not null default 'UTC',
  currency text not null default 'USD',
  settings jsonb not null default '{}',
  created_at timestamptz not null default milepost.now()
);

create table person (
  workspace_id uuid not null references workspace,
  person_id uuid not null default gen_random_uuid(),
  name text not null,
  email text,
  role text not null check (role in ('viewer', 'member', 'bookkeeper', 'admin', 'owner')),
  created_at timestamptz not null default milepost.now(),
  primary key (workspace_id, person_id)
);

-- What opens a workspace from outside: a realm, a portal, an API token, a session, an Intuit account. Only hashes.
create table door (
  workspace_id uuid not null references workspace,
  kind text not null check (kind in ('realm', 'portal', 'token', 'session', 'intuit')),
  key_hash bytea not null,
  subject_id uuid,
  expires_at timestamptz,
  primary key (kind, key_hash)
);
create index door_of_workspace on door (workspace_id);

create table connection (
  workspace_id uuid not null references workspace,
  vendor text not null check (vendor in ('quickbooks', 'hubspot')),
  status text not null check (status in ('connected', 'needs_reconnect', 'disconnected')),
  status_detail text,
  name text,
  -- Whose data the workspace holds: it outlives a disconnect, when the sealed id is shredded.
  account_hash bytea not null,
  -- Sealed with AES-256-GCM; the key's id is inside.
  external_id_sealed text,
  access_token_sealed text,
  refresh_token_sealed text,
  access_expires_at timestamptz,
  refresh_expires_at timestamptz,
  -- Vendor facts that the program keeps beside the tokens: HubSpot's page host, whether properties exist.
  facts jsonb not null default '{}',
  lease_until timestamptz,
  connected_at timestamptz,
  primary key (workspace_id, vendor)
);

create table oauth_state (
  workspace_id uuid not null references workspace,
  state_hash bytea not null,
  vendor text not null,
  person_id uuid not null,
  nonce text not null,
  expires_at timestamptz not null,
  primary key (workspace_id, state_hash)
);

-- Every finished vendor call: who spends what, and their id of it.
create table vendor_call (
  workspace_id uuid not null references workspace,
  call_id bigint generated always as identity,
  vendor text not null,
  operation text not null,
  metered boolean not null,
  is_write boolean not null,
  request_key text,
  outcome text not null,
  status int,
  code text,
  trace text,
  duration_ms int not null,
  at timestamptz not null default milepost.now(),
  primary key (workspace_id, call_id)
);
create index vendor_call_by_time on vendor_call (workspace_id, at);

-- A request that carried an Idempotency-Key, and its first answer.
create table request_key (
  workspace_id uuid not null references workspace,
  key text not null,
  person_id uuid not null,
  request_hash bytea not null,
  status int,
  answer jsonb,
  etag text,
  at timestamptz not null default milepost.now(),
  primary key (workspace_id, person_id, key)
);

-- Append-only story of everything; each entry carries the hash of the one before.
create table history (
  workspace_id uuid not null references workspace,
  number bigint not null,
  at timestamptz not null,
  deal_id text,
  milestone_id uuid,
  who text not null,
  via text not null,
  what text not null,
  before jsonb,
  after jsonb,
  previous_hash text not null,
  hash text not null,
  primary key (workspace_id, number)
);
create index history_of_deal on history (workspace_id, deal_id, number desc);

create table history_head (
  workspace_id uuid primary key references workspace,
  number bigint not null,
  hash text not null
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger history_is_append_only before update or delete on history
  for each row execute function refuse_change();

-- Something a person must decide. One open item per cause.
create table attention (
  workspace_id uuid not null references workspace,
  attention_id uuid not null default gen_random_uuid(),
  cause text not null,
  kind text not null,
  deal_id text,
  milestone_id uuid,
  intent_id uuid,
  title text not null,
  detail text not null,
  actions jsonb not null default '[]',
  amount_minor bigint,
  currency text,
  since timestamptz not null default milepost.now(),
  settled_at timestamptz,
  settled_by text,
  settled_how text,
  primary key (workspace_id, attention_id)
);
create unique index attention_open on attention (workspace_id, cause) where settled_at is null;
-- Settled ones too: what a person chose to leave is not raised again.
create index attention_by_cause on attention (workspace_id, cause);
create index attention_of_deal on attention (workspace_id, deal_id) where settled_at is null;
create index attention_of_milestone on attention (workspace_id, milestone_id) where settled_at is null;

-- The way in: every verified webhook event, as received.
create table inbox_event (
  workspace_id uuid not null references workspace,
  event_id bigint generated always as identity,
  source text not null check (source in ('quickbooks', 'hubspot')),
  event_key text not null,
  entity text not null,
  entity_ids text[] not null,
  operation text not null,
  occurred_at timestamptz,
  body jsonb not null,
  received_at timestamptz not null default milepost.now(),
  rung_at timestamptz not null default milepost.now(),
  attempts int not null default 0,
  next_at timestamptz not null default milepost.now(),
  settled_at timestamptz,
  settled_how text,
  primary key (workspace_id, event_id)
);
create unique index inbox_event_once on inbox_event (workspace_id, source, event_key);
create index inbox_event_recent on inbox_event (workspace_id, source, received_at);
create index inbox_event_waiting on inbox_event (workspace_id, source, next_at) where settled_at is null;

-- How far each vendor has been read. The row is also the lease: one reader at a time.
create table reading (
  workspace_id uuid not null references workspace,
  source text not null check (source in ('quickbooks', 'hubspot')),
  cursor_at timestamptz,
  read_at timestamptz,
  -- Readings that failed in a row; a person is asked after some.
  failures int not null default 0,
  lease_until timestamptz,
  primary key (workspace_id, source)
);

-- The way out: one message is one durable promise to a vendor.
create table outbox_message (
  workspace_id uuid not null references workspace,
  message_id uuid not null default gen_random_uuid(),
  kind text not null,
  subject_id uuid not null,
  deal_id text,
  state text not null default 'waiting' check (state in ('waiting', 'unclear', 'refused', 'done', 'cancelled')),
  attempts int not null default 0,
  next_at timestamptz not null default milepost.now(),
  lease_until timestamptz,
  fault jsonb,
  created_at timestamptz not null default milepost.now(),
  done_at timestamptz,
  primary key (workspace_id, message_id)
);
create unique index outbox_message_once on outbox_message (workspace_id, kind, subject_id);
create index outbox_message_due on outbox_message (workspace_id, next_at) where state in ('waiting', 'unclear');
create index outbox_message_leased on outbox_message (workspace_id, lease_until)
  where lease_until is not null and state in ('waiting', 'unclear');

-- Deals whose figures may have changed since HubSpot last heard.
create table deal_mirror (
  workspace_id uuid not null references workspace,
  deal_id text not null,
  dirty_since timestamptz,
  -- Counts every change: a write that began before the newest one does not clean the deal.
  mark bigint not null default 0,
  next_at timestamptz not null default milepost.now(),
  attempts int not null default 0,
  written jsonb not null default '{}',
  written_at timestamptz,
  fault jsonb,
  primary key (workspace_id, deal_id)
);
create index deal_mirror_dirty on deal_mirror (workspace_id, next_at) where dirty_since is not null;

-- HubSpot's deals, as last read.
create table deal (
  workspace_id uuid not null references workspace,
  deal_id text not null,
  name text not null,
  amount text,
  currency text,
  pipeline_id text,
  stage_id text,
  stage_label text,
  won boolean not null default false,
  owner_id text,
  company text,
  archived boolean not null default false,
  modified_at timestamptz,
  read_at timestamptz not null default milepost.now(),
  primary key (workspace_id, deal_id)
);
create index deal_by_time on deal (workspace_id, modified_at desc, deal_id);

create table deal_alias (
  workspace_id uuid not null references workspace,
  old_deal_id text not null,
  deal_id text not null,
  primary key (workspace_id, old_deal_id)
);

-- QuickBooks' lists, cached: customers, items, terms, tax codes …
create table master (
  workspace_id uuid not null references workspace,
  kind text not null,
  quickbooks_id text not null,
  name text not null,
  active boolean not null,
  body jsonb not null,
  primary key (workspace_id, kind, quickbooks_id)
);
create index master_by_name on master (workspace_id, kind, lower(name));
create table master_reading (
  workspace_id uuid not null references workspace,
  kind text not null,
  read_at timestamptz not null,
  stale boolean not null default false,
  primary key (workspace_id, kind)
);

create table schedule (
  workspace_id uuid not null references workspace,
  schedule_id uuid not null default gen_random_uuid(),
  deal_id text not null,
  billing_type text not null check (billing_type in ('hourly', 'fixed', 'mixed')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  contract_minor bigint not null check (contract_minor >= 0),
  original_minor bigint not null check (original_minor >= 0),
  terms jsonb not null default '{}',
  accepted_on date,
  accepted_by text,
  version int not null default 1,
  created_at timestamptz not null default milepost.now(),
  primary key (workspace_id, schedule_id)
);
create unique index schedule_of_deal on schedule (workspace_id, deal_id);

create table milestone (
  workspace_id uuid not null references workspace,
  milestone_id uuid not null default gen_random_uuid(),
  schedule_id uuid not null,
  -- Creation order, fixed for life: ties in rounding go by it. Position is free.
  ordinal int not null,
  position int not null,
  name text not null,
  details jsonb not null default '{}',
  share jsonb,
  share_base_minor bigint,
  amount_minor bigint not null check (amount_minor >= 0),
  planned_on date,
  work_status text not null default 'pending'
    check (work_status in ('pending', 'in_progress', 'in_review', 'completed', 'cancelled')),
  changes_requested boolean not null default false,
  completed_at timestamptz,
  completed_by text,
  completed_note text,
  version int not null default 1,
  primary key (workspace_id, milestone_id),
  foreign key (workspace_id, schedule_id) references schedule (workspace_id, schedule_id)
);
create index milestone_of_schedule on milestone (workspace_id, schedule_id, position);
create unique index milestone_ordinal on milestone (workspace_id, schedule_id, ordinal);

create table approval_round (
  workspace_id uuid not null references workspace,
  round_id uuid not null default gen_random_uuid(),
  milestone_id uuid not null,
  number int not null,
  state text not null default 'open' check (state in ('open', 'approved', 'revised', 'withdrawn')),
  snapshot jsonb not null,
  snapshot_hash text not null,
  note text,
  submitted_by text not null,
  submitted_at timestamptz not null default milepost.now(),
  ended_at timestamptz,
  primary key (workspace_id, round_id),
  foreign key (workspace_id, milestone_id) references milestone (workspace_id, milestone_id)
);
create unique index approval_round_number on approval_round (workspace_id, milestone_id, number);
create unique index approval_round_open on approval_round (workspace_id, milestone_id) where state = 'open';

create table decision (
  workspace_id uuid not null references workspace,
  decision_id uuid not null default gen_random_uuid(),
  round_id uuid not null,
  who text not null,
  role text,
  decision text not null check (decision in ('approve', 'revise')),
  reason text,
  snapshot_hash text not null,
  how jsonb not null,
  at timestamptz not null default milepost.now(),
  primary key (workspace_id, decision_id),
  foreign key (workspace_id, round_id) references approval_round (workspace_id, round_id)
);
create unique index decision_once on decision (workspace_id, round_id, who);
create trigger decision_is_append_only before update or delete on decision
  for each row execute function refuse_change();

-- Our durable decision to bill certain parts in one invoice, its body frozen.
create table billing_intent (
  workspace_id uuid not null references workspace,
  intent_id uuid not null default gen_random_uuid(),
  schedule_id uuid not null,
  deal_id text not null,
  generation int not null,
  state text not null default 'queued'
    check (state in ('queued', 'sending', 'unclear', 'refused', 'posted', 'cancelled')),
  request_key text not null,
  marker text not null,
  body text not null,
  body_hash text not null,
  customer_id text not null,
  issued_on date not null,
  amount_minor bigint not null,
  currency text not null,
  delivery text not null check (delivery in ('send', 'post')),
  send_state text not null default 'none' check (send_state in ('none', 'wanted', 'sending', 'sent', 'unclear')),
  quickbooks_id text,
  fault jsonb,
  -- When the newest attempt began; a resend waits until the vendor can't be working on it any more.
  sent_at timestamptz,
  created_at timestamptz not null default milepost.now(),
  created_by text not null,
  posted_at timestamptz,
  primary key (workspace_id, intent_id),
  foreign key (workspace_id, schedule_id) references schedule (workspace_id, schedule_id)
);
create unique index billing_intent_key on billing_intent (workspace_id, request_key);
create unique index billing_intent_document on billing_intent (workspace_id, quickbooks_id)
  where quickbooks_id is not null;
create index billing_intent_of_schedule on billing_intent (workspace_id, schedule_id);
create index billing_intent_of_marker on billing_intent (workspace_id, marker);
create index billing_intent_recent on billing_intent (workspace_id, created_at desc, intent_id);

-- What one invoice line bills of a milestone. At most one live part per key: the last belt against double billing.
create table billing_part (
  workspace_id uuid not null references workspace,
  intent_id uuid not null,
  part_key text not null,
  milestone_id uuid not null,
  kind text not null check (kind in ('work', 'deposit', 'draw', 'retainage_release')),
  amount_minor bigint not null,
  line_id text,
  live boolean not null default true,
  primary key (workspace_id, intent_id, part_key),
  foreign key (workspace_id, intent_id) references billing_intent (workspace_id, intent_id),
  foreign key (workspace_id, milestone_id) references milestone (workspace_id, milestone_id)
);
create unique index billing_part_live on billing_part (workspace_id, part_key) where live;
create index billing_part_of_key on billing_part (workspace_id, part_key);
create index billing_part_of_milestone on billing_part (workspace_id, milestone_id);

-- One try of one remote write, on record before the first byte leaves.
create table send_attempt (
  workspace_id uuid not null references workspace,
  attempt_id bigint generated always as identity,
  intent_id uuid not null,
  step text not null,
  request_key text,
  body_hash text,
  began_at timestamptz not null default milepost.now(),
  ended_at timestamptz,
  outcome text,
  trace text,
  fault jsonb,
  primary key (workspace_id, attempt_id),
  foreign key (workspace_id, intent_id) references billing_intent (workspace_id, intent_id)
);

-- QuickBooks' documents as last read; a deleted one leaves a tombstone.
create table document (
  workspace_id uuid not null references workspace,
  kind text not null,
  quickbooks_id text not null,
  sync_token text,
  changed_at timestamptz,
  customer_id text,
  body jsonb,
  deleted_at timestamptz,
  read_at timestamptz not null default milepost.now(),
  primary key (workspace_id, kind, quickbooks_id)
);
create index document_recent on document (workspace_id, kind, changed_at desc);

-- Which payment or credit touches which document, by line: when one changes, the others are read again.
create table document_link (
  workspace_id uuid not null references workspace,
  from_kind text not null,
  from_id text not null,
  line int not null,
  to_kind text not null,
  to_id text not null,
  amount text not null,
  primary key (workspace_id, from_kind, from_id, line)
);
create index document_link_to on document_link (workspace_id, to_kind, to_id);

-- Row-level security on every table, forced: even the owner of a table sees only the current workspace.
do $$
declare t text;
begin
  for t in select tablename from pg_tables where schemaname = 'milepost' and tablename <> 'migration' loop
    execute format('alter table milepost.%I enable row level security', t);
    execute format('alter table milepost.%I force row level security', t);
    execute format(
      'create policy own_workspace on milepost.%I to milepost_app using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()))', t);
    execute format('grant select, insert, update, delete on milepost.%I to milepost_app', t);
  end loop;
end $$;
revoke update, delete on history, decision, vendor_call from milepost_app;

-- The three doors across workspaces, and nothing else: who a key belongs to, what is due, and how much there is.
create policy doors on door for select to milepost_doors using (true);
create policy doors on outbox_message to milepost_doors using (true);
create policy doors on inbox_event for select to milepost_doors using (true);
create policy doors on reading to milepost_doors using (true);
create policy doors on deal_mirror for select to milepost_doors using (true);
create policy doors on connection to milepost_doors using (true);
-- Columns, not tables: whoever gets hold of this role still reads no body, no sealed token and no amount.
grant select (workspace_id, kind, key_hash, subject_id, expires_at) on door to milepost_doors;
grant select (workspace_id, event_id, source, settled_at, next_at, rung_at, received_at) on inbox_event to milepost_doors;
grant select (workspace_id, dirty_since, next_at) on deal_mirror to milepost_doors;
grant select (workspace_id, vendor, status, lease_until), update (lease_until) on connection to milepost_doors;
grant select (workspace_id, message_id, state, next_at, lease_until, created_at), update (lease_until)
  on outbox_message to milepost_doors;
grant select (workspace_id, source, lease_until, read_at), update (lease_until) on reading to milepost_doors;

create function workspace_of(door_kind text, hash bytea)
  returns table (workspace_id uuid, subject_id uuid)
  language sql stable security definer set search_path = milepost, pg_temp as $$
  select d.workspace_id, d.subject_id from milepost.door d
  where d.kind = door_kind and d.key_hash = hash and (d.expires_at is null or d.expires_at > milepost.now())
$$;

-- Takes due work of one queue under a lease. `per_workspace` bounds what a workspace has in flight altogether, over all
-- workers and claims: one whose company hangs keeps that many places and no more. `subject` is a message's id, or
-- null where the workspace itself is the work.
create function claim_next(queue text, most int, per_workspace int, lease interval, gather interval, sweep interval)
  returns table (workspace_id uuid, subject_id uuid)
  language plpgsql volatile security definer set search_path = milepost, pg_temp as $$
declare moment timestamptz := milepost.now();
begin
  if queue = 'outbox' then
    -- One claim at a time: two at once would each see the same free places and fill them twice. A statement of its own,
    -- so that the next one's snapshot sees what the claim before it took.
    perform pg_advisory_xact_lock(7215502);
    return query
      with recursive place as (
        (select m.workspace_id from milepost.outbox_message m where m.state in ('waiting', 'unclear')
         order by m.workspace_id limit 1)
        union all
        -- From one workspace to the next by the index, however long the backlog of each.
        select (select m.workspace_id from milepost.outbox_message m
                where m.state in ('waiting', 'unclear') and m.workspace_id > place.workspace_id
                order by m.workspace_id limit 1)
        from place where place.workspace_id is not null
      ), due as (
        select place.workspace_id, next.message_id, next.next_at, held.places + next.turn as turn
        from place
        cross join lateral (
          select count(*) as places from milepost.outbox_message m
          where m.workspace_id = place.workspace_id and m.lease_until > moment and m.state in ('waiting', 'unclear')
        ) held
        cross join lateral (
          select m.message_id, m.next_at, row_number() over (order by m.next_at, m.message_id) as turn
          from (select o.message_id, o.next_at from milepost.outbox_message o
                where o.workspace_id = place.workspace_id and o.state in ('waiting', 'unclear') and o.next_at <= moment
                  and (o.lease_until is null or o.lease_until <= moment)
                order by o.next_at limit least(most, greatest(per_workspace - held.places, 0))) m
        ) next
      ), chosen as (
        -- Whoever has least in flight comes first.
        select * from due order by due.turn, due.next_at limit most
      ), taken as (
        select locked.workspace_id, locked.message_id from chosen
        cross join lateral (
          select o.workspace_id, o.message_id from milepost.outbox_message o
          where o.workspace_id = chosen.workspace_id and o.message_id = chosen.message_id
            -- Said again of the row itself: it may have changed since `due` looked.
            and o.state in ('waiting', 'unclear') and o.next_at <= moment
            and (o.lease_until is null or o.lease_until <= moment)
          for update skip locked
        ) locked
      )
      update milepost.outbox_message m set lease_until = moment + lease
      -- By key, whatever the planner thinks of limits that it can't see: a join might read the whole table.
      where m.workspace_id = any(array(select taken.workspace_id from taken))
        and m.message_id = any(array(select taken.message_id from taken))
      returning m.workspace_id, m.message_id;
  elsif queue in ('quickbooks', 'hubspot') then
    return query
      with ready as (
        select r.workspace_id
        from milepost.reading r
        join milepost.connection c on c.workspace_id = r.workspace_id and c.vendor = r.source and c.status = 'connected'
        where r.source = queue and (r.lease_until is null or r.lease_until <= moment)
          and (r.read_at is null or r.read_at <= moment - sweep
               or exists (select from milepost.inbox_event e
                          where e.workspace_id = r.workspace_id and e.source = queue and e.settled_at is null
                            and e.next_at <= moment and e.rung_at <= moment - gather))
        order by r.read_at nulls first
        limit most
        for update of r skip locked
      )
      update milepost.reading r set lease_until = moment + lease
      from ready where r.workspace_id = ready.workspace_id and r.source = queue
      returning r.workspace_id, null::uuid;
  elsif queue = 'writeback' then
    return query
      select c.workspace_id, null::uuid from milepost.connection c
      cross join lateral (
        select d.next_at from milepost.deal_mirror d
        where d.workspace_id = c.workspace_id and d.dirty_since is not null and d.next_at <= moment
        order by d.next_at limit 1
      ) first
      where c.vendor = 'hubspot' and c.status = 'connected'
      order by first.next_at limit most;
  elsif queue = 'restart' then
    -- The only program running gives back what a dead one held.
    update milepost.outbox_message m set lease_until = null where m.lease_until is not null;
    update milepost.reading r set lease_until = null where r.lease_until is not null;
    update milepost.connection c set lease_until = null where c.lease_until is not null;
  else
    raise exception 'no queue named %', queue;
  end if;
end $$;

-- The third door, for those who run the program: how much waits in each queue, over all workspaces.
create function queue_depths()
  returns table (queue text, state text, count bigint, oldest_seconds float8)
  language sql stable security definer set search_path = milepost, pg_temp as $$
  select 'outbox', s.state, count(m.message_id), extract(epoch from milepost.now() - min(m.created_at))::float8
  from unnest(array['waiting', 'unclear', 'refused']) as s(state)
  left join milepost.outbox_message m on m.state = s.state group by s.state
  union all
  select 'inbox', v.source, count(e.event_id), extract(epoch from milepost.now() - min(e.received_at))::float8
  from unnest(array['quickbooks', 'hubspot']) as v(source)
  left join milepost.inbox_event e on e.source = v.source and e.settled_at is null group by v.source
  union all
  select 'writeback', 'waiting', count(*), extract(epoch from milepost.now() - min(d.dirty_since))::float8
  from milepost.deal_mirror d where d.dirty_since is not null
$$;

-- Its other two sides: connections by vendor and status, and which workspaces there are.
create function connection_counts() returns table (vendor text, status text, count bigint)
  language sql stable security definer set search_path = milepost, pg_temp as $$
  select c.vendor, c.status, count(*) from milepost.connection c group by c.vendor, c.status order by 1, 2
$$;
create function workspace_ids() returns table (workspace_id uuid)
  language sql stable security definer set search_path = milepost, pg_temp as $$
  select distinct d.workspace_id from milepost.door d order by 1
$$;

revoke all on function workspace_of(text, bytea), queue_depths(), connection_counts(), workspace_ids() from public;
revoke all on function claim_next(text, int, int, interval, interval, interval) from public;
grant execute on function workspace_of(text, bytea), queue_depths(), connection_counts(), workspace_ids() to milepost_app;
grant execute on function claim_next(text, int, int, interval, interval, interval) to milepost_app;
-- Last: once they are the doors', only the doors could grant them.
alter function workspace_of(text, bytea) owner to milepost_doors;
alter function queue_depths() owner to milepost_doors;
alter function connection_counts() owner to milepost_doors;
alter function workspace_ids() owner to milepost_doors;
alter function claim_next(text, int, int, interval, interval, interval) owner to milepost_doors;
revoke create on schema milepost from milepost_doors;
