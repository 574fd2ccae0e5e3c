/**
 * Goal: silence until the agreed time is over accepts the work, as what it is and as nothing more, on every page and every
 * paper, after the very days and hours that the client was told. Method: the whole program with its workers and both vendors'
 * stand-ins, over HTTP, its clock moved as time would move it: over the weekend on which New York's clocks go back, and over
 * Thanksgiving.
 */

import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { DealPageView } from '../../src/http/contract/deal'
import type { PortalPage } from '../../src/http/contract/portal'
import { lookAtSilence } from '../browser/look-at-silence'
import { wordsIn } from '../fixtures/certificates'
import { type EmbeddedProgram, startEmbedded } from '../fixtures/embedded-program'
import { must } from '../fixtures/must'
import { describeWith } from '../fixtures/tools'
import { plan } from './contract-stage'

jest.setTimeout(180_000)

let embedded: EmbeddedProgram
/** Where what silence accepted over Thanksgiving is looked at. */
let thanksgiving: Parameters<typeof lookAtSilence>[2] | undefined
beforeAll(async () => {
  // Thursday, ten in the morning in New York, which is four hours behind Greenwich until Sunday.
  embedded = await startEmbedded(
    { SWEEP_SECONDS: '5' },
    path.resolve('dist/ui'),
    new Date('2026-10-29T14:00:00Z'),
  )
  await api('PATCH', '/workspace', {
    zone: 'America/New_York',
    calendar: { country: 'US', region: null },
    mail: { team: ['team@harbour.example'] },
  })
}, 120_000)
afterAll(() => embedded.close())

const api = async <T>(method: string, address: string, body?: object): Promise<T> => {
  const answer = await embedded.call(method, address, body)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${text}`)
  return JSON.parse(text) as T
}
const moveTo = async (at: string) => {
  const moved = await fetch(`${embedded.url}/simulator/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ at }),
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
/** Everybody's e-mails with these words in their subject, oldest first. */
const mails = async (subject: string) => {
  const all = (await (await fetch(`${embedded.url}/simulator/mailbox`)).json()) as {
    to: string
    subject: string
    text: string
    at: string
  }[]
  return all.filter((mail) => mail.subject.includes(subject))
}
const mailed = (subject: string, to = 'ana@client.example') =>
  until(`the e-mail “${subject}” to ${to}`, async () => (await mails(subject)).find((mail) => mail.to === to))
const quickbooks = async <T>(query: string): Promise<T[]> => {
  const { baseUrl, realmId, accessToken } = embedded.at.quickbooks
  const answer = await fetch(
    `${baseUrl}/v3/company/${realmId}/query?query=${encodeURIComponent(query)}&minorversion=75`,
    { headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' } },
  )
  const { QueryResponse } = (await answer.json()) as { QueryResponse: Record<string, T[]> }
  return Object.values(QueryResponse).find(Array.isArray) ?? []
}
const hubspot = async <T>(address: string): Promise<T> => {
  const { baseUrl, accessToken } = embedded.at.hubspot
  const answer = await fetch(`${baseUrl}/crm/objects/2026-03/${address}`, {
    headers: { authorization: `Bearer ${accessToken}` },
  })
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}
type Named = { properties: Record<string, string | null> }

/** Vendors and what time brings were looked at since the clock was moved there. */
const lookedSince = (at: string) =>
  until(`a look after ${at}`, async () => {
    const { items } = await api<{ items: { lastRead: string | null }[] }>('GET', '/connections')
    return items.every(({ lastRead }) => lastRead !== null && lastRead >= at) ? true : null
  })

/** Work for 15,000 dollars that Ana Ruiz is asked to approve within three business days, on a deal of its own. */
async function asked(name: string) {
  const dealId = await until('the deals of HubSpot', async () => {
    const { items } = await api<{ items: { id: string; scheduled: boolean }[] }>('GET', '/deals?limit=100')
    return items.find((deal) => !deal.scheduled)?.id
  })
  const approvers = [{ name: 'Ana Ruiz', role: 'Project lead', email: 'ana@client.example' }]
  const approval = { required: true, approvers, windowDays: 3, deemed: true }
  const usd = (amount: string) => ({ amount, currency: 'USD' })
  const milestones = [
    { name, amount: usd('15000.00'), approval },
    { name: 'Design', amount: usd('35000.00') },
  ]
  await api('PUT', `/deals/${dealId}/schedule`, plan({ delivery: 'post', milestones }))
  const read = async () => must((await api<DealPageView>('GET', `/deals/${dealId}`)).milestones[0])
  const { id } = await read()
  await api('POST', `/milestones/${id}/start`, {})
  await api('POST', `/milestones/${id}/submit`, { note: 'Please look' })
  const letter = await mailed(`Please review “${name}”`)
  const token = must(/\/portal\/([\w-]{43})/.exec(letter.text)?.[1])
  return {
    id,
    dealId,
    letter,
    token,
    read,
    portal: async () => (await (await fetch(`${embedded.url}/api/portal/${token}`)).json()) as PortalPage,
    /** The client's page as it is read, without its tags. */
    words: async () =>
      (await (await fetch(`${embedded.url}/portal/${token}`)).text())
        .replace(/<style[\s\S]*?<\/style>|<[^>]+>/g, ' ')
        .replace(/\s+/g, ' '),
    accepted: () =>
      until('the acceptance', async () => {
        const milestone = await read()
        return milestone.workStatus === 'completed' ? milestone : null
      }),
  }
}

test('over the weekend on which the clocks go back: the last hour is still the client’s, as their page said', async () => {
  const { letter, words, read, accepted } = await asked('Survey')
  // Friday, Monday, Tuesday. In New York midnight is five hours after Greenwich's by then.
  await until('the end of the time', async () =>
    (await read()).round?.endsAt === '2026-11-04T04:59:59.000Z' ? true : null,
  )
  const said = 'If we hear nothing by Tue 3 Nov, 23:59 (New York), this counts as accepted.'
  expect(letter.text).toContain('Tue 3 Nov, 23:59 (New York)')
  expect(await words()).toContain(said)

  // Nine in the morning of the last day but one; it was nine an hour earlier before the clocks went back.
  await moveTo('2026-11-02T13:30:00Z')
  await lookedSince('2026-11-02T13:30:00Z')
  expect(await mails('Still waiting for you: “Survey”')).toEqual([])
  await moveTo('2026-11-02T14:00:00Z')
  const reminder = await mailed('Still waiting for you: “Survey”')
  expect(reminder.at >= '2026-11-02T14:00:00').toBe(true)
  expect(reminder.text).toContain('Tue 3 Nov, 23:59 (New York)')

  await moveTo('2026-11-04T04:30:00Z')
  await lookedSince('2026-11-04T04:30:00Z')
  expect((await read()).workStatus).toBe('in_review')
  expect(await words()).toContain(said)
  await moveTo('2026-11-04T05:00:02Z')
  expect((await accepted()).round?.state).toBe('deemed')
})

test('nobody answers within three business days over Thanksgiving: billed as accepted by silence, called so everywhere, and never an approval', async () => {
  // Reminders are for after a quarter past ten here.
  await api('PATCH', '/workspace', { mail: { quiet: { from: '18:00', to: '10:15' } } })
  await moveTo('2026-11-24T15:00:00Z')
  await lookedSince('2026-11-24T15:00:00Z')
  const { id, dealId, letter, token, read, portal, words, accepted } = await asked('Strategy')
  // Wednesday, not Thursday, Friday, Monday.
  await until('the end of the time', async () =>
    (await read()).round?.endsAt === '2026-12-01T04:59:59.000Z' ? true : null,
  )
  expect(letter.text).toContain('Mon 30 Nov, 23:59 (New York)')
  expect(await words()).toContain(
    'If we hear nothing by Mon 30 Nov, 23:59 (New York), this counts as accepted.',
  )

  await moveTo('2026-11-27T14:30:00Z')
  await lookedSince('2026-11-27T14:30:00Z')
  expect(await mails('Still waiting for you: “Strategy”')).toEqual([])
  await moveTo('2026-11-27T15:15:00Z')
  const reminder = await mailed('Still waiting for you: “Strategy”')
  expect(reminder.at >= '2026-11-27T15:15:00').toBe(true)
  expect(reminder.text).toContain('Mon 30 Nov, 23:59 (New York)')

  await moveTo('2026-12-01T04:30:00Z')
  await lookedSince('2026-12-01T04:30:00Z')
  expect((await read()).workStatus).toBe('in_review')
  await moveTo('2026-12-01T05:00:02Z')
  expect((await accepted()).round?.state).toBe('deemed')
  expect((await accepted()).completedBy).toBe('silence of Ana Ruiz, Project lead')
  expect(await mails('Still waiting for you: “Strategy”')).toHaveLength(1)

  const invoiceId = await until('the invoice', async () => (await read()).invoices[0]?.quickbooksId)
  thanksgiving = { dealId, token, invoiceId }
  const [invoice] = await quickbooks<{ Line: { Description?: string }[] }>(
    `select * from Invoice where Id = '${invoiceId}'`,
  )
  const said = must(must(invoice).Line[0]?.Description)
  expect(said).toContain('ccepted by silence on 2026-11-30')
  // Nowhere on it, memos and notes included.
  expect(JSON.stringify(invoice)).not.toMatch(/approved/i)
  await until('the certificate on the invoice', async () => {
    const files = await quickbooks<{ FileName: string }>(
      `select * from Attachable where AttachableRef.EntityRef.Type = 'invoice' and AttachableRef.EntityRef.value = '${invoiceId}'`,
    )
    return files.some(({ FileName }) => FileName === 'M1 Strategy – acceptance certificate.pdf') ? true : null
  })

  // On the deal in HubSpot: the figures, and the certificate with what it proves.
  const deal = await until('the figures in HubSpot', async () => {
    const asks = 'milepost_billed,milepost_milestones_complete,milepost_status'
    const { properties } = await hubspot<Named>(`deals/${dealId}?properties=${asks}`)
    return Number(properties['milepost_billed']) === 15_000 ? properties : null
  })
  expect(deal).toMatchObject({ milepost_milestones_complete: '1', milepost_status: 'In billing' })
  const note = await until('the note in HubSpot', async () => {
    const { results } = await hubspot<{ results: { toObjectId: number }[] }>(
      `deals/${dealId}/associations/notes`,
    )
    const noteId = results[0]?.toObjectId
    return noteId === undefined ? null : hubspot<Named>(`notes/${noteId}?properties=hs_note_body`)
  })
  expect(note.properties['hs_note_body']).toContain(
    'Accepted by silence within 3 business days; this is no approval by the client.',
  )

  const page = await portal()
  const shown = must(page.milestones.find((each) => each.id === id))
  expect(shown.review).toMatchObject({ state: 'deemed', mayDecide: false })
  expect(shown.decisions).toMatchObject([{ decision: 'deemed_accepted', who: 'Ana Ruiz' }])
  expect(await words()).toMatch(/Ana Ruiz, Project lead did not answer: accepted by silence/)
  expect(await words()).not.toMatch(/Ana Ruiz,? Project lead\s+approved/)

  const { url, number, hash } = must(page.certificates[0])
  const paper = new Uint8Array(await (await fetch(`${embedded.url}${url}`)).arrayBuffer())
  const printed = wordsIn(paper).text.replace(/\s+/g, ' ')
  expect(printed).toContain('Certificate of acceptance by silence')
  expect(printed).toContain('This is not an approval by the client.')
  expect(printed).toContain('30 Nov 2026, 23:59 (America/New_York)')
  const proof = await (await fetch(`${embedded.url}/verify/${number}?hash=${hash}`)).text()
  expect(proof).toContain('accepted by silence, which is not an approval by the client')

  const { items: story } = await api<{ items: { what: string }[] }>(
    'GET',
    `/deals/${dealId}/history?limit=100`,
  )
  const told = story.map(({ what }) => what)
  expect(told).toContain('“Strategy”, round 1, was accepted by silence')
  expect(told.filter((what) => /approved/i.test(what))).toEqual([])
  for (const to of ['ana@client.example', 'team@harbour.example'])
    expect((await mailed('“Strategy” was accepted by silence', to)).text).toContain(
      'This is recorded as silence, not as an approval.',
    )

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

describeWith('chromium', 'looked at in a browser', (chromiumPath) => {
  test('the client’s page on a phone, the console and the invoice in QuickBooks all call it silence; axe finds nothing', () =>
    lookAtSilence(chromiumPath, embedded, must(thanksgiving)))
})
