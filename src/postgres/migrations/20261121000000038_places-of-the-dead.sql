-- Up Migration

-- Each call that is under way says which process makes it, so that the place in line of one that was killed is free within
-- seconds, as its leases are, and not only once no answer can come any more. The vendor may work on such a call still:
-- should it count that against us, it refuses one that leaves instead, which costs a pause and nothing else.
-- Place by place as under_way; 0: a process without a number.
alter table vendor_lane add column under_way_by int[] not null default '{}';

-- In one place, whoever takes or gives back a place and wherever.
create function say_whose_places() returns trigger language plpgsql as $$
begin
  new.under_way_by := array(
    select case when held.moment is null then coalesce(milepost.this_process(), 0) else coalesce(held.process, 0) end
    from unnest(new.under_way) with ordinality as place(moment, turn)
    left join unnest(old.under_way, old.under_way_by) as held(moment, process) on held.moment = place.moment
    order by place.turn);
  return new;
end $$;
create trigger whose_places before update of under_way on vendor_lane for each row
  when (old.under_way is distinct from new.under_way) execute function say_whose_places();

-- As small as the companies that are called just now, however many there are.
create index vendor_lane_held on vendor_lane (workspace_id) where under_way_by <> '{}';
grant select (under_way_by) on vendor_lane to milepost_doors;

grant create on schema milepost to milepost_doors;
set local role milepost_doors;

create or replace function missing_processes() returns setof int
  language sql volatile security definer set search_path = milepost, pg_temp as $$
  select held.number from (
    select lease_by as number from milepost.outbox_message where lease_by is not null
    union select lease_by from milepost.reading where lease_by is not null
    union select lease_by from milepost.connection where lease_by is not null
    union select trigger_lease_by from milepost.milestone where trigger_lease_by is not null
    union select held_by from milepost.deal_mirror where held_by is not null
    union select lease_by from milepost.upkeep where lease_by is not null
    union select process from milepost.vendor_lane, unnest(under_way_by) process
      where under_way_by <> '{}' and process <> 0
  ) held
  where not exists (
    select from pg_locks l
    where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.classid = 7215504
      and l.database = (select d.oid from pg_database d where d.datname = current_database())
      and l.objid::bigint = held.number)
$$;

create or replace function give_back(dead int[]) returns void
  language sql volatile security definer set search_path = milepost, pg_temp as $$
  update milepost.outbox_message set lease_until = null where lease_by = any(dead);
  update milepost.reading set lease_until = null where lease_by = any(dead);
  update milepost.connection set lease_until = null where lease_by = any(dead);
  update milepost.milestone set trigger_lease_until = null where trigger_lease_by = any(dead);
  update milepost.deal_mirror set next_at = milepost.now(), held_by = null where held_by = any(dead);
  update milepost.upkeep set lease_until = null where lease_by = any(dead);
  update milepost.vendor_lane set under_way = array(
    select held.moment from unnest(under_way, under_way_by) as held(moment, process)
    where not coalesce(held.process = any(dead), false))
  where under_way_by <> '{}' and under_way_by && dead;
$$;
reset role;
revoke create on schema milepost from milepost_doors;
