/**
 * Goal: an e-mail, and a certificate on its way to a deal, that Milepost itself fails at is tried again ever later, reaches a
 * person, and goes through by itself once it can. Method: contents in the database that no code can read, the wired queues,
 * both vendors' stand-ins and a mail server over a socket.
 */
import { Client } from 'pg'
import { limits } from '../../config/limits'
import { latestRounds } from '../../src/approvals/round-table'
import { submitMilestone } from '../../src/approvals/submit-milestone'
import { type FlowParts, wire } from '../../src/flow/flow'
import { readMails } from '../../src/mail/mail-table'
import { smtpTransport } from '../../src/mail/smtp-transport'
import { claimNext } from '../../src/outbox/claim'
import { type Message, readMessageOf } from '../../src/outbox/outbox-table'
import { type Api, openApi } from '../fixtures/api'
import { approvedDeal } from '../fixtures/certified-deal'
import { must } from '../fixtures/must'
import { addDeal, draftOf, fixed, owner, plan, readCompany } from '../fixtures/plan'
import { ana } from '../fixtures/portal'
import { openPostOffice, type PostOffice } from '../fixtures/post-office'
import { salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

const DAY = 86_400_000
const QUARTER = 20 * 60_000

let stage: Stage
let post: PostOffice
let api: Api
let deals = 880_000
let logged: unknown[]
beforeAll(async () => {
  stage = await openStage()
  post = await openPostOffice()
  api = await openApi(stage)
  await readCompany(stage)
})
afterAll(async () => {
  await api.close()
  await post.close()
  await stage.close()
})
beforeEach(() => {
  logged = []
  post.taken.length = 0
})

const parts = (): FlowParts => ({
  database: stage.database,
  clock: stage.clock,
  random: () => 0.5,
  vendors: stage.vendors,
  sweepMs: DAY,
  log: (error) => void logged.push(error),
  mail: {
    transport: smtpTransport({ url: post.url, deadlineMs: 20_000 }),
    sealer: stage.sealer,
    publicUrl: 'https://milepost.example',
    from: 'milepost@harbour.example',
  },
})
const questions = async (dealId: string) =>
  stage.within((sql) =>
    sql<{ attention_id: string; cause: string; kind: string; title: string; detail: string }>(
      "select attention_id, cause, kind, title, detail from attention where deal_id = $1 and kind <> 'ready_to_bill' and settled_at is null order by cause",
      [dealId],
    ),
  )
const press = async (asked: { attention_id: string } | undefined, action: string) => {
  const path = `/attention/${must(asked).attention_id}/settle`
  expect((await api.ask('POST', path, { action })).status).toBe(200)
}
const retry = (asked: { attention_id: string } | undefined) => press(asked, 'retry')
const change = (text: string, values: readonly unknown[]) => stage.within((sql) => sql(text, values))
/** As the owner of the tables, past what keeps certificates as they are. */
async function setContent(certificateId: string, content: string): Promise<void> {
  const client = new Client({ connectionString: stage.databaseUrl })
  await client.connect()
  const certificates = 'alter table milepost.certificate'
  try {
    await client.query(`${certificates} disable trigger user, no force row level security`)
    const text = 'update milepost.certificate set content = $2 where certificate_id = $1'
    expect((await client.query(text, [certificateId, content])).rowCount).toBe(1)
  } finally {
    await client.query(`${certificates} enable trigger user, force row level security`)
    await client.end()
  }
}
/** Carries one message where it is due. Answers whether it was. */
async function carry(message: () => Promise<Message>): Promise<boolean> {
  const { messageId, leased } = await message()
  if (leased) throw new Error('somebody has it in hand')
  const bounds = { most: 50, perWorkspace: 50, leaseMs: 1, gatherMs: 0, sweepMs: DAY }
  const claims = await claimNext(stage.database, 'outbox', bounds)
  const mine = claims.find(({ subjectId }) => subjectId === messageId)
  if (mine) await wire(parts()).outbox(mine)
  return mine !== undefined
}

describe('an e-mail', () => {
  async function promised() {
    deals += 1
    const dealId = String(deals)
    await stage.within((sql) => addDeal(sql, dealId))
    const approval = { required: true, approvers: [ana] }
    const { ids } = await plan(stage, dealId, { ...draftOf('100', [fixed('Design', '100')]), approval })
    const milestoneId = must(ids[0])
    await stage.within((sql) => submitMilestone(sql, owner, { milestoneId, note: null }))
    const rounds = await stage.within((sql) => latestRounds(sql, [milestoneId]))
    const { roundId, snapshot } = must(rounds.get(milestoneId))
    const [row] = await stage.within((sql) =>
      sql<{ mail_id: string }>('select mail_id from mail where deal_id = $1', [dealId]),
    )
    const mailId = must(row).mail_id
    return {
      dealId,
      /** Whether its round can be read. */
      breakRound: (broken: boolean) =>
        change('update approval_round set snapshot = $2 where round_id = $1', [
          roundId,
          JSON.stringify(broken ? null : snapshot),
        ]),
      message: async () => must(await stage.within((sql) => readMessageOf(sql, 'mail.send', mailId))),
      state: async () => must((await stage.within((sql) => readMails(sql, [mailId])))[0]).state,
    }
  }

  test('whose round can’t be read is asked about, and leaves once it can', async () => {
    const { dealId, breakRound, message, state } = await promised()
    await breakRound(true)
    for (let tries = 0; tries < limits.attemptsBeforeAttention; tries += 1) {
      expect(await questions(dealId)).toEqual([])
      expect([await carry(message), await carry(message)]).toEqual([true, false])
      stage.advance(QUARTER)
    }
    const [asked] = await questions(dealId)
    expect(asked).toMatchObject({
      kind: 'stuck',
      title: 'Milepost can’t send the e-mail that asks for the review to Ana Ruiz',
      detail: expect.stringMatching(
        /Milepost itself failed at it; its log says where.*quarter of an hour.*time to answer has not begun/,
      ),
    })
    expect([await state(), post.taken.length]).toEqual(['waiting', 0])
    expect(logged).toHaveLength(limits.attemptsBeforeAttention)

    await retry(asked)
    expect(await carry(message)).toBe(true)
    // Tried at once, and failed again.
    expect(await questions(dealId)).toHaveLength(1)
    await breakRound(false)
    stage.advance(QUARTER)
    expect(await carry(message)).toBe(true)
    expect([await state(), post.taken.length]).toEqual(['delivered', 1])
    expect(await questions(dealId)).toEqual([])
  })

  test('that has left when our side fails is not sent twice; a person is asked what became of it', async () => {
    const { dealId, breakRound, message } = await promised()
    const mail = must(parts().mail)
    const transport: typeof mail.transport = {
      async send(...letter) {
        const answer = await mail.transport.send(...letter)
        await breakRound(true)
        return answer
      },
    }
    const claim = { workspaceId: stage.workspaceId, subjectId: (await message()).messageId }
    await wire({ ...parts(), mail: { ...mail, transport } }).outbox(claim)
    expect(post.taken).toHaveLength(1)
    for (let tries = 0; tries < limits.attemptsBeforeAttention; tries += 1) {
      stage.advance(QUARTER)
      expect(await carry(message)).toBe(true)
    }
    expect(await questions(dealId)).toMatchObject([{ kind: 'stuck' }])
    await breakRound(false)
    stage.advance(QUARTER)
    expect(await carry(message)).toBe(true)
    expect(await questions(dealId)).toMatchObject([
      { kind: 'mail', title: expect.stringContaining('is unclear') },
    ])
    expect(post.taken).toHaveLength(1)
  })
})

test('a certificate that can’t be read is asked about, and comes to its deal once it can', async () => {
  const one = await approvedDeal(stage, salesperson(stage), 'prepare')
  const { certificateId } = one
  const [words] = await stage.within((sql) =>
    sql<{ content: string }>('select content from certificate where certificate_id = $1', [certificateId]),
  )
  await setContent(certificateId, '{')
  for (let tries = 0; tries < limits.attemptsBeforeAttention; tries += 1) {
    expect(await questions(one.dealId)).toEqual([])
    expect([await carry(one.message), await carry(one.message)]).toEqual([true, false])
    stage.advance(QUARTER)
  }
  const [asked] = await questions(one.dealId)
  expect(asked).toMatchObject({
    kind: 'stuck',
    title: `The note with certificate ${one.number} can’t be written on its deal in HubSpot`,
    detail: expect.stringMatching(/Milepost itself failed at it; its log says where.*quarter of an hour/),
  })
  await retry(asked)
  expect(await carry(one.message)).toBe(true)
  expect(await questions(one.dealId)).toHaveLength(1)

  await setContent(certificateId, must(words).content)
  stage.advance(QUARTER)
  expect(await carry(one.message)).toBe(true)
  expect(await one.note()).toMatchObject({ state: 'noted' })
  expect(await questions(one.dealId)).toEqual([])
})
