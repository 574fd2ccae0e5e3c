/**
 * Goal: a reminder that a person had sent again, and that arrived, is the reminder that silence waits for. Method: a mail server
 * over a socket that refuses the first one, a clock that goes forward to the end of the time.
 */
import { settleMail } from '../../src/approvals/mails/settle-mail'
import { submitMilestone } from '../../src/approvals/submit-milestone'
import type { Mail } from '../../src/mail/mail'
import { addNoReminder } from '../../src/mail/no-reminder-table'
import { mailing } from '../fixtures/mailing'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { ana, reviews } from '../fixtures/portal'
import { openPostOffice, type PostOffice } from '../fixtures/post-office'

let office: Office
let post: PostOffice
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
  post = await openPostOffice()
})
afterAll(async () => {
  await post.close()
  await office.close()
})
const { sendAll, mails, watch, moveTo } = mailing(
  () => office,
  () => post,
)
const { round, kept } = reviews(() => office)

async function asked() {
  const { ids, dealId } = await office.plan({
    ...draftOf('1000.00', [fixed('Design', '1000.00')]),
    approval: { required: true, approvers: [ana], windowDays: 3, deemed: true },
  })
  const id = must(ids[0])
  await office.within((sql) => submitMilestone(sql, owner, { milestoneId: id, note: null }))
  await sendAll(dealId)
  return { id, dealId }
}
const reminders = async (dealId: string): Promise<Mail[]> =>
  (await mails(dealId)).filter(({ kind }) => kind === 'review_reminder')
/** The newest reminder is refused for good, and a person has it sent again. */
async function refusedThenSentAgain(dealId: string) {
  post.manners = 'no such mailbox'
  await sendAll(dealId)
  post.manners = 'takes'
  const refused = must((await reminders(dealId)).find(({ state }) => state === 'refused'))
  await office.within((sql) => settleMail(sql, owner, office.clock, refused.mailId, 'send_again'))
  await sendAll(dealId)
}

test('refused, then sent again and delivered: silence counts at the end', async () => {
  moveTo('2026-11-23T10:00:00Z') // a Monday
  const { id, dealId } = await asked()
  moveTo('2026-11-25T09:30:00Z')
  await watch()
  await refusedThenSentAgain(dealId)
  expect((await reminders(dealId)).map(({ state }) => state)).toEqual(['refused', 'delivered'])
  moveTo('2026-11-27T00:00:00Z')
  await watch()
  expect(await office.questions(dealId)).not.toContain(
    'approval_waiting: The reminder to Ana Ruiz about “Design” was refused',
  )
  expect(await kept(id)).toMatchObject([{ who: 'Ana Ruiz', decision: 'deemed_accepted' }])
})

test('sent again, and refused again: silence accepts nothing', async () => {
  moveTo('2026-12-07T10:00:00Z') // a Monday
  const { id, dealId } = await asked()
  moveTo('2026-12-09T09:30:00Z')
  await watch()
  post.manners = 'no such mailbox'
  await sendAll(dealId)
  const [refused] = await reminders(dealId)
  await office.within((sql) => settleMail(sql, owner, office.clock, must(refused).mailId, 'send_again'))
  await sendAll(dealId)
  post.manners = 'takes'
  expect((await reminders(dealId)).map(({ state }) => state)).toEqual(['refused', 'refused'])
  moveTo('2026-12-11T00:00:00Z')
  await watch()
  expect((await round(id)).state).toBe('open')
  expect(await office.questions(dealId)).toContain(
    'approval_waiting: The reminder to Ana Ruiz about “Design” was refused',
  )
})

test('told of time that was given anew, although they want no reminders: also when that is sent again', async () => {
  moveTo('2026-12-14T10:00:00Z') // a Monday
  const { id, dealId } = await asked()
  await office.within((sql) => addNoReminder(sql, ana.email, 'a letter'))
  const archive = (archived: boolean) =>
    office.within((sql) => sql('update deal set archived = $2 where deal_id = $1', [dealId, archived]))
  await archive(true)
  moveTo('2026-12-21T10:00:00Z') // a Monday
  await archive(false)
  await watch()
  moveTo('2026-12-23T09:30:00Z')
  await watch()
  await refusedThenSentAgain(dealId)
  expect((await reminders(dealId)).map(({ state }) => state)).toEqual(['refused', 'delivered'])
  moveTo('2026-12-25T00:00:00Z')
  await watch()
  expect(await kept(id)).toMatchObject([{ who: 'Ana Ruiz', decision: 'deemed_accepted' }])
})
