-- Up Migration

-- When a workspace's figures were taken to HubSpot last, as a number in a row over all of them: a clock that is set back puts
-- nobody at the end of the line.
create sequence writing_turns;
alter table connection add column writing_turn bigint not null default 0;
grant usage on sequence writing_turns to milepost_doors;
grant select (writing_turn), update (writing_turn) on connection to milepost_doors;

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
        (select m.workspace_id, m.goes_to from milepost.outbox_message m where m.state in ('waiting', 'unclear')
         order by m.workspace_id, m.goes_to limit 1)
        union all
        -- From one way of one workspace to the next by the index, however long the backlog of each.
        select next.workspace_id, next.goes_to
        from place
        cross join lateral (
          select m.workspace_id, m.goes_to from milepost.outbox_message m
          where m.state in ('waiting', 'unclear') and (m.workspace_id, m.goes_to) > (place.workspace_id, place.goes_to)
          order by m.workspace_id, m.goes_to limit 1
        ) next
      ), due as (
        select place.workspace_id, next.message_id, next.next_at, held.places + next.turn as turn
        from place
        cross join lateral (
          -- The messages of one batch are one call to QuickBooks, and a long one: it counts as two.
          select count(*) filter (where m.batch_id is null) + 2 * count(distinct m.batch_id) as places
          from milepost.outbox_message m
          where m.workspace_id = place.workspace_id and m.goes_to = place.goes_to and m.lease_until > moment
            and m.state in ('waiting', 'unclear')
        ) held
        cross join lateral (
          select m.message_id, m.next_at, row_number() over (order by m.next_at, m.message_id) as turn
          from (select o.message_id, o.next_at from milepost.outbox_message o
                where o.workspace_id = place.workspace_id and o.goes_to = place.goes_to
                  and o.state in ('waiting', 'unclear') and o.next_at <= moment
                  and (o.lease_until is null or o.lease_until <= moment)
                order by o.next_at limit least(most, greatest(per_workspace - held.places, 0))) m
        ) next
        -- A vendor that asked for a pause gets it: what goes there stays where it is, and nothing else waits for it.
        where not exists (
          select from milepost.vendor_lane l
          where l.workspace_id = place.workspace_id and l.vendor = place.goes_to and l.quiet_until > moment)
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
    -- Whoever was served longest ago comes first, however long it waits: one with ten thousand deals is served in its turn.
    return query
      with chosen as (
        select c.workspace_id from milepost.connection c
        cross join lateral (
          select d.next_at from milepost.deal_mirror d
          where d.workspace_id = c.workspace_id and d.dirty_since <= moment - gather and d.next_at <= moment
          order by d.next_at limit 1
        ) first
        where c.vendor = 'hubspot' and c.status = 'connected'
        order by c.writing_turn, first.next_at limit most
        -- Whoever is being served by another claim just now need not be served by this one.
        for no key update of c skip locked
      )
      update milepost.connection c set writing_turn = nextval('milepost.writing_turns')
      from chosen where c.workspace_id = chosen.workspace_id and c.vendor = 'hubspot'
      returning c.workspace_id, null::uuid;
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
