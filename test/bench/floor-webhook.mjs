/** The floor of the webhook bench: express, the signature checked, one INSERT, 200. Nothing more. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import express from 'express'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 12 })
await pool.query(
  'create table if not exists public.floor_event (id bigserial primary key, body jsonb not null)',
)
const app = express()
app.post(
  '/webhooks/quickbooks',
  express.raw({ type: () => true, limit: '1mb' }),
  async (request, response) => {
    const expected = Buffer.from(
      createHmac('sha256', process.env.QUICKBOOKS_WEBHOOK_TOKENS).update(request.body).digest('base64'),
    )
    const given = Buffer.from(request.get('intuit-signature') ?? '')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      response.status(401).end()
      return
    }
    await pool.query('insert into public.floor_event (body) values ($1)', [request.body.toString('utf8')])
    response.status(200).end()
  },
)
app.get('/ready', (_request, response) => response.json({}))
app.listen(Number(process.env.PORT), '127.0.0.1')
