import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Caller, CallRecord } from '../../connectors/answer'

/** In every answer, record and error text of these tests, this must never be found. */
export const CANARY = 'canary.access-token.4f1e'
export const REALM = '310687'

/** A caller without limits that writes down what it is told. */
export function callerOf(baseUrl: string, more: Partial<Caller> = {}) {
  const records: CallRecord[] = []
  const paced: string[] = []
  const caller: Caller = {
    baseUrl,
    accessToken: async () => CANARY,
    pace: async (kind) => {
      paced.push(kind)
    },
    record: (call) => {
      records.push(call)
    },
    deadlineMs: 20_000,
    ...more,
  }
  return { caller, records, paced }
}

export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** A real server on a free port; `handle` runs when the whole request has come. */
export async function serve(
  handle: (seen: Seen, response: ServerResponse, request: IncomingMessage) => void,
) {
  const sockets = new Set<Socket>()
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('error', () => {})
    request.on('end', () => {
      const one = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks),
      }
      seen.push(one)
      handle(one, response, request)
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy()
      server.close(() => resolve())
    })
  return { baseUrl: `http://127.0.0.1:${port}`, port, seen, sockets, close }
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const { port, close } = await serve(() => {})
  await close()
  return port
}

export const stamps = {
  CreateTime: '2026-11-20T10:00:00-08:00',
  LastUpdatedTime: '2026-11-20T10:00:00-08:00',
}

/** An invoice as JSON text, amounts as the vendor writes them. */
export function invoiceText(more = ''): string {
  return `{"Id":"145","SyncToken":"0","MetaData":${JSON.stringify(stamps)},"DocNumber":"1042","CustomerRef":{"value":"1","name":"Amy's Bird Sanctuary"},"Line":[{"Id":"1","LineNum":1,"Amount":2666.66,"DetailType":"SalesItemLineDetail","SalesItemLineDetail":{"ItemRef":{"value":"1"},"Qty":1,"UnitPrice":2666.66}}],"TotalAmt":2666.66,"Balance":100.0${more}}`
}

export const answerOf = (entity: string, text: string) =>
  `{"${entity}":${text},"time":"2026-11-21T04:10:00.123-08:00"}`
