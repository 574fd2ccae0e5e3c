/**
 * Goal: silence never overtakes an answer that came in time, and an approval that is taken back is asked for again as it was,
 * in words of its own, with the reason kept inside. Method: a mail server over a socket, a clock that is moved past the end
 * while QuickBooks keeps an answer waiting, and what the client then reads.
 */
import http from 'node:http'
import { usualUploads } from '../../config/upload-limits'
import { completeOnTrigger } from '../../src/approvals/complete-on-trigger'
import { submitMilestone } from '../../src/approvals/submit-milestone'
import { takeBack } from '../../src/approvals/take-back'
import { noteArrival } from '../../src/approvals/windows/answer-arrival-table'
import { formMemory } from '../../src/http/form-memory'
import { mailing, tokenIn } from '../fixtures/mailing'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { ana, at, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { openPostOffice, type PostOffice } from '../fixtures/post-office'

let office: Office
let post: PostOffice
let portal: Portal
/** What every answer that bills waits for. */
let quickbooks: Promise<void>
let learned = 0
beforeEach(async () => {
  office = await openOffice({ delivery: 'post', calendar: { country: 'US', region: null } })
  post = await openPostOffice()
  quickbooks = Promise.resolve()
  learned = 0
  portal = await openPortalDoor(office, undefined, {
    learnBillingFacts: async () => {
      learned += 1
      await quickbooks
    },
  })
})
afterEach(async () => {
  await portal.close()
  await post.close()
  await office.close()
})
const { sendAll, watch, moveTo } = mailing(
  () => office,
  () => post,
)
const { round, read, kept } = reviews(() => office)
const noFile = [{ item: 'Photos', fileIds: [], note: 'It is all under ground' }]

/** Asked on the Tuesday before Thanksgiving, with three business days to answer: until Monday night. */
async function asked() {
  moveTo('2026-11-24T15:00:00Z')
  const { ids, dealId, scheduleId } = await office.plan({
    ...draftOf('1000.00', [fixed('Design', '1000.00', { evidenceRequired: ['Photos'] })]),
    customer: { quickbooksId: '1' },
    item: { quickbooksId: '1' },
    approval: { required: true, approvers: [ana], windowDays: 3, deemed: true },
  })
  const id = must(ids[0])
  await office.within((sql) => submitMilestone(sql, owner, { milestoneId: id, note: null, answers: noFile }))
  await sendAll(dealId)
  return { id, dealId, scheduleId, token: tokenIn(must(post.taken.at(-1)).raw) }
}
async function reminded(dealId: string) {
  moveTo('2026-11-27T14:00:00Z')
  await watch()
  await sendAll(dealId)
}
const arrivals = () => office.within((sql) => sql('select * from answer_arrival'))

test('an answer that came in the last second counts, however long QuickBooks keeps it', async () => {
  const { id, dealId, scheduleId, token } = await asked()
  await reminded(dealId)
  const end = must((await round(id)).endsAt).getTime()
  const shown = await portal.page(token)
  let letGo: () => void = () => undefined
  quickbooks = new Promise((resolve) => (letGo = resolve))
  moveTo(new Date(end - 500).toISOString())
  const answer = portal.answer(token, at(id, 'approve'), {}, shown)
  while ((await arrivals()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  moveTo(new Date(end + 3_000).toISOString())
  await Promise.all([watch(), watch()])
  expect((await round(id)).state).toBe('open')
  letGo()
  expect((await answer).status).toBe(200)
  await watch()
  expect((await round(id)).state).toBe('approved')
  expect((await kept(id)).map(({ decision }) => decision)).toEqual(['approve'])
  expect(await office.intents(scheduleId)).toHaveLength(1)
  expect(await arrivals()).toEqual([])
  expect(learned).toBe(1)
})

test('an answer counts from when it began to come, though its files come slowly; one that breaks off is not waited for', async () => {
  const { id, dealId, token } = await asked()
  await reminded(dealId)
  const end = must((await round(id)).endsAt).getTime()
  const { csrf, version } = await portal.page(token)
  const begin = () => {
    const form = http.request(portal.url.replace('/api/portal', `/portal/${token}${at(id, 'approve')}`), {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    })
    form.write('--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nslow')
    return form
  }
  const until = async (count: number) => {
    while ((await arrivals()).length !== count) await new Promise((resolve) => setTimeout(resolve, 10))
  }
  // Half a minute before: several requests must come in time, on a busy machine too.
  moveTo(new Date(end - 30_000).toISOString())
  const broken = begin().on('error', () => undefined)
  await until(1)
  broken.destroy()
  await until(0)
  const form = begin()
  const answered = new Promise<number | undefined>((resolve, reject) => {
    form.once('error', reject)
    form.once('response', (response) => resolve(response.resume().statusCode))
  })
  await until(1)
  moveTo(new Date(end + 40_000).toISOString())
  await watch()
  expect((await round(id)).state).toBe('open')
  for (const [name, value] of Object.entries({ csrf, version, name: 'Ana', confirm: 'yes' }))
    form.write(`\r\n--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}`)
  form.end('\r\n--x--\r\n')
  expect(await answered).toBe(303)
  expect((await kept(id)).map(({ decision }) => decision)).toEqual(['approve'])
  expect(await arrivals()).toEqual([])
})

test('asking for changes asks QuickBooks nothing, and what is refused is not waited for', async () => {
  const { id, token } = await asked()
  expect((await portal.answer(token, at(id, 'request-revision'))).status).toBe(422)
  expect(await arrivals()).toEqual([])
  expect((await portal.answer(token, at(id, 'request-revision'), { reason: 'Too blue' })).status).toBe(200)
  expect(learned).toBe(0)
})

test('one that nobody works on any more is waited for some minutes, and one that came late not at all', async () => {
  const { id, dealId } = await asked()
  await reminded(dealId)
  const end = must((await round(id)).endsAt).getTime()
  moveTo(new Date(end).toISOString())
  await office.within((sql) => noteArrival(sql, id))
  moveTo(new Date(end + 10_000).toISOString())
  await watch()
  expect((await round(id)).state).toBe('open')
  await office.within((sql) => noteArrival(sql, id))
  moveTo(new Date(end + 249_000).toISOString())
  await watch()
  expect((await round(id)).state).toBe('open')
  moveTo(new Date(end + 260_000).toISOString())
  await watch()
  expect((await round(id)).state).toBe('deemed')
  expect((await read(id)).completedHow).toBe('silence')
})

test('one for whose file there was no room counts from when it first came, if it comes again soon; not for ever', async () => {
  const memory = formMemory({ ...usualUploads, fileBytes: 1_000, filesPerForm: 1 }, 1_000)
  const door = await openPortalDoor(office, undefined, { memory })
  try {
    const [other, ana_] = [await asked(), await asked()]
    const late = await asked()
    for (const { dealId } of [other, ana_, late]) await reminded(dealId)
    const end = must((await round(ana_.id)).endsAt).getTime()
    const address = ({ id, token }: typeof other) =>
      door.url.replace('/api/portal', `/portal/${token}${at(id, 'approve')}`)
    const slow = http
      .request(address(other), {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      })
      .on('error', () => undefined)
    slow.write('--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n')
    slow.write('a'.repeat(900))
    while (memory.held() === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    const turnedAway = async (whose: typeof other) => {
      const form = new FormData()
      form.append('files', new Blob(['b'.repeat(500)]), 'b.txt')
      return (await fetch(address(whose), { method: 'POST', body: form })).status
    }
    moveTo(new Date(end - 30_000).toISOString())
    expect([await turnedAway(ana_), await turnedAway(late)]).toEqual([503, 503])
    moveTo(new Date(end + 90_000).toISOString())
    await watch()
    expect((await round(ana_.id)).state).toBe('open')
    expect((await door.answer(ana_.token, at(ana_.id, 'approve'))).status).toBe(200)
    expect((await kept(ana_.id)).map(({ decision }) => decision)).toEqual(['approve'])
    // Whoever is turned away again and again puts nothing off: only what came in time is waited for.
    moveTo(new Date(end + 200_000).toISOString())
    expect(await turnedAway(late)).toBe(503)
    moveTo(new Date(end + 260_000).toISOString())
    await watch()
    expect((await round(late.id)).state).toBe('deemed')
    slow.destroy()
  } finally {
    await door.close()
  }
})

describe('an approval that is taken back', () => {
  const revoke = (milestoneId: string, tellClient: boolean) =>
    office.within((sql) =>
      takeBack(sql, owner, office.parts.billing, {
        milestoneId,
        how: 'revoke',
        reason: 'Our margin was wrong',
        tellClient,
      }),
    )

  test.each([
    false,
    true,
  ])('is asked for again, with what was said of evidence; the client reads the reason: %s', async (tells) => {
    const { id, dealId, token } = await asked()
    expect((await portal.answer(token, at(id, 'approve'))).status).toBe(200)
    await revoke(id, tells)
    const again = await round(id)
    expect(again).toMatchObject({ number: 2, state: 'open', takesBack: 'approval' })
    expect(again.snapshot.required).toEqual(noFile)
    expect(again.note).toBe(tells ? 'Our margin was wrong' : null)
    await sendAll(dealId)
    const letter = must(post.taken.filter(({ raw }) => raw.includes('Subject: ')).at(-1)).raw.replace(
      /=\r?\n/g,
      '',
    )
    expect(letter).toContain('took back the approval of')
    expect(letter.includes('Our margin was wrong')).toBe(tells)
    const page = await portal.page(token)
    expect(page.history[0]).toMatchObject({
      what: 'Took back the approval of “Design”, and asks again: round 2',
    })
    expect(JSON.stringify(page).includes('Our margin was wrong')).toBe(tells)
    expect((await portal.answer(token, at(id, 'approve'))).status).toBe(200)
  })

  test('is nobody’s where its day completed the work: the client is asked, and told of no approval', async () => {
    moveTo('2027-01-06T10:00:00Z')
    const { ids, dealId } = await office.plan({
      ...draftOf('1000.00', [
        fixed('Design', '1000.00', {
          plannedOn: '2027-01-08',
          trigger: { on: [], date: '2027-01-08' },
        }),
      ]),
      approval: { required: true, approvers: [ana], windowDays: 3, deemed: false },
    })
    const id = must(ids[0])
    moveTo('2027-01-09T10:00:00Z')
    const { database, clock, parts } = office
    await completeOnTrigger(
      { database, clock, billing: parts.billing, random: () => 0.5 },
      office.workspaceId,
      id,
    )
    expect((await read(id)).completedHow).toBe('trigger')
    await revoke(id, false)
    expect(await round(id)).toMatchObject({ number: 1, state: 'open', takesBack: null })
    await sendAll(dealId)
    const letter = must(post.taken.at(-1)).raw.replace(/=\r?\n/g, '')
    expect(letter).toContain('is ready, and')
    expect(letter).not.toContain('took back')
    const told = await office.within((sql) =>
      sql<{ what: string }>(`select what from history where milestone_id = $1 and what like 'Took back%'`, [
        id,
      ]),
    )
    expect(told).toEqual([{ what: 'Took back that “Design” is done' }])
  })

  test('goes back to the work where submitting it would be refused: nobody is asked without the evidence', async () => {
    const { id, dealId, token } = await asked()
    await portal.answer(token, at(id, 'approve'))
    await office.within((sql) =>
      sql(
        `update milestone set details = jsonb_set(details, '{evidenceRequired}', '["Photos", "Test log"]')
           where milestone_id = $1`,
        [id],
      ),
    )
    await revoke(id, false)
    expect((await read(id)).workStatus).toBe('in_progress')
    expect(await round(id)).toMatchObject({ number: 1, state: 'approved' })
    // Whoever approved it is told all the same, once; the reason stays inside.
    await sendAll(dealId)
    const letters = post.taken.filter(({ raw }) => raw.includes('was taken back'))
    expect(letters.map(({ to }) => to.toLowerCase())).toEqual(['ana@client.example'])
    expect(must(letters[0]).raw.replace(/=\r?\n/g, '')).toContain('took back the approval of')
    expect(JSON.stringify(letters)).not.toContain('Our margin was wrong')
  })
})
