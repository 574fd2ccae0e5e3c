-- Up Migration

-- A time to answer that was begun can stop: the e-mail came back, or the only link was revoked. It can be given anew: after
-- an outage, or when whoever was waited for besides has answered. Its reminders are other ones each time.
alter table answer_window
  add column generation int not null default 1,
  add column lost_at timestamptz,
  add column lost_why text,
  add constraint answer_window_lost check ((lost_at is null) = (lost_why is null));
grant update on answer_window to milepost_app;

-- While a deal is deleted its client's page opens nothing: time to answer is given anew when it is back.
alter table deal add column restored_at timestamptz;
create function note_restored() returns trigger language plpgsql set search_path = milepost as $$
begin
  -- In whole milliseconds, as the program tells times apart.
  new.restored_at := date_trunc('milliseconds', milepost.now());
  return new;
end $$;
create trigger deal_restored before update on deal
  for each row when (old.archived and not new.archived) execute function note_restored();
