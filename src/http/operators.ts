import type { Server } from 'node:http'
import { uptime } from 'node:process'
import express from 'express'
import type { Database } from '../postgres/database'
import { countConnections, type Depth, readDepths } from './operators-table'

/** What one line of Prometheus' text format says. */
interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/**
 * The operators' listener: /metrics for Prometheus and /health, on an address of its own that the world never
 * reaches. Answers only what counts things; no name, no amount, no id of a workspace.
 */
export async function startOperators(parts: {
  database: Database
  port: number
  /** Loopback unless the operator's network says otherwise. */
  host: string
  role: string
}): Promise<Server> {
  const app = express()
  app.disable('x-powered-by')
  app.get('/health', (_request, response) => {
    response.json({ ok: true, role: parts.role, uptimeSeconds: Math.round(uptime()) })
  })
  app.get('/metrics', async (_request, response) => {
    try {
      response.type('text/plain; version=0.0.4').send(await metrics(parts.database, parts.role))
    } catch {
      // Prometheus takes a failed scrape as "down", which is what a program without its database is.
      response.status(503).type('text/plain').send('the database does not answer\n')
    }
  })
  app.use((_request, response) => {
    response.status(404).type('text/plain').send('/metrics and /health are all there is\n')
  })
  return new Promise((resolve, reject) => {
    const server = app.listen(parts.port, parts.host, (error) => (error ? reject(error) : resolve(server)))
  })
}

async function metrics(database: Database, role: string): Promise<string> {
  const depths = await readDepths(database)
  const connections = await countConnections(database)
  const labels = (depth: Depth) => ({ queue: depth.queue, state: depth.state })
  const memory = process.memoryUsage()
  return [
    gauge(
      'milepost_waiting',
      'Work that waits, over all workspaces: invoices to create (outbox), events to settle (inbox), deals to tell HubSpot of (writeback).',
      depths.map((depth) => ({ labels: labels(depth), value: depth.count })),
    ),
    gauge(
      'milepost_waiting_oldest_seconds',
      'How long the oldest of them has waited.',
      depths.map((depth) => ({ labels: labels(depth), value: depth.oldestSeconds })),
    ),
    gauge(
      'milepost_connections',
      'Connections to vendors, by status.',
      connections.map(({ vendor, status, count }) => ({ labels: { vendor, status }, value: count })),
    ),
    gauge('process_resident_memory_bytes', 'Memory of this process.', [
      { labels: { role }, value: memory.rss },
    ]),
    gauge('process_uptime_seconds', 'How long this process has run.', [
      { labels: { role }, value: uptime() },
    ]),
  ].join('')
}

/** One metric in Prometheus' text format. Label values of ours need no escaping: they are words of the program. */
function gauge(name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(({ labels, value }) => {
    const text = Object.entries(labels).map(([label, word]) => `${label}="${word}"`)
    return `${name}{${text.join(',')}} ${value}\n`
  })
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`
}
