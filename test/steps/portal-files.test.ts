/**
 * Goal: a client's page gives the files that were submitted to whoever holds its link, harmlessly, and to nobody else; and
 * holds off who comes too often. Method: HTTP on a real database.
 */
import { limits } from '../../config/limits'
import { withdrawMilestone } from '../../src/approvals/submit-milestone'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import { throttleBy } from '../../src/http/throttle'
import { attachEvidence } from '../../src/schedules/attach-evidence'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { owner } from '../fixtures/plan'
import { linkFor, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { browserless } from '../fixtures/portal-page'
import { pdf, png, webp } from '../fixtures/sample-files'

let office: Office
let portal: Portal
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
  portal = await openPortalDoor(office)
})
afterAll(async () => {
  await portal.close()
  await office.close()
})

const { submitted, submit } = reviews(() => office)
const { open } = browserless(() => portal)

test('evidence is a picture that was drawn anew, or a download; a page of nobody else has it', async () => {
  const { id } = await submitted()
  await office.within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null }))
  const add = (name: string, bytes: Uint8Array) =>
    office.within((sql) =>
      attachEvidence(sql, owner, bytesInDatabase(sql), { milestoneId: id, note: null, name, bytes }),
    )
  await add('lobby.png', png)
  await add('lobby.webp', webp)
  await add('brief.pdf', pdf())
  await submit(id)
  const token = await linkFor(office, id)
  const { html, text } = await open(`/portal/${token}`)
  expect(text).toContain('so the hash of a saved one can differ')
  const pictures = [...html.matchAll(/<img src="([^"]+)"/g)].map(([, src = '']) => src)
  expect(pictures).toHaveLength(2)
  const types = await Promise.all(pictures.map(async (src) => (await open(src)).headers.get('content-type')))
  expect(types.sort()).toEqual(['image/jpeg', 'image/webp'])
  const address = must(/<a href="([^"]+)" dir="auto" download="brief.pdf">/.exec(html)?.[1])
  const { headers } = await open(address)
  expect(headers.get('content-disposition')).toMatch(/^attachment/)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-security-policy')).toContain('sandbox')
  expect((await open(`${address}/small`)).status).toBe(404)
  const elsewhere = await submitted()
  expect((await open(`/portal/${elsewhere.token}`)).text).not.toContain('hash of a saved one')
  const file = must(address.split('/').at(-1))
  expect((await open(`/portal/${elsewhere.token}/files/${file}`)).status).toBe(404)
})

test('invoices of other deals, and of nobody, are not given', async () => {
  const { token } = await submitted()
  for (const what of ['pdf', 'pay']) {
    const address = `/portal/${token}/invoices/00000000-0000-4000-8000-000000000000/${what}`
    expect((await open(address)).status).toBe(404)
  }
})

test('whoever comes too often is told to wait, by a page', async () => {
  const held = await openPortalDoor(office, throttleBy(null))
  try {
    const address = `${held.url.replace('/api/portal', '/portal')}/nobody`
    const answers: Response[] = []
    for (let visit = 0; visit <= limits.visitsPerMinute; visit += 1) answers.push(await fetch(address))
    expect(answers.map(({ status }) => status).filter((status) => status !== 404)).toEqual([429])
    expect(await answers.at(-1)?.text()).toContain('Too many visits at once.')
  } finally {
    await held.close()
  }
})
