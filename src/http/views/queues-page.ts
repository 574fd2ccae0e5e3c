import type { Depth } from '../operators-table'

/** The queues in words, for whoever runs the program without Redis. */
export interface QueuesSeen {
  readonly role: 'all' | 'web' | 'worker'
  readonly depths: readonly Depth[]
  /** What this process has in hand of each queue. */
  readonly inHand: Readonly<Record<string, number>>
}

const words: Readonly<Record<Depth['queue'], (state: string, count: number) => string>> = {
  outbox: (state, count) =>
    ({
      waiting: `${many(count, 'promise')} to QuickBooks wait${s(count)} to be carried out`,
      unclear: `${many(count, 'promise')} ${are(count)} unclear${count === 0 ? '' : ': an answer was lost, and it is looked for'}`,
      refused: `${many(count, 'promise')} ${are(count)} refused${count === 0 ? '' : ': a person must mend something'}`,
    })[state] ?? `${many(count, 'promise')}: ${state}`,
  inbox: (source, count) =>
    `${many(count, 'event')} of ${source === 'quickbooks' ? 'QuickBooks' : 'HubSpot'} wait${s(count)} to be read`,
  writeback: (_, count) => `${many(count, 'deal')} wait${s(count)} to be told to HubSpot`,
  triggers: (_, count) => `${many(count, 'milestone')} wait${s(count)} whose day has come`,
  upkeep: (_, count) => `${many(count, 'workspace')} ${are(count)} due for reminders, overdue and the month`,
}

const held: Readonly<Record<string, string>> = {
  outbox: 'promises',
  quickbooks: 'readings of QuickBooks',
  hubspot: 'readings of HubSpot',
  writeback: 'workspaces whose deals HubSpot is told of',
  triggers: 'milestones',
  upkeep: 'workspaces to keep up',
}

const many = (count: number, noun: string) => `${count === 0 ? 'No' : count} ${noun}${count === 1 ? '' : 's'}`
const s = (count: number) => (count === 1 ? 's' : '')
const are = (count: number) => (count === 1 ? 'is' : 'are')

/** 75 → "1 min". */
export function ageInWords(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} days`
}

/** A whole page. Nothing in it comes from outside: numbers, and words of the program. */
export function queuesPage({ role, depths, inHand }: QueuesSeen): string {
  const rows = depths.map(
    ({ queue, state, count, oldestSeconds }) =>
      `<tr><td>${words[queue](state, count)}</td><td>${count === 0 ? '' : `oldest ${ageInWords(oldestSeconds)}`}</td></tr>`,
  )
  const things = Object.entries(inHand)
    .filter(([, count]) => count > 0)
    .map(([queue, count]) => `${held[queue] ?? queue}: ${count}`)
  const busy =
    things.length === 0 ? 'nothing in hand at this moment' : `in hand at this moment: ${things.join(', ')}`
  const mine =
    role === 'web' ? 'This process serves pages and works on no queue.' : `This process has ${busy}.`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>Milepost: queues</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
td{padding:.35rem 1rem .35rem 0;border-top:1px solid #ddd;vertical-align:top}td+td{white-space:nowrap;color:#595959}
table{border-collapse:collapse;width:100%}
@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#16181d}td{border-color:#333}td+td{color:#a8a8a8}}
</style></head><body>
<h1>Queues</h1>
<p>What waits stands in PostgreSQL, over all processes and workspaces. There is no Redis (<code>REDIS_URL</code>), so every
worker process is woken by PostgreSQL’s notifications and by its own clock. ${mine}</p>
<table>${rows.join('\n')}</table>
</body></html>
`
}
