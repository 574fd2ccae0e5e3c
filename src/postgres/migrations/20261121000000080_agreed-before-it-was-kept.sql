-- Up Migration

-- Where an edited invoice was accepted before it was kept who pays what (see agreed-parts), what live invoices were decided to
-- bill says it: of several payers, where it is all of the milestone, and their shares would say something else. Dividing by
-- shares rounds each payer by less than one minor unit.
-- Row-level security hides every workspace from the owner too, so it is lifted for this statement.
alter table schedule no force row level security;
alter table milestone no force row level security;
alter table billing_intent no force row level security;
alter table billing_part no force row level security;

with paying as (
  select m.workspace_id, m.milestone_id, m.amount_minor as whole, each->'share' as share,
    coalesce(each->>'billedAs', each->'customer'->>'quickbooksId') as payer,
    coalesce((each->'share'->>'percent')::numeric / 100, split_part(each->'share'->>'fraction', '/', 1)::numeric
      / split_part(each->'share'->>'fraction', '/', 2)::numeric) as ratio
  from milestone m join schedule s using (workspace_id, schedule_id),
    jsonb_path_query(coalesce(m.details->'payers', s.terms->'payers'), '$[*]') as each
  where m.agreed = '[]'
), billed as (
  select w.*, split_part(p.part_key, ':', 3)::int as claim, p.amount_minor,
    sum(p.amount_minor) over (partition by w.workspace_id, w.milestone_id, w.payer) as paid
  from paying w
  join billing_part p on p.workspace_id = w.workspace_id and p.milestone_id = w.milestone_id
    and p.part_key like '%:c' || w.payer || ':%' and p.part_key ~ ':\d+:(work|deposit)$' and p.live
  join billing_intent i on i.workspace_id = p.workspace_id and i.intent_id = p.intent_id and i.state <> 'prepared'
), kept as (
  select workspace_id, milestone_id, jsonb_agg(jsonb_build_object(
      'payer', payer, 'share', share, 'claim', claim, 'amountMinor', amount_minor::text) order by claim, payer) as agreed
  from billed group by workspace_id, milestone_id, whole
  having sum(amount_minor) = whole and bool_or(abs(paid - whole * ratio) >= 1)
)
update milestone m set agreed = kept.agreed from kept
where m.workspace_id = kept.workspace_id and m.milestone_id = kept.milestone_id;

alter table billing_part force row level security;
alter table billing_intent force row level security;
alter table milestone force row level security;
alter table schedule force row level security;
