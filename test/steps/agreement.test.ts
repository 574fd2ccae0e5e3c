/**
 * Goal: an acceptance keeps what was accepted, a wrong one can be taken back while nothing stands on it, and amounts
 * checked against the agreement say so until they differ. Method: the use cases on PostgreSQL, with people who err.
 */
import { randomUUID } from 'node:crypto'
import { completeMilestone } from '../../src/approvals/complete-milestone'
import type { DealFileKind } from '../../src/documents/file'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import { readHistory } from '../../src/history/history-table'
import { readDealPage } from '../../src/insight/read-deal-page'
import { acceptSchedule } from '../../src/schedules/accept-schedule'
import { checkDiffers } from '../../src/schedules/agreement-check'
import { attachFile } from '../../src/schedules/attach-file'
import { changeMilestone, removeMilestone } from '../../src/schedules/change-milestone'
import { checkAgreement, uncheckAgreement } from '../../src/schedules/check-agreement'
import { deleteFile } from '../../src/schedules/delete-file'
import { readSignedAcceptance } from '../../src/schedules/read-acceptance'
import { withdrawAcceptance } from '../../src/schedules/withdraw-acceptance'
import { milestonesApart } from '../fixtures/milestones-apart'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { owner, usd } from '../fixtures/plan'
import { planning, threeParts } from '../fixtures/planning'
import { pdf } from '../fixtures/sample-files'

let office: Office
beforeAll(async () => {
  office = await openOffice({ delivery: 'prepare' })
})
afterAll(() => office.close())
const { read } = planning(() => office)

const attach = (dealId: string, words: string, kind: DealFileKind = 'agreement') =>
  office.within((sql) =>
    attachFile(sql, owner, bytesInDatabase(sql), {
      dealId,
      kind,
      note: null,
      name: `${words}.pdf`,
      bytes: pdf(`/Title(${words})`),
    }),
  )
const accept = (dealId: string, more: { on?: string; by?: string; fileIds?: readonly string[] } = {}) =>
  office.within((sql) =>
    acceptSchedule(sql, owner, { dealId, on: '2026-03-01', by: 'Ana', ifVersion: null, ...more }),
  )
const withdraw = (dealId: string, ifVersion: number | null = null) =>
  office.within((sql) => withdrawAcceptance(sql, owner, { dealId, reason: 'Wrong client', ifVersion }))
const standing = async (dealId: string) => {
  const { schedule } = await read(dealId)
  return office.within((sql) => readSignedAcceptance(sql, schedule.scheduleId))
}
const change = (milestoneId: string, patch: object) =>
  office.within((sql) => changeMilestone(sql, owner, { milestoneId, patch, ifVersion: null }))
const check = (
  milestoneId: string,
  fileId: string,
  place: string | null = 'p. 3',
  note: string | null = null,
) => office.within((sql) => checkAgreement(sql, owner, { milestoneId, fileId, place, note }))
const newest = async (dealId: string) =>
  must((await office.within((sql) => readHistory(sql, { dealId, limit: 1 })))[0])

describe('an acceptance', () => {
  test('keeps the plan’s hash and the signed files, and says them in the history', async () => {
    const { dealId } = await office.plan(threeParts)
    const [agreement, signed] = [await attach(dealId, 'SOW'), await attach(dealId, 'signed', 'sign_off')]
    await accept(dealId, { fileIds: [signed.fileId, agreement.fileId.toUpperCase()] })
    const held = must(await standing(dealId))
    expect(held.acceptance).toMatchObject({
      on: '2026-03-01',
      by: 'Ana',
      contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      controlBefore: 'open',
      recordedBy: owner.who,
    })
    expect(held.files.map((file) => file.name).sort()).toEqual(['SOW.pdf', 'signed.pdf'])
    const { after } = await newest(dealId)
    expect(after).toMatchObject({ on: '2026-03-01', planHash: held.acceptance.contentHash })
    expect(after).toHaveProperty(
      'files',
      expect.arrayContaining([{ name: 'signed.pdf', sha256: signed.sha256 }]),
    )
  })

  test('of the same plan has the same hash, of any other another', async () => {
    const hashOf = async (patch: object | null) => {
      const { dealId, ids } = await office.plan(threeParts)
      if (patch) await change(must(ids[0]), patch)
      await accept(dealId)
      return must(await standing(dealId)).acceptance.contentHash
    }
    const hashes = [
      await hashOf(null),
      await hashOf({ amount: usd('15000.01') }),
      await hashOf({ criteria: ['Signed'] }),
      await hashOf({ deliverable: 'A paper' }),
      await hashOf({ name: 'Strategie' }),
      await hashOf({ plannedOn: '2027-01-01' }),
    ]
    expect(new Set(hashes).size).toBe(hashes.length)
    expect(await hashOf(null)).toBe(hashes[0])
  })

  test('of a day that has not come where the workspace is, is refused; of today it is not', async () => {
    const { dealId } = await office.plan(threeParts)
    const day = (ahead: number) =>
      new Date(office.clock.now().getTime() + ahead * 86_400_000).toISOString().slice(0, 10)
    expect(await refusalOf(accept(dealId, { on: day(1) }))).toMatchObject({
      status: 422,
      errors: [{ pointer: '/on', detail: expect.stringContaining('has not come yet') }],
    })
    await accept(dealId, { on: day(0) })
  })

  test('with files of another deal, or of none, is refused by their places, and nothing is accepted', async () => {
    const [{ dealId }, other] = [await office.plan(threeParts), await office.plan(threeParts)]
    const [own, theirs] = [await attach(dealId, 'own'), await attach(other.dealId, 'theirs')]
    const fileIds = [own.fileId, theirs.fileId, randomUUID(), 'no id at all']
    const refused = await refusalOf(accept(dealId, { fileIds }))
    expect(refused).toMatchObject({ code: 'validation_failed', status: 422 })
    expect((refused['errors'] as { pointer: string }[]).map((each) => each.pointer)).toEqual([
      '/fileIds/1',
      '/fileIds/2',
      '/fileIds/3',
    ])
    expect((await read(dealId)).schedule.acceptedOn).toBeNull()
    await office.within((sql) => deleteFile(sql, owner, bytesInDatabase(sql), own.fileId))
  })

  test('repeated with the same day, name and files is the same; with others it is refused', async () => {
    const { dealId } = await office.plan(threeParts)
    const [one, two] = [await attach(dealId, 'one', 'sign_off'), await attach(dealId, 'two', 'sign_off')]
    await accept(dealId, { fileIds: [one.fileId] })
    const before = await newest(dealId)
    await accept(dealId, { fileIds: [one.fileId] })
    await accept(dealId)
    expect(await newest(dealId)).toEqual(before)
    for (const other of [
      { fileIds: [two.fileId] },
      { fileIds: [one.fileId, two.fileId] },
      { fileIds: [] },
      { on: '2026-03-02' },
      { by: 'Ben' },
    ]) {
      const refused = await refusalOf(accept(dealId, other))
      expect(refused).toMatchObject({ code: 'schedule_accepted', status: 409 })
      expect(refused['detail']).toContain('an admin or the owner can take it back')
    }
  })
})

describe('a wrong acceptance is taken back', () => {
  test('the plan is as it was, and its files can go', async () => {
    const { dealId, ids } = await office.plan({ ...threeParts, control: 'open' })
    const file = await attach(dealId, 'wrong', 'sign_off')
    await accept(dealId, { fileIds: [file.fileId] })
    const refused = await refusalOf(change(must(ids[0]), { amount: usd('1') }))
    expect(refused.code).toBe('change_order_required')
    await withdraw(dealId)
    expect((await read(dealId)).schedule).toMatchObject({
      acceptedOn: null,
      acceptedBy: null,
      terms: { control: 'open' },
    })
    expect(await newest(dealId)).toMatchObject({
      what: 'Took back the acceptance of the schedule by Ana',
      before: { on: '2026-03-01', control: 'formal' },
      after: { control: 'open', reason: 'Wrong client' },
    })
    await change(must(ids[0]), { amount: usd('1') })
    await office.within((sql) => deleteFile(sql, owner, bytesInDatabase(sql), file.fileId))
    await accept(dealId, { by: 'Ben' })
    expect(must(await standing(dealId)).acceptance.by).toBe('Ben')
  })

  test('repeating it changes nothing; where there never was one, it says so', async () => {
    const { dealId } = await office.plan(threeParts)
    expect(await refusalOf(withdraw(dealId))).toMatchObject({ code: 'not_accepted', status: 409 })
    await accept(dealId)
    await withdraw(dealId)
    const before = await newest(dealId)
    await withdraw(dealId)
    expect(await newest(dealId)).toEqual(before)
    expect(await refusalOf(withdraw('999999999'))).toMatchObject({ code: 'not_found' })
    expect(await refusalOf(withdraw(dealId, 999))).toMatchObject({ code: 'version_conflict' })
  })

  test('a control that was formal before stays formal', async () => {
    const { dealId } = await office.plan({ ...threeParts, control: 'formal' })
    await accept(dealId)
    await withdraw(dealId)
    expect((await read(dealId)).schedule.terms.control).toBe('formal')
  })

  test('not while work is billed under it, and not once a change order was approved', async () => {
    const { dealId, ids } = await office.plan({ ...threeParts, delivery: 'post' })
    await accept(dealId)
    await office.within((sql) =>
      completeMilestone(sql, owner, office.parts, { milestoneId: must(ids[0]), note: null }),
    )
    expect(await refusalOf(withdraw(dealId))).toMatchObject({
      code: 'already_billed',
      detail: expect.stringContaining('“Strategy” is billed under this acceptance.'),
    })
    const changed = await office.plan(threeParts)
    await accept(changed.dealId)
    await office.within((sql) =>
      sql(
        `insert into change_order (workspace_id, schedule_id, number, state, reason, currency, drafted_by)
         values (milepost.current_workspace(), $1, 1, 'approved', 'More', 'USD', 'Ana')`,
        [changed.scheduleId],
      ),
    )
    expect(await refusalOf(withdraw(changed.dealId))).toMatchObject({ code: 'change_order_required' })
    expect((await read(changed.dealId)).schedule.acceptedBy).toBe('Ana')
  })
})

describe('an amount is checked against the agreement', () => {
  const seen = async (dealId: string, milestoneId: string) => {
    const page = await office.within((sql) => readDealPage(sql, office.clock, dealId))
    expect(await milestonesApart(office, dealId)).toEqual([])
    const held = page.checks.get(milestoneId)
    const milestone = must(page.tracker?.milestones.find((of) => of.milestone.milestoneId === milestoneId))
    return held ? (checkDiffers(held, milestone.milestone, 'USD', page.agreement) ?? 'holds') : null
  }

  test('it holds, until the amount or the agreement changes; both are said', async () => {
    const { dealId, ids } = await office.plan(threeParts)
    const milestoneId = must(ids[0])
    const { fileId } = await attach(dealId, 'v1')
    expect(await seen(dealId, milestoneId)).toBeNull()
    await check(milestoneId, fileId)
    expect(await seen(dealId, milestoneId)).toBe('holds')
    expect(await newest(dealId)).toMatchObject({
      what: 'Checked the amount of “Strategy” against the agreement, version 1',
      milestoneId,
      before: null,
      after: { amount: '$15,000.00', version: 1, where: 'p. 3', note: null },
    })
    await change(milestoneId, { amount: usd('16000') })
    expect(await seen(dealId, milestoneId)).toBe('Differs: the amount was $15,000.00 when checked.')
    const second = await attach(dealId, 'v2')
    expect(await seen(dealId, milestoneId)).toBe(
      'Differs: the amount was $15,000.00 when checked, and version 2 of the agreement came since.',
    )
    await check(milestoneId, second.fileId)
    expect(await seen(dealId, milestoneId)).toBe('holds')
    await change(milestoneId, { name: 'Renamed', criteria: ['other'] })
    expect(await seen(dealId, milestoneId)).toBe('holds')
  })

  test('the same check again is one entry; taking it back is one, and again nothing', async () => {
    const { dealId, ids } = await office.plan(threeParts)
    const milestoneId = must(ids[0])
    const { fileId } = await attach(dealId, 'v1')
    await check(milestoneId, fileId)
    const before = await newest(dealId)
    await check(milestoneId, fileId)
    expect(await newest(dealId)).toEqual(before)
    await check(milestoneId, fileId, 'p. 4', 'with the annex')
    expect(await newest(dealId)).toMatchObject({ before: { where: 'p. 3' }, after: { where: 'p. 4' } })
    const back = () => office.within((sql) => uncheckAgreement(sql, owner, { milestoneId }))
    await back()
    const after = await newest(dealId)
    expect(after.what).toBe('Took back the check of “Strategy” against the agreement')
    await back()
    expect(await newest(dealId)).toEqual(after)
    expect(await seen(dealId, milestoneId)).toBeNull()
  })

  test('only against an agreement of the same deal', async () => {
    const [{ dealId, ids }, other] = [await office.plan(threeParts), await office.plan(threeParts)]
    const photo = await attach(dealId, 'photo', 'other')
    const theirs = await attach(other.dealId, 'theirs')
    for (const fileId of [photo.fileId, theirs.fileId, randomUUID(), 'none']) {
      expect(await refusalOf(check(must(ids[0]), fileId))).toMatchObject({
        status: 422,
        errors: [{ pointer: '/fileId' }],
      })
    }
    expect(await refusalOf(check(randomUUID(), photo.fileId))).toMatchObject({ code: 'not_found' })
  })

  test('an agreement that was checked against stays until the checks are taken back', async () => {
    const { dealId, ids } = await office.plan(threeParts)
    const { fileId } = await attach(dealId, 'v1')
    for (const id of ids.slice(0, 2)) await check(id, fileId)
    const remove = () => office.within((sql) => deleteFile(sql, owner, bytesInDatabase(sql), fileId))
    expect(await refusalOf(remove())).toMatchObject({
      code: 'file_in_use',
      detail: '“v1.pdf” stays: 2 amounts were checked against it. Take the checks back first.',
    })
    await office.within((sql) => uncheckAgreement(sql, owner, { milestoneId: must(ids[0]) }))
    // Work that is removed from the plan takes its check with it.
    await office.within((sql) => removeMilestone(sql, owner, { milestoneId: must(ids[1]), ifVersion: null }))
    await remove()
  })
})
