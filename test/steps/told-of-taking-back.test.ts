/**
 * Goal: whoever answered is told that it was taken back, of just what they had accepted and of what comes next for them; nobody
 * is told of an approval that was never theirs. Method: plans that ask others meanwhile, or nobody, and the letters as a mail
 * server takes them.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { takeBack } from '../../src/approvals/take-back'
import type { Approver } from '../../src/schedules/schedule'
import { mailing } from '../fixtures/mailing'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { owner } from '../fixtures/plan'
import { ana, at, cem, linkFor, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { openPostOffice, type PostOffice } from '../fixtures/post-office'

let office: Office
let post: PostOffice
let portal: Portal
beforeAll(async () => {
  office = await openOffice({ delivery: 'prepare' })
  post = await openPostOffice()
  portal = await openPortalDoor(office)
})
afterAll(async () => {
  await portal.close()
  await post.close()
  await office.close()
})
const { sendAll } = mailing(
  () => office,
  () => post,
)
const { submitted, submit, round, read } = reviews(() => office)
const anas = 'ana@client.example'
const cems = 'cem@client.example'

/** What goes out now, by address, in words. */
async function letters(dealId: string): Promise<Record<string, string>> {
  const before = post.taken.length
  await sendAll(dealId)
  const sent = post.taken.slice(before).map(({ to, raw }) => {
    const bytes = raw
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    return [to.toLowerCase(), Buffer.from(bytes, 'latin1').toString('utf8').replace(/\s+/g, ' ')] as const
  })
  return Object.fromEntries(sent)
}
const back = (milestoneId: string, how: 'reopen' | 'revoke') =>
  office.within((sql) =>
    takeBack(sql, owner, office.parts.billing, { milestoneId, how, reason: 'by mistake' }),
  )
const plan = (scheduleId: string, approval: { required?: boolean; approvers?: readonly Approver[] }) =>
  office.within((sql) =>
    sql(
      `update schedule set terms = jsonb_set(terms, '{approval}', terms -> 'approval' || $2) where schedule_id = $1`,
      [scheduleId, JSON.stringify(approval)],
    ),
  )
const stories = async (id: string) =>
  (
    await office.within((sql) =>
      sql<{ what: string }>('select what from history where milestone_id = $1 order by number', [id]),
    )
  )
    .map(({ what }) => what)
    .filter((what) => /took back|reopened/i.test(what))

test('asked again: only of who had answered an approval was taken back, and who is asked no more is told', async () => {
  const { id, dealId, scheduleId, token } = await submitted({ approvers: [ana, cem], rule: 'any' })
  await letters(dealId)
  await portal.answer(token, at(id, 'approve'))
  await letters(dealId)
  await back(id, 'revoke')
  const second = await letters(dealId)
  expect(second[anas]).toContain('took back the approval of “Design”')
  expect(second[cems]).toContain('is ready, and Office asks you to look at it')
  expect(second[cems]).not.toContain('took back')

  // Ana answers again; then the plan asks Cem alone.
  expect((await portal.answer(await linkFor(office, id), at(id, 'approve'))).status).toBe(200)
  await letters(dealId)
  await plan(scheduleId, {
    approvers: (await round(id)).approvers.filter(({ email }) => email === cem.email),
  })
  await back(id, 'revoke')
  expect(await round(id)).toMatchObject({ number: 3, state: 'open', takesBack: 'approval' })
  const third = await letters(dealId)
  expect(Object.keys(third).sort()).toEqual([anas, cems])
  expect(third[anas]).toContain('took back the approval of “Design”')
  expect(third[anas]).toContain('There is nothing for you to do.')
  expect(third[anas]).not.toContain('asked to look at it again')
  expect(third[cems]).toContain('is ready')
  expect(third[cems]).not.toContain('took back')
})

test('a part that was accepted: told with its amount, and once, also where a colleague completes it afterwards', async () => {
  const { id, dealId, scheduleId, token } = await submitted({ approvers: [ana] })
  const part = { accepted: { percent: '80' }, outcome: 'split', reason: 'The door is missing' }
  expect((await portal.answer(token, at(id, 'approve-part'), part)).status).toBe(200)
  await letters(dealId)
  await back(id, 'reopen')
  const told = must((await letters(dealId))[anas])
  expect(told).toContain('took back the acceptance of a part of “Design”')
  expect(told).toContain('($480.00 of $600.00), round 1')
  expect(told).toContain('When it is ready you are asked to look at it again')

  await plan(scheduleId, { required: false })
  await office.within((sql) => completeMilestone(sql, owner, office.parts, { milestoneId: id, note: null }))
  await back(id, 'reopen')
  expect(await letters(dealId)).toEqual({})
  await office.within((sql) => completeMilestone(sql, owner, office.parts, { milestoneId: id, note: null }))
  await plan(scheduleId, { required: true })
  // Asked about it anew: nothing of theirs is taken back with it.
  await back(id, 'revoke')
  expect(await round(id)).toMatchObject({ number: 2, takesBack: null })
  expect(must((await letters(dealId))[anas])).not.toContain('took back')
  expect((await stories(id)).slice(-3)).toEqual([
    'Reopened “Design”',
    'Reopened “Design”',
    'Took back that “Design” is done',
  ])
})

test('what comes next is what is so when it leaves: nothing, or the review that asks them already', async () => {
  const off = await submitted({ approvers: [ana] })
  await portal.answer(off.token, at(off.id, 'approve'))
  await letters(off.dealId)
  await back(off.id, 'reopen')
  await plan(off.scheduleId, { required: false })
  const told = must((await letters(off.dealId))[anas])
  expect(told).toContain('($600.00), round 1: it counts no longer. There is nothing for you to do.')

  const again = await submitted({ approvers: [ana] })
  await portal.answer(again.token, at(again.id, 'approve'))
  await letters(again.dealId)
  await back(again.id, 'reopen')
  await submit(again.id)
  expect((await read(again.id)).workStatus).toBe('in_review')
  const before = post.taken.length
  await sendAll(again.dealId)
  const both = post.taken.slice(before).map(({ raw }) => raw.replace(/=\r?\n/g, ''))
  expect(both).toHaveLength(2)
  expect(
    both.filter((raw) => raw.includes('You are asked to look at it again, by an e-mail of its own.')),
  ).toHaveLength(1)
})
