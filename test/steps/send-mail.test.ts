/**
 * Goal: an e-mail that asks leaves once, whatever the mail server does: only what was certainly not taken is sent again, a
 * refusal and doubt are told to people, and the time to answer begins with delivery alone. Method: a mail server over a
 * socket that misbehaves on command, and a process that dies at each step.
 */

import { settleMail } from '../../src/approvals/mails/settle-mail'
import { revokeLink } from '../../src/approvals/open-links'
import { listLinks } from '../../src/approvals/portal-link-table'
import { withdrawMilestone } from '../../src/approvals/submit-milestone'
import { readWindows } from '../../src/approvals/windows/answer-window-table'
import { readMilestone } from '../../src/schedules/milestone-table'
import { mailing, tokenIn } from '../fixtures/mailing'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { ana, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { type Manners, openPostOffice, type PostOffice } from '../fixtures/post-office'

let office: Office
let post: PostOffice
let portal: Portal
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
  post = await openPostOffice()
  portal = await openPortalDoor(office)
})
afterAll(async () => {
  await portal.close()
  await post.close()
  await office.close()
})
beforeEach(() => {
  post.manners = 'takes'
  post.taken.length = 0
})

const { send, mails, message, sendAll, moveTo, watch } = mailing(
  () => office,
  () => post,
  1_500,
)
const { submit, round } = reviews(() => office)

async function asked() {
  const { ids, dealId } = await office.plan({
    ...draftOf('1000.00', [fixed('Design & <b>more</b>', '1000.00', { criteria: ['Three mock-ups'] })]),
    approval: { required: true, approvers: [ana], windowDays: 3, deemed: true },
  })
  const id = must(ids[0])
  await submit(id)
  const [mail] = await mails(dealId)
  return { id, dealId, mailId: must(mail).mailId }
}
const state = async (dealId: string) => must((await mails(dealId))[0]).state
const windows = async (id: string) => {
  const { roundId } = await round(id)
  return office.within((sql) => readWindows(sql, [roundId]))
}
const wake = (mailId: string) =>
  office.within((sql) =>
    sql('update outbox_message set next_at = milepost.now() where subject_id = $1', [mailId]),
  )

test('what leaves: one letter to its approver, with a link of their own, in words and as a page', async () => {
  const { id, dealId, mailId } = await asked()
  await send(mailId)
  const [letter] = post.taken
  expect(post.taken).toHaveLength(1)
  expect(must(letter).to.toLowerCase()).toBe('ana@client.example')
  const raw = must(letter)
    .raw.replace(/=\r?\n/g, '')
    .replaceAll('=3D', '=')
  expect(raw).toContain(`Message-ID: <${mailId}@milepost.example>`)
  expect(raw).toMatch(/From: "?Office"? <milepost@harbour.example>/)
  expect(raw).toContain('this counts as accepted')
  expect(raw).toContain('Three mock-ups')
  expect(raw).not.toContain('<b>more</b> ·')
  expect(raw).not.toMatch(/<img|http-equiv|src=/)
  expect(raw).toContain('&lt;b&gt;more&lt;/b&gt;')
  const page = await portal.page(tokenIn(raw))
  expect(page.you.name).toBe('Ana Ruiz')
  expect(await state(dealId)).toBe('delivered')
  expect(await windows(id)).toHaveLength(1)
  expect((await round(id)).endsAt).not.toBeNull()
  // Once more by another worker: nothing leaves.
  await send(mailId)
  expect(post.taken).toHaveLength(1)
})

test('the secret of its link is in no row, before it leaves and after', async () => {
  const { dealId, mailId } = await asked()
  post.manners = 'full mailbox'
  await send(mailId)
  post.manners = 'takes'
  await wake(mailId)
  await send(mailId)
  const token = tokenIn(must(post.taken[0]).raw)
  const rows = await office.within(async (sql) => [
    ...(await sql<{ text: string }>('select m::text as text from mail m')),
    ...(await sql<{ text: string }>('select h::text as text from history h')),
    ...(await sql<{ text: string }>('select l::text as text from portal_link l')),
  ])
  expect(rows.filter(({ text }) => text.includes(token))).toEqual([])
  expect(must((await mails(dealId))[0]).sealed).toBeNull()
})

describe('certainly not taken: sent again, with the same link, once', () => {
  test.each<Manners>([
    'full mailbox',
    'busy after the letter',
    'resets before the letter',
    'greets nobody',
  ])('%s', async (manners) => {
    const { id, dealId, mailId } = await asked()
    post.manners = manners
    await send(mailId)
    expect(await state(dealId)).toBe('waiting')
    expect((await message(mailId)).state).toBe('waiting')
    expect((await message(mailId)).nextAt.getTime()).toBeGreaterThan(office.clock.now().getTime())
    expect(await windows(id)).toEqual([])
    post.manners = 'takes'
    await send(mailId)
    expect(await state(dealId)).toBe('delivered')
    expect(post.taken).toHaveLength(1)
    const opened = await office.within((sql) =>
      sql(
        'select 1 from portal_link l join milestone m on m.schedule_id = l.schedule_id where m.milestone_id = $1',
        [id],
      ),
    )
    expect(opened).toHaveLength(1)
  })
})

test('nobody listens there, and another seal key since: it waits, and after some tries a person is told', async () => {
  const { dealId, mailId } = await asked()
  const nowhere = mailing(
    () => office,
    () => ({ ...post, url: 'smtp://127.0.0.1:1' }),
    1_000,
  )
  await nowhere.send(mailId)
  expect(await state(dealId)).toBe('waiting')
  expect(await office.questions(dealId)).toEqual([])
  await office.within((sql) => sql('update outbox_message set attempts = 7 where subject_id = $1', [mailId]))
  await nowhere.send(mailId)
  expect(await office.questions(dealId)).toEqual([
    'mail: The mail server does not take the e-mail that asks for the review to Ana Ruiz',
  ])
  await send(mailId)
  expect(await office.questions(dealId)).toEqual([])
})

describe('refused for good: told to people, no window, and asked again with a new link', () => {
  test.each<Manners>(['no such mailbox', 'spam'])('%s', async (manners) => {
    const { id, dealId, mailId } = await asked()
    post.manners = manners
    await send(mailId)
    expect(await state(dealId)).toBe('refused')
    expect((await message(mailId)).state).toBe('refused')
    expect(await windows(id)).toEqual([])
    expect((await round(id)).endsAt).toBeNull()
    expect(await office.questions(dealId)).toEqual([
      'mail: The mail server refused the e-mail that asks for the review to Ana Ruiz',
    ])
    post.manners = 'takes'
    await office.within((sql) => settleMail(sql, owner, office.clock, mailId, 'send_again'))
    await sendAll(dealId)
    expect(post.taken).toHaveLength(1)
    expect(await windows(id)).toHaveLength(1)
    expect(await office.questions(dealId)).toEqual([])
  })
})

describe('nobody can know: never sent again by itself', () => {
  test.each<Manners>([
    'resets after the letter',
    'takes it and resets',
    'hangs after the letter',
  ])('%s', async (manners) => {
    const { id, dealId, mailId } = await asked()
    post.manners = manners
    const before = post.seen()
    await send(mailId)
    expect(post.seen()).toBe(before + 1)
    post.manners = 'takes'
    expect(await state(dealId)).toBe('unclear')
    expect(await windows(id)).toEqual([])
    expect(await office.questions(dealId)).toEqual([
      'mail: Whether the e-mail that asks for the review to Ana Ruiz left is unclear',
    ])
    await wake(mailId)
    await send(mailId)
    expect(post.seen()).toBe(before + 1)
  })

  test('its link is opened: it arrived, and the time to answer begins', async () => {
    const { id, dealId, mailId } = await asked()
    post.manners = 'takes it and resets'
    await send(mailId)
    await portal.page(tokenIn(must(post.taken[0]).raw))
    await send(mailId)
    expect(await state(dealId)).toBe('delivered')
    expect(await windows(id)).toHaveLength(1)
    expect(await office.questions(dealId)).toEqual([])
  })

  test('a person says that it arrived, or has it sent again', async () => {
    const first = await asked()
    const second = await asked()
    post.manners = 'resets after the letter'
    await send(first.mailId)
    await send(second.mailId)
    post.manners = 'takes'
    await office.within((sql) => settleMail(sql, owner, office.clock, first.mailId, 'arrived'))
    expect(await windows(first.id)).toHaveLength(1)
    await office.within((sql) => settleMail(sql, owner, office.clock, second.mailId, 'send_again'))
    await office.within((sql) => settleMail(sql, owner, office.clock, second.mailId, 'send_again'))
    await sendAll(second.dealId)
    expect(post.taken).toHaveLength(1)
    expect(await windows(second.id)).toHaveLength(1)
  })
})

test('taken back before it left: nothing leaves', async () => {
  const { id, dealId, mailId } = await asked()
  await office.within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null }))
  await send(mailId)
  expect(post.taken).toEqual([])
  expect(await state(dealId)).toBe('cancelled')
})

test('a process that dies with it in hand: another waits as long as it may still leave, and then asks a person', async () => {
  const { dealId, mailId } = await asked()
  const dying = send(mailId, { send: () => Promise.reject(new Error('the process died')) })
  await expect(dying).rejects.toThrow('died')
  expect(await state(dealId)).toBe('sending')
  await send(mailId)
  expect(await state(dealId)).toBe('sending')
  office.clock.moveTo(office.clock.offsetMs() + 200_000)
  await send(mailId)
  expect(await state(dealId)).toBe('unclear')
  expect(post.taken).toEqual([])
})

test('two workers at once: one letter', async () => {
  const { mailId } = await asked()
  await Promise.all([send(mailId), send(mailId), send(mailId)])
  expect(post.taken).toHaveLength(1)
})

test('a reminder that waits when their links are revoked is not sent: it would open another', async () => {
  moveTo('2027-03-01T10:00:00Z') // a Monday
  const { id, dealId, mailId } = await asked()
  await send(mailId)
  moveTo('2027-03-03T12:00:00Z')
  await watch()
  const reminder = async () => must((await mails(dealId)).find(({ kind }) => kind === 'review_reminder'))
  expect((await reminder()).state).toBe('waiting')
  const links = async () => {
    const { scheduleId } = must(await office.within((sql) => readMilestone(sql, id)))
    const all = await office.within((sql) => listLinks(sql, scheduleId))
    return all.filter(({ revoked }) => revoked === null)
  }
  const { linkId } = must((await links())[0])
  await office.within((sql) => revokeLink(sql, owner, office, linkId))
  await sendAll(dealId)
  expect(await reminder()).toMatchObject({
    state: 'cancelled',
    why: 'Their time to answer stopped before this left.',
  })
  expect([await links(), post.taken.length]).toEqual([[], 1])
})
