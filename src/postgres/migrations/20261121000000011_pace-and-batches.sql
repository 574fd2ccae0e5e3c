-- Up Migration

-- How fast a workspace's company or portal is called, over all processes. A call takes the next moment that is free; one
-- with a bound on how many are under way holds its place until its answer came, or can't come any more.
create table vendor_lane (
  workspace_id uuid not null references workspace,
  vendor text not null check (vendor in ('quickbooks', 'hubspot')),
  lane text not null check (lane in ('call', 'batch', 'search')),
  -- The next free moment, by the machine's clock.
  next_at timestamptz not null default '-infinity',
  -- The calls that have no answer yet, each known by its moment.
  under_way timestamptz[] not null default '{}',
  -- The vendor asked for a pause until then, by the program's clock.
  quiet_until timestamptz not null default '-infinity',
  primary key (workspace_id, vendor, lane)
);

-- Several invoices in one request, kept whole before its first byte leaves. It is sent once and never repeated: what
-- became of an item is looked for, each by itself.
create table send_batch (
  workspace_id uuid not null references workspace,
  batch_id uuid not null default gen_random_uuid(),
  request_key text not null,
  -- [{item, intentId, bodyHash}], in the order sent.
  items jsonb not null,
  began_at timestamptz not null default milepost.now(),
  ended_at timestamptz,
  outcome text check (outcome in ('done', 'refused', 'unknown')),
  trace text,
  fault jsonb,
  primary key (workspace_id, batch_id)
);
alter table send_attempt
  add column batch_id uuid,
  add foreign key (workspace_id, batch_id) references send_batch (workspace_id, batch_id);
create index send_attempt_of_batch on send_attempt (workspace_id, batch_id) where batch_id is not null;
-- Which batch carries the message while it is leased.
alter table outbox_message add column batch_id uuid;

do $$
declare t text;
begin
  foreach t in array array['vendor_lane', 'send_batch'] loop
    execute format('alter table milepost.%I enable row level security', t);
    execute format('alter table milepost.%I force row level security', t);
    execute format(
      'create policy own_workspace on milepost.%I to milepost_app using (workspace_id = (select milepost.current_workspace())) with check (workspace_id = (select milepost.current_workspace()))', t);
    execute format('grant select, insert, update, delete on milepost.%I to milepost_app', t);
  end loop;
end $$;
revoke delete on send_batch, vendor_lane from milepost_app;

-- The next moment for a call, and how long until then; null for one that must wait: `quiet_ms` when the vendor asked for
-- a pause that is longer than the caller's patience, otherwise `wait_ms` says when to ask again, or that it is too long.
-- A moment may lie a little back, so that a process that was late for a moment does not lose the time.
create function take_place(
  which_vendor text, which_lane text, every interval, late interval, most int, hold interval, patience interval,
  answered timestamptz[]
) returns table (place timestamptz, wait_ms double precision, quiet_ms double precision)
  language plpgsql volatile set search_path = milepost, pg_temp as $$
declare
  held milepost.vendor_lane;
  instant timestamptz;
  moment timestamptz;
  quiet interval;
  still timestamptz[];
begin
  -- A place that is lost with the machine is no loss: nothing is under way any more.
  perform set_config('synchronous_commit', 'off', true);
  insert into milepost.vendor_lane (workspace_id, vendor, lane)
    values (milepost.current_workspace(), which_vendor, which_lane) on conflict do nothing;
  select l.* into held from milepost.vendor_lane l
    where l.workspace_id = milepost.current_workspace() and l.vendor = which_vendor and l.lane = which_lane for update;
  instant := clock_timestamp();
  quiet := greatest(held.quiet_until, milepost.now()) - milepost.now();
  moment := case when quiet > interval '0' then greatest(held.next_at, instant + quiet) else greatest(held.next_at, instant - late) end;
  still := array(select m from unnest(held.under_way) m where m > instant - hold and m <> all(answered));
  if quiet > patience then
    return query select null::timestamptz, null::double precision, extract(epoch from quiet)::double precision * 1000;
  elsif cardinality(still) >= most or moment - instant > patience then
    return query select null::timestamptz,
      case when moment - instant > patience then extract(epoch from moment - instant)::double precision * 1000 else 250 end,
      null::double precision;
  else
    update milepost.vendor_lane l
      set next_at = moment + every, under_way = case when most is null then '{}' else still || moment end
      where l.workspace_id = milepost.current_workspace() and l.vendor = which_vendor and l.lane = which_lane;
    return query select moment, greatest(extract(epoch from moment - instant)::double precision * 1000, 0), null::double precision;
    return;
  end if;
  if still <> held.under_way then
    update milepost.vendor_lane l set under_way = still
      where l.workspace_id = milepost.current_workspace() and l.vendor = which_vendor and l.lane = which_lane;
  end if;
end $$;

create policy doors on vendor_lane to milepost_doors using (true);
grant select (workspace_id, vendor, quiet_until, under_way), update (under_way) on vendor_lane to milepost_doors;
grant select (batch_id), update (batch_id) on outbox_message to milepost_doors;

grant create on schema milepost to milepost_doors;
set local role milepost_doors;
create or replace function claim_next(queue text, most int, per_workspace int, lease interval, gather interval, sweep interval)
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
          -- The messages of one batch are one call to QuickBooks, and a long one: it counts as two.
          select count(*) filter (where m.batch_id is null) + 2 * count(distinct m.batch_id) as places
          from milepost.outbox_message m
          where m.workspace_id = place.workspace_id and m.lease_until > moment and m.state in ('waiting', 'unclear')
        ) held
        cross join lateral (
          select m.message_id, m.next_at, row_number() over (order by m.next_at, m.message_id) as turn
          from (select o.message_id, o.next_at from milepost.outbox_message o
                where o.workspace_id = place.workspace_id and o.state in ('waiting', 'unclear') and o.next_at <= moment
                  and (o.lease_until is null or o.lease_until <= moment)
                order by o.next_at limit least(most, greatest(per_workspace - held.places, 0))) m
        ) next
        -- A company that asked for a pause gets it: its messages stay where they are.
        where not exists (
          select from milepost.vendor_lane l
          where l.workspace_id = place.workspace_id and l.vendor = 'quickbooks' and l.quiet_until > moment)
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
      update milepost.outbox_message m set lease_until = moment + lease, batch_id = null
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
  elsif queue = 'triggers' then
    -- Milestones whose day has come. The index holds what waits for a day, and only those due are looked at.
    return query
      with due as (
        select m.workspace_id, m.milestone_id, m.trigger_at,
          row_number() over (partition by m.workspace_id order by m.trigger_at, m.milestone_id) as turn
        from milepost.milestone m
        where m.trigger_at <= moment and (m.trigger_lease_until is null or m.trigger_lease_until <= moment)
      ), chosen as (
        select * from due where due.turn <= per_workspace order by due.turn, due.trigger_at limit most
      ), taken as (
        select locked.workspace_id, locked.milestone_id from chosen
        cross join lateral (
          select m.workspace_id, m.milestone_id from milepost.milestone m
          where m.workspace_id = chosen.workspace_id and m.milestone_id = chosen.milestone_id
            and m.trigger_at <= moment and (m.trigger_lease_until is null or m.trigger_lease_until <= moment)
          for update skip locked
        ) locked
      )
      update milepost.milestone m set trigger_lease_until = moment + lease
      where m.workspace_id = any(array(select taken.workspace_id from taken))
        and m.milestone_id = any(array(select taken.milestone_id from taken))
      returning m.workspace_id, m.milestone_id;
  elsif queue = 'restart' then
    -- The only program running gives back what a dead one held.
    update milepost.outbox_message m set lease_until = null where m.lease_until is not null;
    update milepost.reading r set lease_until = null where r.lease_until is not null;
    update milepost.connection c set lease_until = null where c.lease_until is not null;
    update milepost.milestone m set trigger_lease_until = null where m.trigger_at is not null and m.trigger_lease_until is not null;
    update milepost.vendor_lane l set under_way = '{}' where l.under_way <> '{}';
  else
    raise exception 'no queue named %', queue;
  end if;
end $$;
reset role;
revoke create on schema milepost from milepost_doors;
