-- Up Migration

-- A change order that was signed is certified as accepted work is: a certificate is of a round, or of an order.
alter table certificate
  alter column milestone_id drop not null,
  alter column round_id drop not null,
  add column change_order_id uuid,
  add foreign key (workspace_id, change_order_id) references change_order (workspace_id, change_order_id),
  add constraint certificate_of_one check (case when change_order_id is null
    then round_id is not null and milestone_id is not null else round_id is null and milestone_id is null end);
-- It is decided once, so it is certified once.
create unique index certificate_of_order on certificate (workspace_id, change_order_id) where change_order_id is not null;

-- A note on the deal whose approval was taken back afterwards says so above its own words.
alter table certificate_note drop constraint certificate_note_state_check,
  add constraint certificate_note_state_check check (state in
    ('wanted', 'uploading', 'uploaded', 'noting', 'noted', 'refused', 'left_out', 'amending', 'amended'));
