/**
 * Goal: of two clients who answer in the same second one decides, whatever process each of them reached, and exactly one
 * invoice and one receipt follow. Method: twenty rounds, each answered by both of its approvers at once, as a browser without scripts sends
 * a form and as a program sends JSON, to the built program and to another process on the same database; then QuickBooks'
 * own list, and the letters that a mail server took.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { DealPageView } from '../../src/http/contract/deal'
import type { PortalPage } from '../../src/http/contract/portal'
import { type EmbeddedProgram, startEmbedded } from '../fixtures/embedded-program'
import { must } from '../fixtures/must'
import { openPostOffice, type PostOffice } from '../fixtures/post-office'
import { type SiblingProcess, startSibling } from '../fixtures/sibling-process'
import { simulatorDoors } from '../fixtures/simulator-doors'

jest.setTimeout(300_000)

const ROUNDS = 20
const approvers = [
  { name: 'Ana Ruiz', role: 'Project lead', email: 'ana@client.example' },
  { name: 'Cem Kaya', role: 'Owner', email: 'cem@client.example' },
]

let post: PostOffice
let embedded: EmbeddedProgram
let built: SiblingProcess
beforeAll(async () => {
  // Either process may carry a letter, so both are told where letters go.
  post = await openPostOffice()
  const settings = { SMTP_URL: post.url, MAIL_FROM: 'milepost@agency.example' }
  embedded = await startEmbedded(settings)
  built = await startSibling(embedded, { settings })
}, 120_000)
afterAll(async () => {
  await built.stop()
  await embedded.close()
  await post.close()
})

const api = async <T>(method: string, address: string, body?: object): Promise<T> => {
  const answer = await embedded.call(method, address, body)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${text}`)
  return JSON.parse(text) as T
}
async function until<T>(what: string, look: () => Promise<T | null | undefined>): Promise<T> {
  // A call too many in a second, as a busy machine hands them over, costs a minute's pause.
  for (let waited = 0; waited < 150_000; waited += 200) {
    const found = await look()
    if (found !== null && found !== undefined) return found
    await pause(200)
  }
  throw new Error(`${what} did not come`)
}
const pageAt = async (url: string, token: string) =>
  (await (await fetch(`${url}/api/portal/${token}`)).json()) as PortalPage

/** Presses *Approve*: the plain form's answer leads back to the page, JSON's is the page. */
async function press(url: string, token: string, milestoneId: string, name: string, asForm: boolean) {
  const { csrf, version } = await pageAt(url, token)
  return async (): Promise<'decided' | 'too late'> => {
    const { status } = asForm
      ? await fetch(`${url}/portal/${token}/milestones/${milestoneId}/approve`, {
          method: 'POST',
          redirect: 'manual',
          body: new URLSearchParams({ csrf, version, name, confirm: 'yes', reason: '' }),
        })
      : await fetch(`${url}/api/portal/${token}/milestones/${milestoneId}/approve`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ csrf, version, name, confirm: true }),
        })
    if (status === (asForm ? 303 : 200)) return 'decided'
    expect(status).toBe(409)
    return 'too late'
  }
}

test('twenty times two clients answer in the same second, over two processes: one decision, one invoice and one receipt each time', async () => {
  const dealId = await until('the deals of HubSpot', async () => {
    const { items } = await api<{ items: { id: string; scheduled: boolean }[] }>('GET', '/deals?limit=100')
    return items.find((deal) => !deal.scheduled)?.id
  })
  const approval = { required: true, approvers, rule: 'any' }
  await api('PUT', `/deals/${dealId}/schedule`, {
    billingType: 'fixed',
    contractValue: { amount: '20000.00', currency: 'USD' },
    customer: { quickbooksId: '1' },
    milestones: Array.from({ length: ROUNDS }, (_, at) => ({
      name: `Part ${at + 1}`,
      amount: { amount: '1000.00', currency: 'USD' },
      approval,
    })),
  })
  const read = () => api<DealPageView>('GET', `/deals/${dealId}`)
  const winners = new Map<string, number>()
  for (const [at, { id }] of (await read()).milestones.entries()) {
    await api('POST', `/milestones/${id}/start`, {})
    await api('POST', `/milestones/${id}/submit`, {})
    const roundId = must((await read()).milestones[at]?.round).id
    const urls = [
      [built.url, built.url],
      [built.url, embedded.url],
      [embedded.url, built.url],
    ][at % 3]
    const presses = await Promise.all(
      approvers.map(async ({ name }, place) => {
        const link = await api<{ url: string }>('POST', `/rounds/${roundId}/links`, {
          approverId: String(place + 1),
        })
        const token = must(link.url.split('/').at(-1))
        return press(must(urls?.[place]), token, id, name, (at + place) % 2 === 0)
      }),
    )
    // Whoever is named first would come first otherwise.
    const outcomes = await Promise.all(
      at % 2 === 0 ? presses.map((go) => go()) : presses.reverse().map((go) => go()),
    )
    expect([...outcomes].sort()).toEqual(['decided', 'too late'])
    const { round, workStatus } = must((await read()).milestones[at])
    expect(workStatus).toBe('completed')
    expect(must(round).decisions).toHaveLength(1)
    const who = must(must(round).decisions[0]).approver
    winners.set(who, (winners.get(who) ?? 0) + 1)
  }
  // A race that always ends the same way is none.
  expect(winners.size).toBe(2)

  const billed = await until('an invoice for each', async () => {
    const { milestones } = await read()
    const ids = milestones.map(({ invoices }) => invoices.map(({ quickbooksId }) => quickbooksId))
    return ids.every((each) => each.length > 0 && each.every((id) => id !== null)) ? ids : null
  })
  expect(billed.map((each) => each.length)).toEqual(billed.map(() => 1))
  await until('that nothing is owed', async () => {
    const { items } = await api<{ items: { state: string }[] }>('GET', '/owed')
    return items.every(({ state }) => state === 'done') ? true : null
  })
  const { baseUrl, accessToken, realmId } = embedded.at.quickbooks
  const query = encodeURIComponent('select * from Invoice orderby Id desc maxresults 200')
  const { QueryResponse } = await simulatorDoors(baseUrl, accessToken).api<{
    QueryResponse: { Invoice?: { Id: string; TotalAmt: number; PrivateNote?: string }[] }
  }>('GET', `/v3/company/${realmId}/query?query=${query}&minorversion=75`)
  const ours = (QueryResponse.Invoice ?? []).filter(({ PrivateNote }) => PrivateNote?.includes('Milepost'))
  expect(ours.map(({ Id }) => Id).sort()).toEqual(billed.flat().sort())
  const idOf = ({ raw }: { raw: string }) => must(/^message-id: (.+)$/im.exec(raw)?.[1])
  expect(new Set(post.taken.map(idOf)).size).toBe(post.taken.length)
  const receipts = post.taken.filter(({ raw }) =>
    /^subject: .*Your[ _]answer(?::|=3A)[ _]you[ _]/im.test(raw),
  )
  const receiptsOf = (email: string) => receipts.filter(({ to }) => to === email).length
  expect(approvers.map(({ email }) => receiptsOf(email))).toEqual(
    approvers.map(({ name }) => winners.get(name)),
  )
})
