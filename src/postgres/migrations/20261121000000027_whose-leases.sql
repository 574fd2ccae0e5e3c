-- Up Migration

-- Whoever has something in hand says which process it is, so that what a killed one held is free in seconds and not only
-- when its lease ends. A process is alive while it holds the advisory lock of its number; one without a number (a tool, a
-- test) leaves no number, and its leases end by time alone.
create function this_process() returns int language sql stable as $$
  select nullif(current_setting('milepost.process', true), '')::int
$$;

alter table outbox_message add column lease_by int;
alter table reading add column lease_by int;
alter table connection add column lease_by int;
alter table milestone add column trigger_lease_by int;
-- Who is telling HubSpot of the deal now; it waits until next_at meanwhile.
alter table deal_mirror add column held_by int;

-- What has to be done for a workspace because time passes, although nobody rang: invoices that became overdue, reminders,
-- the month's invoices. One row each, so that whatever number of processes do it once.
create table upkeep (
  workspace_id uuid primary key references workspace,
  due_at timestamptz not null default milepost.now(),
  kept_at timestamptz,
  lease_until timestamptz,
  lease_by int
);
create index upkeep_due on upkeep (due_at);
alter table workspace no force row level security;
insert into upkeep (workspace_id) select workspace_id from workspace;
alter table workspace force row level security;
alter table upkeep enable row level security;
alter table upkeep force row level security;
create policy own_workspace on upkeep to milepost_app
  using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()));
grant select, insert, update on upkeep to milepost_app;

-- In one place, whoever takes or gives back a lease and wherever.
create function say_whose_lease() returns trigger language plpgsql as $$
begin
  new.lease_by := case when new.lease_until is null then null else milepost.this_process() end;
  return new;
end $$;
create trigger whose_lease before update of lease_until on outbox_message for each row execute function say_whose_lease();
create trigger whose_lease before update of lease_until on reading for each row execute function say_whose_lease();
create trigger whose_lease before update of lease_until on connection for each row execute function say_whose_lease();
create trigger whose_lease before update of lease_until on upkeep for each row execute function say_whose_lease();
create function say_whose_trigger_lease() returns trigger language plpgsql as $$
begin
  new.trigger_lease_by := case when new.trigger_lease_until is null then null else milepost.this_process() end;
  return new;
end $$;
create trigger whose_lease before update of trigger_lease_until on milestone
  for each row execute function say_whose_trigger_lease();

-- Only what is in hand: as small as the work under way, however long the tables.
create index outbox_message_held on outbox_message (lease_by) where lease_by is not null;
create index reading_held on reading (lease_by) where lease_by is not null;
create index connection_held on connection (lease_by) where lease_by is not null;
create index milestone_held on milestone (trigger_lease_by) where trigger_lease_by is not null;
create index deal_mirror_held on deal_mirror (held_by) where held_by is not null;
create index upkeep_held on upkeep (lease_by) where lease_by is not null;

create policy doors on upkeep to milepost_doors using (true);
grant select (workspace_id, due_at, lease_until, lease_by), update (lease_until) on upkeep to milepost_doors;
grant select (lease_by) on outbox_message, reading, connection to milepost_doors;
grant select (trigger_lease_by) on milestone to milepost_doors;
create policy doors_give_back on deal_mirror for update to milepost_doors using (true);
grant select (held_by), update (next_at, held_by) on deal_mirror to milepost_doors;

grant create on schema milepost to milepost_doors;
set local role milepost_doors;

-- Takes workspaces whose upkeep is due, under a lease.
create function claim_upkeep(most int, lease interval) returns table (workspace_id uuid)
  language sql volatile security definer set search_path = milepost, pg_temp as $$
  with due as (
    select u.workspace_id from milepost.upkeep u
    where u.due_at <= milepost.now() and (u.lease_until is null or u.lease_until <= milepost.now())
    order by u.due_at limit most for update skip locked
  )
  update milepost.upkeep u set lease_until = milepost.now() + lease
  where u.workspace_id = any(array(select due.workspace_id from due))
  returning u.workspace_id
$$;

-- The numbers of processes that have something in hand and are not alive. One whose connection was cut is missing until it
-- has connected again: whoever asks, asks for some seconds before believing it.
create function missing_processes() returns setof int
  language sql volatile security definer set search_path = milepost, pg_temp as $$
  select held.number from (
    select lease_by as number from milepost.outbox_message where lease_by is not null
    union select lease_by from milepost.reading where lease_by is not null
    union select lease_by from milepost.connection where lease_by is not null
    union select trigger_lease_by from milepost.milestone where trigger_lease_by is not null
    union select held_by from milepost.deal_mirror where held_by is not null
    union select lease_by from milepost.upkeep where lease_by is not null
  ) held
  where not exists (
    select from pg_locks l
    where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.classid = 7215504
      and l.database = (select d.oid from pg_database d where d.datname = current_database())
      and l.objid::bigint = held.number)
$$;

-- Frees what these processes had in hand, of all workspaces.
create function give_back(dead int[]) returns void
  language sql volatile security definer set search_path = milepost, pg_temp as $$
  update milepost.outbox_message set lease_until = null where lease_by = any(dead);
  update milepost.reading set lease_until = null where lease_by = any(dead);
  update milepost.connection set lease_until = null where lease_by = any(dead);
  update milepost.milestone set trigger_lease_until = null where trigger_lease_by = any(dead);
  update milepost.deal_mirror set next_at = milepost.now(), held_by = null where held_by = any(dead);
  update milepost.upkeep set lease_until = null where lease_by = any(dead);
$$;

-- The counts for those who run the program learn of days that bill and of upkeep; a count of what is due, since when.
create or replace function queue_depths()
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
  union all
  select 'triggers', 'due', count(*), extract(epoch from milepost.now() - min(m.trigger_at))::float8
  from milepost.milestone m where m.trigger_at <= milepost.now()
  union all
  select 'upkeep', 'due', count(*), extract(epoch from milepost.now() - min(u.due_at))::float8
  from milepost.upkeep u where u.due_at <= milepost.now()
$$;
revoke all on function claim_upkeep(int, interval), missing_processes(), give_back(int[]) from public;
grant execute on function claim_upkeep(int, interval), missing_processes(), give_back(int[]) to milepost_app;
reset role;
revoke create on schema milepost from milepost_doors;
