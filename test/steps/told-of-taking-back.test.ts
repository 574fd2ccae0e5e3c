/**
 * Goal: whoever answered is told that it was taken back, of just what they had accepted and of what comes next for them; nobody
 * is told of an approval that was never theirs. Method: plans that ask others meanwhile, or nobody, and the letters as a mail
 * server takes them.
 */
import { changeAddress } from '../../src/approvals/change-address'
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { settleMail } from '../../src/approvals/mails/settle-mail'
import { takeBounce } from '../../src/approvals/mails/take-bounce'
import { takeBack } from '../../src/approvals/take-back'
import type { Approver } from '../../src/schedules/schedule'
import { mailing } from '../fixtures/mailing'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
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
const { sendAll, mails } = mailing(
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
  expect(told).toContain('($600.00), round 1: it no longer counts. There is nothing for you to do.')

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

describe('whoever approved is reached at another address since', () => {
  const RIGHT = 'ana.ruiz@client.example'
  /** Design, which Ana approved, and Build, about which she is asked; all letters have left. */
  async function approved() {
    const { ids, dealId } = await office.plan({
      ...draftOf('1000.00', [fixed('Design', '600.00'), fixed('Build', '400.00')]),
      approval: { required: true, approvers: [ana], rule: 'any' },
    })
    const [design, build] = [must(ids[0]), must(ids[1])]
    await submit(design)
    expect((await portal.answer(await linkFor(office, design), at(design, 'approve'))).status).toBe(200)
    await submit(build)
    await letters(dealId)
    return { design, build, dealId }
  }
  const move = async (id: string) => {
    const { roundId } = await round(id)
    await office.within((sql) =>
      changeAddress(sql, owner, office, { roundId, approverId: '1', email: RIGHT }),
    )
  }

  test('told there that it is asked about later, or asked there again in so many words', async () => {
    const reopened = await approved()
    await move(reopened.build)
    await letters(reopened.dealId)
    await back(reopened.design, 'reopen')
    const told = await letters(reopened.dealId)
    expect(Object.keys(told)).toEqual([RIGHT])
    expect(told[RIGHT]).toContain('took back the approval of “Design”')
    expect(told[RIGHT]).toContain('When it is ready you are asked to look at it again')

    const revoked = await approved()
    await move(revoked.build)
    await letters(revoked.dealId)
    await back(revoked.design, 'revoke')
    const asked = await letters(revoked.dealId)
    expect(Object.keys(asked)).toEqual([RIGHT])
    expect(asked[RIGHT]).toContain('took back the approval of “Design”')
    expect(asked[RIGHT]).toContain('Please look at it again')
  })

  test('the letter that said so came back: the one to the new address says it too', async () => {
    const { design, dealId } = await approved()
    await back(design, 'revoke')
    expect(must((await letters(dealId))[anas])).toContain('took back the approval of “Design”')
    const { roundId } = await round(design)
    const { mailId } = must((await mails(dealId)).find((each) => each.roundId === roundId))
    await office.within((sql) => takeBounce(sql, owner, office.clock, { mailId, why: '550 Unknown' }))
    await move(design)
    const before = post.taken.length
    await sendAll(dealId)
    // One about each piece of work, in any order.
    const sent = post.taken.slice(before).map(({ to, raw }) => `${to} ${raw.replace(/=\r?\n/g, '')}`)
    expect(sent.map((each) => each.split(' ')[0]?.toLowerCase())).toEqual([RIGHT, RIGHT])
    expect(sent.filter((each) => each.includes('took back the approval of'))).toHaveLength(1)
    expect(await office.questions(dealId)).toEqual([])
  })

  test.each([
    'waits',
    'came back',
  ])('a letter that says only that, and %s, goes there instead', async (how) => {
    const { design, build, dealId } = await approved()
    await back(design, 'reopen')
    if (how === 'came back') {
      expect(Object.keys(await letters(dealId))).toEqual([anas])
      const { mailId } = must((await mails(dealId)).find(({ kind }) => kind === 'taken_back'))
      await office.within((sql) => takeBounce(sql, owner, office.clock, { mailId, why: null }))
      expect(await office.questions(dealId)).toEqual(['mail: The e-mail to Ana Ruiz came back'])
    }
    await move(build)
    const before = post.taken.length
    await sendAll(dealId)
    const sent = post.taken.slice(before)
    expect(sent.map(({ to }) => to.toLowerCase())).toEqual([RIGHT, RIGHT])
    expect(sent.filter(({ raw }) => raw.includes('was taken back'))).toHaveLength(1)
    expect(await office.questions(dealId)).toEqual([])
  })

  test('a copy of their answer that was refused there is sent again where they are reached today', async () => {
    const { ids, dealId } = await office.plan({
      ...draftOf('1000.00', [fixed('Design', '600.00'), fixed('Build', '400.00')]),
      approval: { required: true, approvers: [ana], rule: 'any' },
    })
    for (const id of ids) await submit(id)
    await letters(dealId)
    await portal.answer(await linkFor(office, must(ids[0])), at(must(ids[0]), 'approve'))
    post.manners = 'no such mailbox'
    await sendAll(dealId)
    post.manners = 'takes'
    await move(must(ids[1]))
    await letters(dealId)
    const { mailId } = must((await mails(dealId)).find(({ state }) => state === 'refused'))
    await office.within((sql) => settleMail(sql, owner, office.clock, mailId, 'send_again'))
    const again = await letters(dealId)
    expect(Object.keys(again)).toEqual([RIGHT])
    expect(again[RIGHT]).toContain('Your answer: you approved “Design”')
  })
})
