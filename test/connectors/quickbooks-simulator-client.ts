import {
  type QuickBooksSimulator,
  type QuickBooksSimulatorOptions,
  startQuickBooksSimulator,
} from '../../connectors/quickbooks/simulator/start'
import { type MovableClock, movableClock } from '../../src/clock/clock'

/** What tests read out of an answer; the wire decides, so nothing is promised here. */
// biome-ignore lint/suspicious/noExplicitAny: answers of a foreign service, looked at field by field
export type Answer = any

export const US = '4620816365'
export const NL = '4620816366'
export const APP = { clientId: 'test-app', clientSecret: 'test-secret' }
export const VERIFIER = 'test-verifier'
const WIDE = { requestsPerMinute: 1e6, requestsPerSecond: 1e6, concurrent: 1e6, batchesPerMinute: 1e6 }

export interface Bench {
  readonly simulator: QuickBooksSimulator
  readonly clock: MovableClock
  /** One call on a company; `path` follows `/v3/company/{realm}`. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>
  get(path: string): Promise<Answer>
  /** POSTs and expects success. */
  post(path: string, body: unknown): Promise<Answer>
  /** The refusal of a POST: status and the first error. */
  refused(path: string, body: unknown): Promise<{ status: number; code: string; detail: string }>
  query(text: string): Promise<Answer>
  door(method: string, path: string, body?: unknown): Promise<Answer>
  /** A minimal invoice of the customer, so many dollars. */
  invoice(amount: number, more?: object): Promise<Answer>
  payment(
    total: number,
    lines: readonly (readonly [type: string, id: string, amount: number])[],
    more?: object,
  ): Promise<Answer>
  close(): Promise<void>
}
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Answer
}

/** A simulator with an American and a Dutch company, and a client that speaks to one of them. */
export async function openBench(more: Partial<QuickBooksSimulatorOptions> = {}, realm = US): Promise<Bench> {
  const clock = movableClock()
  const simulator = await startQuickBooksSimulator({
    port: 0,
    clock,
    journalPath: null,
    companies: [
      { realmId: US, name: 'Garden Company', sample: 'landscaping', accessToken: 'us-token' },
      { realmId: NL, name: 'Studio Prinsengracht', sample: 'small', accessToken: 'nl-token' },
    ],
    ...APP,
    webhook: { url: null, verifierToken: VERIFIER },
    limits: WIDE,
    ...more,
  })
  const call: Bench['call'] = async (method, path, body, headers = {}) => {
    const answer = await fetch(`${simulator.url}/v3/company/${realm}${path}`, {
      method,
      headers: {
        Accept: 'application/json',
        Authorization: `Bearer ${realm === US ? 'us-token' : 'nl-token'}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    const isJson = (answer.headers.get('content-type') ?? '').includes('json')
    return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : null }
  }
  const post: Bench['post'] = async (path, body) => {
    const answer = await call('POST', path, body)
    if (answer.status !== 200 || answer.body.Fault !== undefined)
      throw new Error(`${answer.status} ${answer.text}`)
    return answer.body
  }
  const door: Bench['door'] = async (method, path, body) => {
    const answer = await fetch(`${simulator.url}/simulator${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return answer.json()
  }
  return {
    simulator,
    clock,
    call,
    post,
    door,
    get: async (path) => {
      const answer = await call('GET', path)
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
      return answer.body
    },
    refused: async (path, body) => {
      const answer = await call('POST', path, body)
      const [error] = answer.body.Fault.Error
      return { status: answer.status, code: error.code, detail: error.Detail }
    },
    query: async (text) => (await call('GET', `/query?query=${encodeURIComponent(text)}`)).body,
    invoice: async (amount, extra = {}) => {
      const line = {
        Amount: amount,
        DetailType: 'SalesItemLineDetail',
        SalesItemLineDetail: { ItemRef: { value: '1' } },
      }
      return (await post('/invoice', { CustomerRef: { value: '1' }, Line: [line], ...extra })).Invoice
    },
    payment: async (total, lines, extra = {}) => {
      const Line = lines.map(([TxnType, TxnId, Amount]) => ({ Amount, LinkedTxn: [{ TxnId, TxnType }] }))
      return (await post('/payment', { CustomerRef: { value: '1' }, TotalAmt: total, Line, ...extra }))
        .Payment
    },
    close: () => simulator.close(),
  }
}
