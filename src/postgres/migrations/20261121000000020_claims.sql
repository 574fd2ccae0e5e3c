-- Up Migration

-- What is billed of a milestone before it is completed, by percent, and what a credit took of its invoices: billed again,
-- or closed. In the order in which people said so; amounts are minor units, as text.
alter table milestone add column claims jsonb not null default '[]';

-- What of the claims is billed once more, after a credit: so much may be live beyond the milestone's amount.
alter table milestone add column again_minor bigint not null default 0 check (again_minor >= 0);
