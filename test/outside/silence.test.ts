/**
 * Goal: silence until the agreed time is over accepts the work, as what it is and as nothing more, on every page and every
 * paper. Method: the whole program with its workers and both vendors' stand-ins, over HTTP, its clock moved over a weekend as
 * time would move it. (Holidays and the hours that come and go are the business days' own tests.)
 */
import { setTimeout as pause } from 'node:timers/promises'
import { DateTime } from 'luxon'
import type { DealPageView } from '../../src/http/contract/deal'
import type { PortalPage } from '../../src/http/contract/portal'
import { wordsIn } from '../fixtures/certificates'
import { type EmbeddedProgram, startEmbedded } from '../fixtures/embedded-program'
import { must } from '../fixtures/must'
import { plan } from './contract-stage'

jest.setTimeout(180_000)

let embedded: EmbeddedProgram
beforeAll(async () => {
  embedded = await startEmbedded({ SWEEP_SECONDS: '5' })
}, 120_000)
afterAll(() => embedded.close())

const api = async <T>(method: string, address: string, body?: object): Promise<T> => {
  const answer = await embedded.call(method, address, body)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${text}`)
  return JSON.parse(text) as T
}
const ZONE = 'America/New_York'
/** The next Thursday, ten in the morning; its third business day is the Tuesday after. */
const begins = DateTime.now()
  .setZone(ZONE)
  .plus({ weeks: 1 })
  .set({ weekday: 4, hour: 10, minute: 0, second: 0, millisecond: 0 })
const ends = begins.plus({ days: 5 }).set({ hour: 23, minute: 59, second: 59 })

const moveTo = async (at: DateTime) => {
  const moved = await fetch(`${embedded.url}/simulator/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ at: at.toUTC().toISO() }),
  })
  expect(moved.status).toBe(200)
}
async function until<T>(what: string, look: () => Promise<T | null | undefined>): Promise<T> {
  for (let waited = 0; waited < 60_000; waited += 200) {
    const found = await look()
    if (found !== null && found !== undefined) return found
    await pause(200)
  }
  throw new Error(`${what} did not come`)
}
const mailed = (subject: string) =>
  until(`the e-mail “${subject}”`, async () => {
    const mails = (await (await fetch(`${embedded.url}/simulator/mailbox`)).json()) as {
      subject: string
      text: string
    }[]
    return mails.find((mail) => mail.subject.includes(subject))
  })
const quickbooks = async <T>(query: string): Promise<T[]> => {
  const { baseUrl, realmId, accessToken } = embedded.at.quickbooks
  const answer = await fetch(
    `${baseUrl}/v3/company/${realmId}/query?query=${encodeURIComponent(query)}&minorversion=75`,
    { headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' } },
  )
  const { QueryResponse } = (await answer.json()) as { QueryResponse: Record<string, T[]> }
  return Object.values(QueryResponse).find(Array.isArray) ?? []
}

test('nobody answers within three business days: billed as accepted by silence, called so everywhere, and never an approval', async () => {
  await moveTo(begins)
  await api('PATCH', '/workspace', { zone: ZONE, calendar: { country: null, region: null } })
  const dealId = await until('the deals of HubSpot', async () => {
    const { items } = await api<{ items: { id: string; scheduled: boolean }[] }>('GET', '/deals?limit=100')
    return items.find((deal) => !deal.scheduled)?.id
  })
  const approvers = [{ name: 'Ana Ruiz', role: 'Project lead', email: 'ana@client.example' }]
  const approval = { required: true, approvers, windowDays: 3, deemed: true }
  const usd = (amount: string) => ({ amount, currency: 'USD' })
  const milestones = [
    { name: 'Strategy', amount: usd('15000.00'), approval },
    { name: 'Design', amount: usd('35000.00') },
  ]
  await api('PUT', `/deals/${dealId}/schedule`, plan({ delivery: 'post', milestones }))
  const read = async () => must((await api<DealPageView>('GET', `/deals/${dealId}`)).milestones[0])
  const { id } = await read()
  await api('POST', `/milestones/${id}/start`, {})
  await api('POST', `/milestones/${id}/submit`, { note: 'Please look' })

  const asked = await mailed('Please review “Strategy”')
  const token = must(/\/portal\/([\w-]{43})/.exec(asked.text)?.[1])
  const portal = async () => (await (await fetch(`${embedded.url}/api/portal/${token}`)).json()) as PortalPage
  // Friday, Monday, Tuesday.
  await until('the end of the time', async () =>
    (await read()).round?.endsAt === ends.toUTC().toISO() ? true : null,
  )
  expect(asked.text).toContain(`Tue ${ends.setLocale('en-GB').toFormat('d LLL')}, 23:59 (New York)`)

  await moveTo(begins.plus({ days: 4, hours: 1 }))
  await mailed('Still waiting for you: “Strategy”')
  await moveTo(ends.minus({ minutes: 30 }))
  expect((await read()).workStatus).toBe('in_review')
  await moveTo(ends.plus({ seconds: 6 }))
  const accepted = await until('the acceptance', async () => {
    const milestone = await read()
    return milestone.workStatus === 'completed' ? milestone : null
  })
  expect(accepted.round?.state).toBe('deemed')

  const invoiceId = await until('the invoice', async () => (await read()).invoices[0]?.quickbooksId)
  const [invoice] = await quickbooks<{ Line: { Description?: string }[] }>(
    `select * from Invoice where Id = '${invoiceId}'`,
  )
  const said = must(must(invoice).Line[0]?.Description)
  expect(said).toContain(`ccepted by silence on ${ends.toISODate()}`)
  expect(said).not.toMatch(/approved/i)
  await until('the certificate on the invoice', async () => {
    const files = await quickbooks<{ FileName: string }>(
      `select * from Attachable where AttachableRef.EntityRef.Type = 'invoice' and AttachableRef.EntityRef.value = '${invoiceId}'`,
    )
    return files.some(({ FileName }) => FileName === 'M1 Strategy – acceptance certificate.pdf') ? true : null
  })

  const page = await portal()
  const shown = must(page.milestones.find((each) => each.id === id))
  expect(shown.review).toMatchObject({ state: 'deemed', mayDecide: false })
  expect(shown.decisions).toMatchObject([{ decision: 'deemed_accepted', who: 'Ana Ruiz' }])
  const words = (await (await fetch(`${embedded.url}/portal/${token}`)).text()).replace(/<[^>]+>/g, ' ')
  expect(words).toMatch(/by silence/i)
  expect(words).not.toMatch(/Ana Ruiz,? Project lead\s+approved/)

  const { url, number, hash } = must(page.certificates[0])
  const paper = new Uint8Array(await (await fetch(`${embedded.url}${url}`)).arrayBuffer())
  const printed = wordsIn(paper).text.replace(/\s+/g, ' ')
  expect(printed).toContain('Certificate of acceptance by silence')
  expect(printed).toContain('This is not an approval by the client.')
  expect(printed).toContain(`${ends.setLocale('en-GB').toFormat('d LLL yyyy')}, 23:59 (America/New_York)`)
  const proof = await (await fetch(`${embedded.url}/verify/${number}?hash=${hash}`)).text()
  expect(proof).toContain('accepted by silence, which is not an approval by the client')

  const { items: story } = await api<{ items: { what: string }[] }>(
    'GET',
    `/deals/${dealId}/history?limit=100`,
  )
  expect(story.map(({ what }) => what)).toContain('“Strategy”, round 1, was accepted by silence')
  const note = await mailed('“Strategy” was accepted by silence')
  expect(note.text).toContain('This is recorded as silence, not as an approval.')

  // Who was silent can't answer afterwards.
  const late = await fetch(`${embedded.url}/api/portal/${token}/milestones/${id}/request-revision`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      csrf: page.csrf,
      version: page.version,
      name: 'Ana Ruiz',
      confirm: true,
      reason: 'No',
    }),
  })
  expect(late.status).toBe(409)
})
