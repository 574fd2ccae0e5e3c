/**
 * Goal: an approver of an open round is asked at another address: the old one opens nothing, begins no time and ends none;
 * what others answered stays; who has answered is not moved. Method: a mail server over a socket, the client's door over
 * HTTP, and changes while an e-mail waits, while one is unclear, and in the second of an answer.
 */
import { changeAddress } from '../../src/approvals/change-address'
import { settleMail } from '../../src/approvals/mails/settle-mail'
import { takeBounce } from '../../src/approvals/mails/take-bounce'
import { withdrawMilestone } from '../../src/approvals/submit-milestone'
import { readWindows } from '../../src/approvals/windows/answer-window-table'
import { readHistory } from '../../src/history/history-table'
import { undoPlanning } from '../../src/schedules/undo-planning'
import { mailing, tokenIn } from '../fixtures/mailing'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { ana, at, cem, linkFor, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { openPostOffice, type PostOffice } from '../fixtures/post-office'

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

const { send, sendAll, mails } = mailing(
  () => office,
  () => post,
)
const { submit, round, kept, read } = reviews(() => office)
const RIGHT = 'ana.ruiz@client.example'

async function asked(rule: 'any' | 'all' = 'all', names = ['Design']) {
  const { ids, dealId } = await office.plan({
    ...draftOf(
      `${names.length}000.00`,
      names.map((name) => fixed(name, '1000.00')),
    ),
    approval: { required: true, approvers: [ana, cem], rule, windowDays: 3, deemed: true },
  })
  for (const id of ids) await submit(id)
  return { id: must(ids[0]), ids, dealId }
}
const change = async (id: string, email = RIGHT, approverId = '1') => {
  const { roundId } = await round(id)
  await office.within((sql) => changeAddress(sql, owner, office, { roundId, approverId, email }))
}
const windows = async (id: string) => {
  const { roundId } = await round(id)
  return (await office.within((sql) => readWindows(sql, [roundId])))
    .map(({ approverId }) => approverId)
    .sort()
}
const to = (address: string) => post.taken.filter((each) => each.to.toLowerCase() === address.toLowerCase())
const sent = async (dealId: string) =>
  (await mails(dealId)).map(({ toEmail, state }) => `${toEmail} ${state}`)
const opens = async (token: string) => (await portal.ask('GET', `/${token}`)).status

test('whoever reads the old address is out at once; the new one is asked, has time anew, and answers; the rest stays', async () => {
  const { id, dealId } = await asked()
  await sendAll(dealId)
  const wrong = tokenIn(must(to(ana.email)[0]).raw)
  const byHand = await linkFor(office, id)
  const others = tokenIn(must(to(cem.email)[0]).raw)
  expect((await portal.answer(others, at(id, 'approve'))).status).toBe(200)
  const before = await round(id)
  expect([await windows(id), await opens(wrong), await opens(byHand)]).toEqual([['1', '2'], 200, 200])

  await change(id)
  expect([await opens(wrong), await opens(byHand), await opens(others)]).toEqual([404, 404, 200])
  // Nobody's time runs that nobody knows of.
  expect([await windows(id), (await round(id)).endsAt]).toEqual([['2'], null])
  expect(await office.questions(dealId)).toEqual([])
  await sendAll(dealId)
  const letter = must(to(RIGHT)[0])
  expect([to(RIGHT).length, await windows(id)]).toEqual([1, ['1', '2']])
  const now = await round(id)
  // What is judged is what was shown, and who is asked has the same name.
  expect([now.snapshotHash, now.number, now.endsAt !== null]).toEqual([
    before.snapshotHash,
    before.number,
    true,
  ])
  expect((await kept(id)).map(({ who }) => who)).toEqual(['Cem Kaya'])
  expect((await portal.answer(tokenIn(letter.raw), at(id, 'approve'))).status).toBe(200)
  expect((await read(id)).workStatus).toBe('completed')

  const [story] = (await office.within((sql) => readHistory(sql, { dealId, limit: 50 }))).filter(({ what }) =>
    what.startsWith('Changed the address'),
  )
  expect(story).toMatchObject({
    what: 'Changed the address of Ana Ruiz, who is asked about “Design”',
    who: owner.who,
    before: { email: ana.email },
    after: { email: RIGHT, linksEnded: 2, planned: 'The plan asks them there from now on.' },
  })
})

test('the next round asks at the new address, by the plan; what was planned before can’t be taken back over it', async () => {
  const { id, dealId } = await asked()
  await change(id)
  await office.within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null }))
  await submit(id)
  expect((await round(id)).approvers.map(({ email }) => email)).toEqual([RIGHT, cem.email])
  expect(
    await refusalOf(office.within((sql) => undoPlanning(sql, owner, { dealId, ifVersion: null }))),
  ).toMatchObject({
    code: 'nothing_to_undo',
  })
})

test('a letter that waits for the old address never leaves; the new one does', async () => {
  const { id, dealId } = await asked()
  await change(id)
  await sendAll(dealId)
  expect((await sent(dealId)).sort()).toEqual([
    `${ana.email} cancelled`,
    `${RIGHT} delivered`,
    `${cem.email} delivered`,
  ])
  expect([to(ana.email).length, await windows(id)]).toEqual([0, ['1', '2']])
})

test('what becomes of the old letter afterwards begins no time, ends none and asks nobody anything', async () => {
  const { id, dealId } = await asked()
  const first = must((await mails(dealId)).find(({ toEmail }) => toEmail === ana.email))
  await sendAll(dealId)
  await change(id)
  await sendAll(dealId)
  await office.within((sql) =>
    takeBounce(sql, owner, office.clock, { mailId: first.mailId, why: '550 Unknown' }),
  )
  expect([await windows(id), await office.questions(dealId)]).toEqual([['1', '2'], []])
  // One of which nobody knows whether it left.
  const unclear = await asked()
  const lost = must((await mails(unclear.dealId)).find(({ toEmail }) => toEmail === ana.email))
  await send(lost.mailId, {
    send: async () => ({
      outcome: 'unknown',
      fault: {
        kind: 'timeout',
        status: null,
        code: null,
        message: 'It hung up.',
        trace: null,
        retryAfterMs: null,
      },
    }),
  })
  expect(await office.questions(unclear.dealId)).toHaveLength(1)
  await change(unclear.id)
  expect(await office.questions(unclear.dealId)).toEqual([])
  await office.within((sql) => settleMail(sql, owner, office.clock, lost.mailId, 'arrived'))
  expect(await windows(unclear.id)).toEqual([])
  await sendAll(unclear.dealId)
  expect(await windows(unclear.id)).toEqual(['1', '2'])
})

test('who has answered is not moved; an address is one person’s; a round that ended asks nobody', async () => {
  const { id, dealId } = await asked()
  await sendAll(dealId)
  const why = (email: string, approverId = '1') => refusalOf(change(id, email, approverId))
  expect(await why('ANA@client.example')).toMatchObject({
    code: 'validation_failed',
    errors: [{ pointer: '/email', detail: 'Ana Ruiz is asked at this address already.' }],
  })
  expect(await why('CEM@client.example')).toMatchObject({
    errors: [{ pointer: '/email', detail: 'Cem Kaya is asked at this address.' }],
  })
  expect(await why(RIGHT, '9')).toMatchObject({ code: 'not_found' })
  const token = tokenIn(must(to(ana.email)[0]).raw)
  await portal.answer(token, at(id, 'approve'))
  expect(await why(RIGHT)).toMatchObject({
    code: 'wrong_status',
    detail: `Ana Ruiz has answered in this round already, from ${ana.email}: that stays as it was. For later rounds change the address in the plan.`,
  })
  expect([await opens(token), (await round(id)).approvers[0]?.email]).toEqual([200, ana.email])
  const { roundId } = await round(id)
  await office.within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null }))
  const late = office.within((sql) =>
    changeAddress(sql, owner, office, { roundId, approverId: '2', email: RIGHT }),
  )
  expect(await refusalOf(late)).toMatchObject({ code: 'wrong_status' })
})

test('an answer in the same second: it stands and the address stays, or it came too late and nothing of it is kept', async () => {
  for (let turn = 0; turn < 6; turn += 1) {
    const { id } = await asked('any')
    const token = await linkFor(office, id)
    const page = await portal.page(token)
    const [answer, changed] = await Promise.all([
      portal.answer(token, at(id, 'approve'), {}, page),
      change(id).then(
        () => 'changed',
        () => 'refused',
      ),
    ])
    const outcome = [answer.status, changed, (await kept(id)).length]
    expect([
      [200, 'refused', 1],
      [404, 'changed', 0],
    ]).toContainEqual(outcome)
  }
})
