import { readDocuments } from '../invoices/books/document-table'
import { dropUntold, readUntold, type Touched } from '../invoices/books/untold-document-table'
import { lockIntentsOf } from '../invoices/intent-table'
import { failureOf, markersIn, type TellLog, type Within, whyOf } from './apply-found'
import { applyInvoices, tellHistory } from './apply-invoices'
import { setAside, type Unreadable } from './settle-events'

/** So many invoices are compared in one transaction, so that a reading of tens of thousands holds no lock for long. */
const AT_ONCE = 200

/**
 * Compares, tells and asks about everything that a reading stored, once all of it is stored. Each part is told in a
 * transaction of its own and forgotten with it, so that a reading that breaks off goes on where it was. `hold` is called
 * between two. What can't be followed holds up nothing else, and is answered.
 */
export async function tellUntold(
  within: Within,
  hold: () => Promise<void>,
  tell: TellLog,
): Promise<Unreadable[]> {
  const refused: Unreadable[] = []
  for (;;) {
    const next = await within((sql) => readUntold(sql, AT_ONCE))
    if (next.invoices.length + next.refunds.length === 0) return refused
    refused.push(...(await tellPart(within, next, tell)))
    await hold()
  }
}

async function tellPart(within: Within, part: Touched, tell: TellLog): Promise<Unreadable[]> {
  const work = () =>
    failureOf(() =>
      within(async (sql) => {
        const documents = await readDocuments(sql, 'Invoice', part.invoices)
        await lockIntentsOf(sql, {
          quickbooksIds: part.invoices,
          markers: markersIn([...documents.values()]),
        })
        const story = await applyInvoices(sql, part.invoices, new Set(part.refunds))
        await dropUntold(sql, part)
        await tellHistory(sql, story)
      }),
    )
  const error = await work()
  if (error === null) return []
  const two = halvesOf(part)
  if (two !== null)
    return [...(await tellPart(within, two[0], tell)), ...(await tellPart(within, two[1], tell))]
  const again = await work()
  if (again === null) return []
  const kind = part.invoices.length > 0 ? 'Invoice' : 'RefundReceipt'
  const [id = ''] = [...part.invoices, ...part.refunds]
  tell(again, { kind, id })
  // Its question stands for it from now on, and it is read again by its id: both begin as it is forgotten here.
  return within(async (sql) => {
    const at = (await readDocuments(sql, kind, [id])).get(id)?.changedAt ?? null
    const left: Unreadable = { kind, id, at, refused: { why: whyOf(again) } }
    await dropUntold(sql, part)
    await setAside(sql, [left], [])
    return [left]
  })
}

/** Two halves in their order, refunds behind invoices; null where there is nothing to halve. */
function halvesOf({ invoices, refunds }: Touched): readonly [Touched, Touched] | null {
  const count = invoices.length + refunds.length
  if (count < 2) return null
  const cut = Math.ceil(count / 2)
  const inRefunds = Math.max(cut - invoices.length, 0)
  return [
    { invoices: invoices.slice(0, cut), refunds: refunds.slice(0, inRefunds) },
    { invoices: invoices.slice(cut), refunds: refunds.slice(inRefunds) },
  ]
}
