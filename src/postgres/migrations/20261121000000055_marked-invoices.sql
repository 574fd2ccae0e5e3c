-- Up Migration

-- Whose mark an invoice carries: looked up before an invoice leaves for the first time, so that one which a restored backup
-- has forgotten is taken up again and never made beside itself. The mark as src/invoices/sending/find-invoice.ts reads it.
alter table document add column mark text generated always as (
  substring(body ->> 'PrivateNote' from '(\mMilepost (?:M[0-9]+|[DHRS])-[A-Z2-7]{6})(?![A-Z0-9])')
) stored;
create index document_marked on document (workspace_id, mark) where mark is not null;
