/**
 * Goal: a client is promised an invoice of the month only where the month brings it. Method: plans on a real database, the
 * client's page over HTTP, work approved there.
 */
import { raiseAttention } from '../../src/attention/attention-table'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed } from '../fixtures/plan'
import { ana, at, linkFor, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { browserless } from '../fixtures/portal-page'

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

const { submit } = reviews(() => office)
const { open, fill } = browserless(() => portal)
const signed = { name: 'Ana R.', confirm: 'yes' }

test('no invoice is promised where the month leaves the work out, or where the contract has no room for it', async () => {
  const monthly = { cadence: { on: 'monthly', day: 1 } } as const
  const { ids, dealId } = await office.plan({
    ...draftOf('1000.00', [fixed('Design', '700.00'), fixed('Build', '600.00'), fixed('Launch', '300.00')]),
    approval: { required: true, approvers: [ana] },
    ...monthly,
  })
  let token = ''
  const promised = async (id: string) => {
    await submit(id)
    token = await linkFor(office, id)
    const page = await fill(token, at(id, 'approve'), signed)
    expect(page.text).toContain('It is accepted.')
    return page.text.includes('invoice follows')
  }
  const [design, build, launch] = [must(ids[0]), must(ids[1]), must(ids[2])]
  expect(await promised(design)).toBe(true)
  expect(await promised(build)).toBe(false)
  expect(await promised(launch)).toBe(true)

  // The month came, and left it out.
  await office.within((sql) =>
    raiseAttention(sql, {
      cause: `billing_blocked:${launch}`,
      kind: 'billing_blocked',
      dealId,
      milestoneId: launch,
      title: '“Launch” was left out of the invoice of the month',
      detail: 'The customer is inactive.',
    }),
  )
  expect((await open(`/portal/${token}?answered=${launch}`)).text).not.toContain('invoice follows')
})
