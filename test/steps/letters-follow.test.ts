/**
 * Goal: what is told to somebody by e-mail, their answer, their silence, or that it was taken back, reaches them where they are
 * reached today, once, in whatever order an address is changed, a server says no and a letter comes back; nothing leaves for the
 * mailbox that was shut out. Method: a mail server over a socket, and changes while a letter waits, leaves, or has left.
 */
import { changeAddress } from '../../src/approvals/change-address'
import { settleMail } from '../../src/approvals/mails/settle-mail'
import { takeBounce } from '../../src/approvals/mails/take-bounce'
import { takeBack } from '../../src/approvals/take-back'
import type { MailKind } from '../../src/mail/mail'
import { smtpTransport } from '../../src/mail/smtp-transport'
import { clientOrders } from '../fixtures/client-orders'
import { mailing, tokenIn } from '../fixtures/mailing'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { ana, at, linkFor, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { openPostOffice, type PostOffice } from '../fixtures/post-office'

let office: Office
let post: PostOffice
let portal: Portal
beforeAll(async () => {
  office = await openOffice({ delivery: 'prepare' })
  post = await openPostOffice()
  portal = await openPortalDoor(office)
  moveTo('2026-11-23T10:00:00Z') // a Monday
})
afterAll(async () => {
  await portal.close()
  await post.close()
  await office.close()
})
beforeEach(() => {
  post.manners = 'takes'
})
const { send, sendAll, mails, moveTo, watch } = mailing(
  () => office,
  () => post,
)
const { submit, round } = reviews(() => office)
const orders = clientOrders(() => office)
const OLD = ana.email.toLowerCase()
const RIGHT = 'ana.ruiz@client.example'

/** Design and Build, about which Ana is asked; the letter about Design has left. */
async function asked() {
  const { ids, dealId } = await office.plan({
    ...draftOf('1000.00', [fixed('Design', '600.00'), fixed('Build', '400.00')]),
    approval: { required: true, approvers: [ana], rule: 'any', deemed: true, windowDays: 1 },
  })
  const [design, build] = [must(ids[0]), must(ids[1])]
  await submit(design)
  await sendAll(dealId)
  return { design, build, dealId }
}
const approve = async (id: string) =>
  expect((await portal.answer(await linkFor(office, id), at(id, 'approve'))).status).toBe(200)
/** Ana has approved Design, is asked about Build, and is told that her approval was taken back: all but that has left. */
async function takenBack() {
  const { design, build, dealId } = await asked()
  await approve(design)
  await submit(build)
  await leave(dealId)
  await office.within((sql) =>
    takeBack(sql, owner, office.parts.billing, { milestoneId: design, how: 'reopen', reason: 'by mistake' }),
  )
  return { build, dealId, mailId: must(await one(dealId, 'taken_back')).mailId }
}
const one = async (dealId: string, kind: MailKind) => (await mails(dealId)).find((each) => each.kind === kind)
const move = async (id: string, email = RIGHT) => {
  const { roundId } = await round(id)
  await office.within((sql) => changeAddress(sql, owner, office, { roundId, approverId: '1', email }))
}
const bounced = (mailId: string) =>
  office.within((sql) => takeBounce(sql, owner, office.clock, { mailId, why: null }))
/** Everything that waits leaves, also what is promised meanwhile: to whom what went, by kind. */
async function leave(dealId: string): Promise<string[]> {
  const before = post.taken.length
  const left: string[] = []
  while ((await mails(dealId)).some(({ state }) => state === 'waiting')) {
    const waiting = (await mails(dealId)).filter(({ state }) => state === 'waiting')
    await sendAll(dealId)
    const after = await mails(dealId)
    const sent = waiting.filter(({ mailId }) =>
      after.some((each) => each.mailId === mailId && each.state === 'delivered'),
    )
    left.push(...sent.map(({ kind, toEmail }) => `${kind} ${toEmail.toLowerCase()}`))
  }
  expect(post.taken.slice(before).map(({ to }) => to.toLowerCase())).toEqual(
    left.map((each) => each.split(' ')[1]),
  )
  return left.sort()
}

test('a letter that was taken, and came back after the address was changed, is told at the new one, and again at the next', async () => {
  const { build, dealId, mailId } = await takenBack()
  expect(await leave(dealId)).toEqual([`taken_back ${OLD}`])
  await move(build)
  expect(await leave(dealId)).toEqual([`review_asked ${RIGHT}`])
  await bounced(mailId)
  expect(await office.questions(dealId)).toEqual([])
  expect(await leave(dealId)).toEqual([`taken_back ${RIGHT}`])
  await bounced(mailId)
  expect(await leave(dealId)).toEqual([])

  const NEXT = 'ruiz@client.example'
  const there = must(
    (await mails(dealId)).find((each) => each.kind === 'taken_back' && each.toEmail === RIGHT),
  )
  await move(build, NEXT)
  await leave(dealId)
  await bounced(there.mailId)
  expect(await leave(dealId)).toEqual([`taken_back ${NEXT}`])
  // Where they are reached today it came back too: nobody knows better, and a person is asked.
  const last = must((await mails(dealId)).find((each) => each.kind === 'taken_back' && each.toEmail === NEXT))
  await bounced(last.mailId)
  expect(await leave(dealId)).toEqual([])
  expect(await office.questions(dealId)).toEqual(['mail: The e-mail to Ana Ruiz came back'])
})

test('whether it left was unclear, and by now it is known to have come back: nothing is asked any more', async () => {
  const { build, dealId, mailId } = await takenBack()
  post.manners = 'takes it and resets'
  await send(mailId)
  post.manners = 'takes'
  await move(build)
  await leave(dealId)
  expect(await office.questions(dealId)).toEqual([
    'mail: Whether the e-mail that an approval was taken back to Ana Ruiz left is unclear',
  ])
  await bounced(mailId)
  expect(await office.questions(dealId)).toEqual([])
  expect(await leave(dealId)).toEqual([`taken_back ${RIGHT}`])
})

test('with the mail server while the address changes, and not taken: told at the new one', async () => {
  const { build, dealId, mailId } = await takenBack()
  post.manners = 'busy after the letter'
  const server = smtpTransport({ url: post.url, deadlineMs: 20_000 })
  await send(mailId, {
    ...server,
    send: async (...letter) => {
      await move(build)
      return server.send(...letter)
    },
  })
  expect(await one(dealId, 'taken_back')).toMatchObject({ state: 'waiting', toEmail: ana.email })
  post.manners = 'takes'
  expect(await leave(dealId)).toEqual([`review_asked ${RIGHT}`, `taken_back ${RIGHT}`])
  expect(await one(dealId, 'taken_back')).toMatchObject({
    state: 'cancelled',
    why: 'They are told at another address now.',
  })
})

describe('changed, and changed back while a letter still waits: told once', () => {
  test('at the first address', async () => {
    const { build, dealId } = await takenBack()
    await move(build)
    await move(build, ana.email)
    expect(await leave(dealId)).toEqual([`review_asked ${OLD}`, `taken_back ${OLD}`])
  })

  test('and to the other one again, once, whichever letter was looked at meanwhile', async () => {
    for (const looked of [[], ['first'], ['other'], ['first', 'other']]) {
      const { build, dealId, mailId } = await takenBack()
      await move(build)
      await move(build, ana.email)
      post.manners = 'greets nobody'
      const other = must(
        (await mails(dealId)).find((each) => each.kind === 'taken_back' && each.toEmail === RIGHT),
      )
      if (looked.includes('first')) await send(mailId)
      if (looked.includes('other')) await send(other.mailId)
      post.manners = 'takes'
      await move(build)
      expect(await leave(dealId)).toEqual([`review_asked ${RIGHT}`, `taken_back ${RIGHT}`])
    }
  })

  test('lost at the first address, it is told there again', async () => {
    const { build, dealId, mailId } = await takenBack()
    post.manners = 'no such mailbox'
    await send(mailId)
    post.manners = 'takes'
    await move(build)
    await move(build, ana.email)
    expect(await leave(dealId)).toEqual([`review_asked ${OLD}`, `taken_back ${OLD}`])
  })

  test('a copy of an answer', async () => {
    const { design, build, dealId } = await asked()
    await approve(design)
    await submit(build)
    const { mailId } = must(await one(dealId, 'answer_receipt'))
    await move(build)
    await send(mailId)
    await move(build, ana.email)
    expect(await leave(dealId)).toEqual([`answer_receipt ${OLD}`, `review_asked ${OLD}`])
  })
})

test('a copy of an answer, and what silence came to, that wait while the address changes go to the new one alone', async () => {
  const answered = await asked()
  await approve(answered.design)
  await submit(answered.build)
  await move(answered.build)
  expect(await leave(answered.dealId)).toEqual([`answer_receipt ${RIGHT}`, `review_asked ${RIGHT}`])

  const silent = await asked()
  moveTo('2026-11-24T12:00:00Z')
  await watch()
  await leave(silent.dealId)
  moveTo('2026-11-25T12:00:00Z')
  await watch()
  expect((await round(silent.design)).state).toBe('deemed')
  await submit(silent.build)
  await move(silent.build)
  expect(await leave(silent.dealId)).toEqual([`review_asked ${RIGHT}`, `silence_notice ${RIGHT}`])
})

describe('the copy of an answer to a change order', () => {
  /** Ana has signed; the copy of it waits, and Build asks her. */
  async function signed() {
    const { build, dealId } = await asked()
    await submit(build)
    await orders.sent(dealId)
    await leave(dealId)
    const letter = post.taken.filter(({ to, raw }) => to.toLowerCase() === OLD && raw.includes('/portal/'))
    const token = tokenIn(must(letter.at(-1)).raw)
    const order = must((await one(dealId, 'order_asked'))?.changeOrderId)
    expect((await portal.answer(token, `/change-orders/${order}/approve`)).status).toBe(200)
    return { build, dealId, mailId: must(await one(dealId, 'order_receipt')).mailId }
  }

  test('that waits while the address changes goes to the new one alone', async () => {
    const { build, dealId } = await signed()
    await move(build)
    expect(await leave(dealId)).toContain(`order_receipt ${RIGHT}`)
    expect(await one(dealId, 'order_receipt')).toMatchObject({ state: 'cancelled', toEmail: ana.email })
  })

  test('that was refused at the old one is sent again to the new one', async () => {
    const { build, dealId, mailId } = await signed()
    post.manners = 'no such mailbox'
    await send(mailId)
    post.manners = 'takes'
    await move(build)
    await leave(dealId)
    await office.within((sql) => settleMail(sql, owner, office.clock, mailId, 'send_again'))
    expect(await leave(dealId)).toEqual([`order_receipt ${RIGHT}`])
  })

  test('that came back from the old one after the change is told at the new one, and nobody is asked', async () => {
    const { build, dealId, mailId } = await signed()
    await send(mailId)
    await move(build)
    await leave(dealId)
    await bounced(mailId)
    expect(await office.questions(dealId)).toEqual([])
    expect(await leave(dealId)).toEqual([`order_receipt ${RIGHT}`])
  })
})
