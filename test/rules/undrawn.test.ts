/**
 * Goal: what stays of a deposit that nothing draws any more is known to the cent, and unknown rather than guessed. Method: work
 * billed beside deposits that are not paid, or paid in part, or could not be read.
 */
import { undrawnOf } from '../../src/invoices/deposits/undrawn'
import type { Deposit } from '../../src/schedules/money-terms'
import { depositJob } from '../fixtures/deposit-job'
import { must } from '../fixtures/must'

const advance: { deposit: Deposit } = { deposit: { mode: 'advance', share: { percent: '20' } } }

describe('what stays of a deposit that nothing draws any more', () => {
  const stays = (job: ReturnType<typeof depositJob>) =>
    undrawnOf(job.schedule, job.milestones, job.billed)?.map(({ minor, paidMinor }) => [minor, paidMinor])
  const begun = (contract: bigint, amounts: readonly bigint[], isPaid: boolean) => {
    const job = depositJob(contract, [...amounts], advance)
    job.billDeposit(null, isPaid)
    return job
  }

  test('nothing, while work is to be billed; then all that was not drawn, paid or not', () => {
    const job = begun(100_000n, [50_000n, 50_000n], false)
    expect(stays(job)).toEqual([])
    job.bill(must(job.milestones[0]))
    expect(stays(job)).toEqual([])
    job.bill(must(job.milestones[1]))
    expect(stays(job)).toEqual([[20_000n, 0n]])
    job.change(0, (each) => ({ ...each, invoice: { ...must(each.invoice), balanceMinor: 5_000n } }))
    expect(stays(job)).toEqual([[20_000n, 15_000n]])
  })

  test('drawn in full nothing stays; what is agreed and not planned yet may draw as much as it comes to', () => {
    const drawnInFull = begun(100_000n, [100_000n], true)
    drawnInFull.bill(must(drawnInFull.milestones[0]))
    expect(stays(drawnInFull)).toEqual([])
    const unplanned = begun(100_000n, [85_000n], false)
    unplanned.bill(must(unplanned.milestones[0]))
    expect(stays(unplanned)).toEqual([[5_000n, 0n]])
  })

  test('an invoice of it that could not be read makes it unknown', () => {
    const job = begun(100_000n, [100_000n], false)
    job.bill(must(job.milestones[0]))
    job.change(0, (each) => ({ ...each, invoice: null, paidMinor: null, creditedMinor: null }))
    expect(stays(job)).toBeUndefined()
  })
})
