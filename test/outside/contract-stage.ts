import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import type { DealPageView } from '../../src/http/contract/deal'
import { type Route, type RouteName, routes } from '../../src/http/contract/routes'
import { type EmbeddedProgram, startEmbedded } from '../fixtures/embedded-program'
import { must } from '../fixtures/must'
import { png } from '../fixtures/sample-files'
import { makeRefund } from './make-refund'
import { upload, uploadBodies } from './upload-bodies'
import { WATCHED } from './watched-tables'

const NOBODY = '00000000-0000-4000-8000-000000000000'
const usd = (amount: string) => ({ amount, currency: 'USD' })
export const plan = (more: object = {}) => ({
  billingType: 'fixed',
  contractValue: usd('50000.00'),
  customer: { quickbooksId: '1' },
  item: { quickbooksId: '1' },
  taxCode: 'NON',
  terms: { netDays: 7 },
  delivery: 'prepare',
  milestones: [
    { name: 'Strategy', amount: usd('15000.00') },
    { name: 'Design', amount: usd('20000.00') },
  ],
  ...more,
})

const changes = {
  reason: 'More was asked for',
  lines: [{ op: 'add', milestone: { name: 'Extra' }, quantity: '2', unitPrice: usd('6250.00') }],
}

export { upload }

/** A body that each route takes, when the state allows it. */
export const bodies: Partial<Record<RouteName, object>> = {
  planSchedule: plan({
    payers: [
      { customer: { quickbooksId: '1' }, share: { percent: '60' } },
      { customer: { quickbooksId: '2' }, share: { fraction: '2/5' } },
    ],
  }),
  runBilling: { through: '2026-12-31' },
  planFromTemplate: { templateId: 'three-phase' },
  addTemplate: {
    name: 'Halves',
    milestones: ['1/2', '1/2'].map((fraction) => ({ name: 'Half', share: { fraction } })),
  },
  changeTemplate: { name: 'Whole', milestones: [{ name: 'All', share: { percent: '100' } }] },
  planFromEstimate: { estimateId: '999999' },
  planFromQuote: { quoteId: '999999' },
  planFromCsv: new Blob(['Name,Amount\nStrategy,15000\n'], { type: 'text/csv' }),
  readFromText: {
    text: 'Strategy $15,000, Design 40 %, the rest on delivery',
    answers: [{ question: 'When?', answer: 'Soon' }],
  },
  previewTemplate: { contractValue: usd('87654.32') },
  saveAsTemplate: { name: 'As planned' },
  acceptSchedule: { on: '2026-01-20', by: 'Client' },
  withdrawAcceptance: { reason: 'A mistake' },
  ...uploadBodies,
  checkAgreement: { fileId: NOBODY, where: 'p. 3' },
  addMilestone: { name: 'More', amount: usd('1.00') },
  changeMilestone: { name: 'Renamed' },
  takeDifference: { key: 'A:edited:Invoice:1', note: 'Asked the client' },
  releaseDifference: { key: 'A:edited:Invoice:1' },
  claimProgress: { percent: '40', note: 'Walls', dryRun: true },
  orderMilestones: { ids: [NOBODY] },
  splitMilestone: { accepted: { percent: '80' }, reason: 'The rest is not done' },
  revokeMilestone: { reason: 'A mistake' },
  reopenMilestone: { reason: 'A mistake' },
  decideRound: { decision: 'approve' },
  openRoundLink: { approverId: '1' },
  sendRoundMail: { approverId: '1' },
  changeApproverAddress: { approverId: '1', email: 'ana.ruiz@acme.example' },
  takeBounce: {},
  setNoReminders: { email: 'ana@acme.example', reminders: false },
  openDealLink: { name: 'Ana Ruiz', email: 'ana@acme.example' },
  draftChangeOrder: changes,
  editChangeOrder: changes,
  approveChangeOrder: { by: 'Client', on: '2026-01-20' },
  settleAttention: { action: 'bill' },
  changeWorkspace: { name: 'Renamed' },
  putLogo: upload(png, 'logo.png'),
  previewLogo: upload(png, 'logo.png'),
  changeWording: { language: 'de', phrases: { heldBack: 'Einbehalten' } },
  previewWording: { language: 'nl', phrases: { milestone: 'Fase {code}: {name}' } },
  enterTime: { on: '2026-01-20', hours: '1:20', employeeId: '54', note: 'Wireframes' },
  assignTime: { dealId: null },
  billTime: { until: '2026-01-20' },
  assignCost: { dealId: null },
  billCosts: { costIds: [NOBODY], setNotBillable: true },
  linkInvoices: { links: [{ invoiceId: '999999', milestoneIds: [NOBODY] }] },
  linkInvoice: { milestoneIds: [NOBODY] },
  releaseRetainage: { amount: usd('1.00') },
  chooseCustomer: { quickbooksId: '2' },
  changeInvoice: { memo: 'Thank you.', terms: { netDays: 14 } },
  postInvoice: { dryRun: true },
  sendInvoice: { dryRun: true },
  remindOfInvoice: { dryRun: true },
  markInvoiceDelivered: { on: '2026-01-20' },
  billDeposit: { share: { percent: '10' } },
  settleRefund: { gives: { invoiceId: NOBODY, milestoneId: NOBODY, again: true } },
  assignCredit: { creditMemoId: '999999' },
  releaseCredit: { creditMemoId: '999999' },
}

/** One thing of each kind in the main workspace, and ways to ask for it as anyone. */
export interface ContractStage {
  readonly embedded: EmbeddedProgram
  readonly ids: Readonly<
    Record<
      | 'deal'
      | 'milestone'
      | 'round'
      | 'attention'
      | 'owed'
      | 'invoice'
      | 'template'
      | 'change-order'
      | 'link'
      | 'upload',
      string
    >
  >
  readonly tokens: Readonly<Record<string, string>>
  readonly hubspotSecret: string
  /** The address of a route, with the ids of real things or of none. */
  addressOf(route: Route, whose: 'real' | 'nobody'): string
  ask(
    method: string,
    address: string,
    how?: { token?: string | null; body?: unknown; raw?: string; headers?: Record<string, string> },
  ): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }>
  /** Everything a request could change, in one word. */
  fingerprint(): Promise<string>
  count(table: string): Promise<number>
  close(): Promise<void>
}

type Listed = { readonly id: string; readonly kind?: string }

export async function openContractStage(): Promise<ContractStage> {
  const embedded = await startEmbedded()
  const at = embedded.at as typeof embedded.at & {
    tokens: Record<string, string>
    hubspot: { clientSecret: string; baseUrl: string }
  }
  const database = new Client({ connectionString: embedded.databaseUrl })
  await database.connect()

  const ask: ContractStage['ask'] = async (method, address, { token, body, raw, headers } = {}) => {
    const form = body instanceof FormData || body instanceof Blob ? body : undefined
    const text = raw ?? (body === undefined || form ? undefined : JSON.stringify(body))
    const response = await fetch(`${embedded.url}${address}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token !== null && { authorization: `Bearer ${token ?? at.apiToken}` }),
        ...(text !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...((form ?? text) !== undefined && { body: form ?? text ?? null }),
    })
    const answered = await response.text()
    // A file is no JSON.
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    return { status: response.status, headers: response.headers, body: isJson ? readable(answered) : {} }
  }
  // Row security is forced on the owner too: only the application's role, in a workspace, sees anything.
  const { body: me } = await ask('GET', '/api/v1/me')
  await database.query('set role milepost_app')
  await database.query("select set_config('milepost.workspace', $1, false)", [me['workspaceId']])
  const api = async (method: string, address: string, body?: object) => {
    const answer = await ask(method, `/api/v1${address}`, { body })
    if (answer.status >= 300) throw new Error(`${address}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const items = async (address: string) => (await api('GET', address))['items'] as Listed[]

  const some = async (address: string, which: (item: Listed) => boolean, least = 1): Promise<Listed[]> => {
    for (let tries = 0; tries < 200; tries += 1) {
      const found = (await items(address)).filter(which)
      if (found.length >= least) return found
      await pause(100)
    }
    throw new Error(`${address} has nothing of the kind: ${JSON.stringify(await items(address))}`)
  }

  const [first, second] = await some('/deals?status=unscheduled', () => true, 2)
  const deal = must(first).id
  const approval = { required: true, rule: 'any', approvers: [], windowDays: 3, deemed: false }
  const milestones = [...plan().milestones, { name: 'Reviewed', amount: usd('100.00'), approval }]
  await api('PUT', `/deals/${deal}/schedule`, plan({ milestones }))
  const page = (await api('GET', `/deals/${deal}`)) as unknown as DealPageView
  const [prepared, milestone, reviewed] = page.milestones.map((each) => each.id)
  await api('POST', `/milestones/${prepared}/complete`, {})
  await api('POST', `/milestones/${reviewed}/start`, {})
  await api('POST', `/milestones/${reviewed}/submit`, {})
  const [round] = (await database.query<{ round_id: string }>('select round_id from milepost.approval_round'))
    .rows

  // QuickBooks refuses to create anything, so something stays owed.
  const fault = {
    method: 'POST',
    path: '/v3/company/*/invoice',
    effect: 'status',
    status: 503,
    times: 100_000,
  }
  await fetch(`${at.quickbooks.baseUrl}/simulator/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ faults: [fault] }),
  })
  await api('PUT', `/deals/${must(second).id}/schedule`, plan({ delivery: 'post' }))
  const other = (await api('GET', `/deals/${must(second).id}`)) as unknown as DealPageView
  await api('POST', `/milestones/${must(other.milestones[0]).id}/complete`, {})
  const refundId = await makeRefund(at.quickbooks)
  await api('POST', '/sync/check-now', {})
  const file = await api('POST', `/deals/${deal}/files`, upload(png, 'a.png', { kind: 'other' }))
  const ids = {
    deal,
    milestone: must(milestone),
    round: must(round).round_id,
    attention: must((await some('/attention', (each) => each.kind === 'ready_to_bill'))[0]).id,
    owed: must((await some('/owed', () => true))[0]).id,
    invoice: must((await some('/invoices?status=prepared', () => true))[0]).id,
    template: String((await api('POST', '/templates', { ...bodies.changeTemplate, name: 'Kept' }))['id']),
    'change-order': String((await api('POST', `/deals/${deal}/change-orders`, changes))['id']),
    link: String((await api('POST', `/deals/${deal}/links`, bodies.openDealLink))['id']),
    upload: String(
      (await api('POST', '/uploads', { to: { dealId: deal, kind: 'other' }, name: 'b.png', size: 9 }))['id'],
    ),
  }
  return {
    embedded,
    ids,
    tokens: at.tokens,
    hubspotSecret: at.hubspot.clientSecret,
    ask,
    addressOf(route, whose) {
      const kind =
        /^\/(round|attention|owed|invoice|milestone|change-order|link|upload)/.exec(route.path)?.[1] ??
        'milestone'
      const id = whose === 'nobody' ? NOBODY : (ids as Record<string, string>)[kind]
      const filled = route.path
        .replace('{dealId}', whose === 'nobody' ? '999999999999' : ids.deal)
        .replace('/files/{id}', `/files/${whose === 'nobody' ? NOBODY : file['id']}`)
        .replace('{id}', must(id))
        .replace('{fileId}', whose === 'nobody' ? NOBODY : String(file['id']))
        .replace('{templateId}', whose === 'nobody' ? NOBODY : ids.template)
        .replace('{refundId}', whose === 'nobody' ? '999999999' : refundId)
        .replace('{invoiceId}', whose === 'nobody' ? NOBODY : '999999')
        .replace('{kind}', 'customers')
        .replace('{vendor}', 'hubspot')
      return `/api/v1${filled}`
    },
    async fingerprint() {
      // What is on its way by itself, a letter say, is none of what a request changes: it is waited for.
      for (let waited = 0; waited < 5_000; waited += 100) {
        const { rows } = await database.query<{ due: boolean }>(
          `select exists (select from milepost.outbox_message where state = 'waiting' and next_at <= now()) as due`,
        )
        if (!must(rows[0]).due) break
        await pause(100)
      }
      const parts = WATCHED.map(
        (table) =>
          `(select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from (select * from milepost.${table}) t)`,
      )
      const { rows } = await database.query<{ word: string }>(
        `select md5(concat(${parts.join(', ')})) as word`,
      )
      return must(rows[0]).word
    },
    async count(table) {
      const { rows } = await database.query<{ count: number }>(
        `select count(*)::int as count from milepost.${table}`,
      )
      return must(rows[0]).count
    },
    async close() {
      await database.end()
      await embedded.close()
    },
  }
}

function readable(text: string): Record<string, unknown> {
  if (text === '') return {}
  const parsed: unknown = JSON.parse(text)
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
}

/** Every route with its name. */
export const everyRoute: readonly (readonly [string, RouteName, Route])[] = Object.entries(routes).map(
  ([name, route]) => [`${route.method} ${route.path}`, name as RouteName, route],
)
