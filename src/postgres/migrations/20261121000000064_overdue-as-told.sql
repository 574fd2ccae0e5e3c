-- Up Migration

-- The intents whose invoices were overdue when this deal was last looked at for it: what time changed of it is news for HubSpot.
alter table deal_mirror add column overdue_by uuid[] not null default '{}';
