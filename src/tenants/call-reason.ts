/**
 * Why a vendor is called; what spends metered reads is shown by it.
 *
 *   burst      QuickBooks rang
 *   sweep      nobody rang for a while, or the program was away
 *   check_now  a person pressed “Check now”
 *   lists      customers, items, terms, tax codes …
 *   preflight  what an invoice needs, before it is made
 *   sending    an invoice on its way: looked for, attached to, e-mailed
 *   invoice    an invoice's page: its PDF, its pay link
 *   catch_up   invoices made by hand, looked for by customer
 *   hours      hours and costs
 *   start_from an estimate that a plan starts from
 *   connect    a connection that is made, tried or kept alive
 */
export const callReasons = [
  'burst',
  'sweep',
  'check_now',
  'lists',
  'preflight',
  'sending',
  'invoice',
  'catch_up',
  'hours',
  'start_from',
  'connect',
  'other',
] as const
export type CallReason = (typeof callReasons)[number]
