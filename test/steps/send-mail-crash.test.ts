/**
 * Goal: whenever the process dies, no e-mail leaves twice and none is lost: it left once, or a person is asked what became of
 * it. And what is sent anew, or as a receipt, says what it must. Method: a mail server over a socket, a database that is gone
 * at any transaction, a mail server's answer that nobody is alive to hear.
 */
import { limits } from '../../config/limits'
import { decideRound } from '../../src/approvals/decide-round'
import { sendMail } from '../../src/approvals/mails/send-mail'
import { settleMail } from '../../src/approvals/mails/settle-mail'
import { readWindows } from '../../src/approvals/windows/answer-window-table'
import { smtpTransport } from '../../src/mail/smtp-transport'
import { decideParts } from '../fixtures/certificates'
import { dyingDatabase } from '../fixtures/dying-database'
import { clientUrl, mailing, tokenIn } from '../fixtures/mailing'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { ana, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { openPostOffice, type PostOffice } from '../fixtures/post-office'

jest.setTimeout(120_000)

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

const { send, sendAll, mails, message, sealer } = mailing(
  () => office,
  () => post,
  5_000,
)
const { submit, round } = reviews(() => office)

async function asked() {
  const { ids, dealId } = await office.plan({
    ...draftOf('1000.00', [fixed('Design', '1000.00', { criteria: ['Three mock-ups'] })]),
    approval: { required: true, approvers: [ana], windowDays: 3, deemed: true },
  })
  const id = must(ids[0])
  await submit(id)
  return { id, dealId, mailId: must((await mails(dealId))[0]).mailId }
}
const mailOf = async (dealId: string) => must((await mails(dealId))[0])
/** A letter's words, with the line breaks of its transport taken out. */
const plain = (raw: string) =>
  raw
    .replace(/=\r?\n/g, '')
    .replaceAll('=3D', '=')
    .replaceAll('=E2=80=9C', '“')
    .replaceAll('=E2=80=9D', '”')

test('killed at any transaction, before or after it commits: one letter, or a person is asked', async () => {
  const ends = new Set<string>()
  let deaths = 0
  for (let fatal = 1; fatal <= 4; fatal += 1) {
    for (const when of ['before', 'after'] as const) {
      const { id, dealId, mailId } = await asked()
      post.taken.length = 0
      const dying = {
        ...office.parts,
        database: dyingDatabase(office.database, fatal, when),
        sealer,
        random: () => 0.5,
        publicUrl: clientUrl,
        transport: smtpTransport({ url: post.url, deadlineMs: 5_000 }),
        from: 'milepost@harbour.example',
      }
      await sendMail(dying, office.workspaceId, await message(mailId)).catch((error: Error) => {
        expect(error.message).toBe('killed')
        deaths += 1
      })
      // Another process goes on, once the first one can't be at it any more, and again.
      for (let turn = 0; turn < 3; turn += 1) {
        office.clock.moveTo(office.clock.offsetMs() + limits.vendorStillWorkingMs + 5_000)
        await send(mailId)
      }
      expect(post.taken.length).toBeLessThanOrEqual(1)
      const { state } = await mailOf(dealId)
      ends.add(`${state} ${post.taken.length}`)
      const { roundId } = await round(id)
      const begun = await office.within((sql) => readWindows(sql, [roundId]))
      if (state === 'delivered') {
        expect([post.taken.length, begun.length, await office.questions(dealId)]).toEqual([1, 1, []])
        continue
      }
      // Nobody can ask the mail server: a person says, and then it goes out, with a link that opens.
      expect([state, begun.length]).toEqual(['unclear', 0])
      expect(await office.questions(dealId)).toEqual([expect.stringMatching(/^mail: Whether .* is unclear$/)])
      post.taken.length = 0
      await office.within((sql) => settleMail(sql, owner, office.clock, mailId, 'send_again'))
      await sendAll(dealId)
      expect(post.taken).toHaveLength(1)
      expect((await portal.page(tokenIn(must(post.taken[0]).raw))).you.name).toBe('Ana Ruiz')
      expect(await office.questions(dealId)).toEqual([])
    }
  }
  // Its beginning and its end were hit, on both sides; and each way it can end was met.
  expect(deaths).toBe(4)
  expect([...ends].sort()).toEqual(['delivered 1', 'unclear 0', 'unclear 1'])
})

test('the letter that is sent again asks the same, by another link; the first one still opens', async () => {
  const { id, dealId, mailId } = await asked()
  post.manners = 'no such mailbox'
  await send(mailId)
  post.manners = 'takes'
  await office.within((sql) => settleMail(sql, owner, office.clock, mailId, 'send_again'))
  await sendAll(dealId)
  const again = plain(must(post.taken[0]).raw)
  expect(post.taken).toHaveLength(1)
  for (const words of [
    'Please review',
    'Three mock-ups',
    '$1,000.00',
    'this counts as accepted',
    'Opening the link approves nothing',
  ])
    expect(again).toContain(words)
  // Another letter, not the same one twice.
  expect(again).not.toContain(`<${mailId}@`)
  const page = await portal.page(tokenIn(again))
  expect(page.milestones.find((each) => each.id === id)?.review?.mayDecide).toBe(true)
})

test('the receipt says what was answered, how it was signed and what was shown, and carries no link', async () => {
  const { id, dealId, mailId } = await asked()
  await send(mailId)
  const token = tokenIn(must(post.taken[0]).raw)
  post.taken.length = 0
  expect(
    (await portal.answer(token, `/milestones/${id}/approve`, { name: 'A. Ruiz', reason: 'As agreed' }))
      .status,
  ).toBe(200)
  await sendAll(dealId)
  expect(post.taken.map(({ to }) => to.toLowerCase())).toEqual(['ana@client.example'])
  const receipt = plain(must(post.taken[0]).raw)
  const { snapshotHash } = await round(id)
  for (const words of [
    'Your answer: you approved',
    'round 1',
    'As agreed',
    'Signed as: A. Ruiz',
    snapshotHash,
  ])
    expect(receipt).toContain(words)
  expect(receipt).not.toMatch(/\/portal\//)
})

test('an answer that a colleague recorded is told to whose it is, so that a wrong one comes to light', async () => {
  const { id, dealId, mailId } = await asked()
  await send(mailId)
  post.taken.length = 0
  const { roundId } = await round(id)
  await office.within((sql) =>
    decideRound(sql, owner, decideParts(office.clock), {
      roundId,
      verdict: { decision: 'approve', reason: 'By telephone' },
      recording: { approverId: '1', on: null, fileIds: [] },
    }),
  )
  await sendAll(dealId)
  const receipt = plain(must(post.taken[0]).raw)
  expect(receipt).toContain('recorded this answer. If it is wrong, tell them.')
  expect(receipt).toContain('By telephone')
})
