-- Up Migration

-- Frees what this process has claimed and nobody in it works on: when the database went away, what was in hand could not
-- be put down, and of what was just claimed nothing was heard. `held` is what it works on still: messages, milestones and
-- readings' leases by their own ids, upkeep and writing by the workspace's. False: it has no number now, so ask again.
grant create on schema milepost to milepost_doors;
set local role milepost_doors;
create function give_back_all_but(queue text, held uuid[]) returns boolean
  language plpgsql volatile security definer set search_path = milepost, pg_temp as $$
declare me int := milepost.this_process();
begin
  if me is null then return false; end if;
  if queue = 'outbox' then
    update milepost.outbox_message m set lease_until = null
    where m.lease_by = me and m.message_id <> all(held)
      -- A batch is in hand as a whole, by the message that it was made for.
      and not exists (select from milepost.outbox_message h where h.batch_id = m.batch_id
                      and h.workspace_id = m.workspace_id and h.message_id = any(held));
  elsif queue in ('quickbooks', 'hubspot') then
    update milepost.reading r set lease_until = null
    where r.lease_by = me and r.source = queue and r.lease <> all(held);
  elsif queue = 'writeback' then
    update milepost.deal_mirror d set next_at = milepost.now(), held_by = null
    where d.held_by = me and d.workspace_id <> all(held);
  elsif queue = 'triggers' then
    update milepost.milestone m set trigger_lease_until = null
    where m.trigger_lease_by = me and m.milestone_id <> all(held);
  elsif queue = 'upkeep' then
    update milepost.upkeep u set lease_until = null where u.lease_by = me and u.workspace_id <> all(held);
  else
    raise exception 'no queue named %', queue;
  end if;
  return true;
end $$;
revoke all on function give_back_all_but(text, uuid[]) from public;
grant execute on function give_back_all_but(text, uuid[]) to milepost_app;
reset role;
revoke create on schema milepost from milepost_doors;
