/**
 * Goal: the comparison of two programs sees what it is for, and the sums of each what both have wrong alike. Method: the
 * program that hears little, or both, are broken, outside the code, in this test's own wiring: each fault must be found within
 * the histories of an ordinary build. What was found is printed.
 */
import fc from 'fast-check'
import type { Portal } from '../../../connectors/hubspot/portal'
import type { Company } from '../../../connectors/quickbooks/company'
import { must } from '../../fixtures/must'
import type { Plants } from '../mortal-process'
import { rewritten, tellsNobody } from '../plants'
import { reportOf } from '../run-model'
import type { Edit } from './edit'
import { fewEdits } from './edits'
import { playHistories } from './play-history'
import { openSide } from './side'

const PATIENCE = 120_000
const RUNS = 20

/** The feed says nothing of what was deleted. */
const buriesNothing = (company: Company): Company => ({
  ...company,
  changes: async (entities, since) => {
    const answer = await company.changes(entities, since)
    return answer.outcome === 'done' ? { ...answer, value: { ...answer.value, deleted: [] } } : answer
  },
})
/** Whatever was merged or deleted in HubSpot is taken for still there: as it was. */
const seesNoEnds = (portal: Portal): Portal => ({
  ...portal,
  readDeal: async (id) => {
    const answer = await portal.readDeal(id)
    return answer.outcome === 'done' && answer.value?.id !== id ? { ...answer, value: null } : answer
  },
})
/** The feed tells of invoices, and not of what paid them. */
const seesNoPayments = (company: Company): Company => ({
  ...company,
  changes: async (entities, since) => {
    const answer = await company.changes(entities, since)
    if (answer.outcome !== 'done') return answer
    return { ...answer, value: { ...answer.value, changed: { ...answer.value.changed, Payment: [] } } }
  },
})

/** What of a payment settles nothing yet is not read: it seems to be more than it is applied to. */
const readsNothingLeft = (company: Company): Company => ({
  ...company,
  changes: async (entities, since) => {
    const answer = await company.changes(entities, since)
    if (answer.outcome !== 'done') return answer
    const { changed } = answer.value
    const payments = changed.Payment?.map(({ UnappliedAmt: _, ...payment }) => payment) ?? []
    return { ...answer, value: { ...answer.value, changed: { ...changed, Payment: payments } } }
  },
})
/** Nobody is asked what becomes of a credit. */
const asksOfNoCredit = rewritten({
  text: (text) =>
    text.includes('insert into attention')
      ? text.replace('where not exists', "where $2 <> 'credited' and not exists")
      : text,
})

/** Everything that only a look at each vendor can tell: no webhook of these arrives. `beside`: what breaks who hears all. */
async function finds(
  plants: Plants,
  edits: readonly fc.Arbitrary<Edit>[],
  promise: RegExp,
  beside: Plants = {},
): Promise<void> {
  const [told, untold] = await Promise.all([openSide(false, beside), openSide(true, plants)])
  try {
    const steps = fc.array(fc.record({ edit: fc.oneof(...edits), fate: fc.constant('lost' as const) }), {
      minLength: 3,
      maxLength: 8,
      size: 'max',
    })
    const found = await fc.check(
      fc.asyncProperty(steps, (history) =>
        playHistories({ told, untold }, [{ steps: history, ending: 'lost' }]),
      ),
      { numRuns: RUNS, endOnFailure: true, seed: 1 },
    )
    const report = reportOf(found)
    process.stdout.write(`${must(expect.getState().currentTestName)}\n${report.slice(0, 1_500)}\n`)
    expect(found.failed).toBe(true)
    expect(report).toMatch(promise)
  } finally {
    await told.close()
    await untold.close()
  }
}

test(
  'deletions that the feed is silent of',
  () => finds({ company: buriesNothing }, fewEdits.deleting, /after one sweep/),
  PATIENCE,
)
test(
  'payments that the feed is silent of',
  () => finds({ company: seesNoPayments }, fewEdits.moving, /after one sweep/),
  PATIENCE,
)
test(
  'deals that were merged',
  () => finds({ portal: seesNoEnds }, fewEdits.merging, /after one sweep/),
  PATIENCE,
)
test(
  'properties that HubSpot is not told',
  () => finds({ portal: tellsNobody }, fewEdits.paying, /HubSpot's <deal 0>/),
  PATIENCE,
)
const both = (plants: Plants, edits: readonly fc.Arbitrary<Edit>[], promise: RegExp) =>
  finds(plants, edits, promise, plants)
test(
  'what is left of payments, which neither reads',
  () => both({ company: readsNothingLeft }, fewEdits.overpaying, /I4 the tie-out comes out: E/),
  PATIENCE,
)
test(
  'credits of which neither asks',
  () => both(asksOfNoCredit, fewEdits.crediting, /I4 what is open of a contract is asked about/),
  PATIENCE,
)
