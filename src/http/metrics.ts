import { uptime } from 'node:process'
import type { AppStanding } from '../tenants/app-reads'
import type { CallTally } from '../tenants/call-tally'
import type { Depth } from './operators-table'

/** What one line of Prometheus' text format says. */
interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Everything that is counted, at one moment. */
export interface Counted {
  readonly role: string
  readonly depths: readonly Depth[]
  readonly connections: readonly { vendor: string; status: string; count: number }[]
  /** What this process has in hand of each queue; none of it where it works on no queue. */
  readonly inHand: Readonly<Record<string, number>>
  readonly calls: readonly CallTally[]
  /** This month's metered reads of all companies together; null where nobody said what is granted. */
  readonly reads: (AppStanding & { readonly granted: number }) | null
}

/** All metrics in Prometheus' text format. They count, and name nobody: no workspace, no amount. */
export function metricsText({ role, depths, connections, inHand, calls, reads }: Counted): string {
  const labels = (depth: Depth) => ({ queue: depth.queue, state: depth.state })
  return [
    metric(
      'gauge',
      'milepost_waiting',
      'Work that waits, over all workspaces: promises to QuickBooks (outbox), events to settle (inbox), deals to tell HubSpot of (writeback), milestones whose day has come (triggers), workspaces whose upkeep is due.',
      depths.map((depth) => ({ labels: labels(depth), value: depth.count })),
    ),
    metric(
      'gauge',
      'milepost_waiting_oldest_seconds',
      'How long the oldest of them has waited.',
      depths.map((depth) => ({ labels: labels(depth), value: depth.oldestSeconds })),
    ),
    metric(
      'gauge',
      'milepost_in_hand',
      'What this process works on now, by queue.',
      Object.entries(inHand).map(([queue, value]) => ({ labels: { queue }, value })),
    ),
    metric(
      'counter',
      'milepost_vendor_calls_total',
      'Calls of this process to the vendors that have ended, by outcome; metered ones count against Intuit’s quota.',
      calls.map(({ vendor, outcome, metered, calls: value }) => ({
        labels: { vendor, outcome, metered: String(metered) },
        value,
      })),
    ),
    metric(
      'gauge',
      'milepost_connections',
      'Connections to vendors, by status.',
      connections.map(({ vendor, status, count }) => ({ labels: { vendor, status }, value: count })),
    ),
    ...(reads === null ? [] : readsMetrics(reads)),
    metric('gauge', 'process_resident_memory_bytes', 'Memory of this process.', [
      { labels: { role }, value: process.memoryUsage().rss },
    ]),
    metric('gauge', 'process_uptime_seconds', 'How long this process has run.', [
      { labels: { role }, value: uptime() },
    ]),
  ].join('')
}

function readsMetrics({ soFar, forecast, granted, state }: NonNullable<Counted['reads']>): string[] {
  const one = (value: number) => [{ labels: {}, value }]
  return [
    metric(
      'gauge',
      'milepost_metered_reads',
      'This month’s metered reads of all companies together.',
      one(soFar),
    ),
    metric('gauge', 'milepost_metered_reads_granted', 'What Intuit grants the app a month.', one(granted)),
    metric(
      'gauge',
      'milepost_metered_reads_forecast',
      'What the month comes to at the pace of the last week; missing on a first day.',
      forecast === null ? [] : one(forecast.reads),
    ),
    metric(
      'gauge',
      'milepost_metered_reads_alarm',
      'One when the month’s reads are nearly spent, are spent, or will not last.',
      one(state === 'well' ? 0 : 1),
    ),
  ]
}

/** One metric. Label values of ours need no escaping: they are words of the program. */
function metric(type: 'gauge' | 'counter', name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(({ labels, value }) => {
    const text = Object.entries(labels).map(([label, word]) => `${label}="${word}"`)
    return `${name}${text.length > 0 ? `{${text.join(',')}}` : ''} ${value}\n`
  })
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}
