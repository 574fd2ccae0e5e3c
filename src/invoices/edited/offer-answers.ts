import type { OpenAttention } from '../../attention/attention-table'
import type { Sql } from '../../postgres/database'
import { isOfDatabase } from '../../postgres/passing'
import type { BillingIntent } from '../intent'
import { readWholeIntents } from '../intent-table'
import { type EditedInvoice, readEdits } from './read-edit'

const TAKES = ['restore', 'accept_as_change_order'] as const

/**
 * Questions with the answers that can be carried out as of now: whether an edited invoice can be put back, or agreed to, hangs
 * on money that came, on the books' closing and on other payers, none of which asks the question again. Where that can't be
 * worked out of one, neither is offered of it. As many statements for many as for one. Reading only.
 */
export async function offerAnswers(sql: Sql, items: readonly OpenAttention[]): Promise<OpenAttention[]> {
  const asked = new Set(items.flatMap((item) => (asksOf(item) ? (item.intentId ?? []) : [])))
  const { edits, unknown } = await readByHalves(sql, await readWholeIntents(sql, [...asked]))
  return items.map((item) => {
    const id = asksOf(item) ? (item.intentId ?? '') : ''
    const edited = edits.get(id)
    if (!edited && !unknown.has(id)) return item
    const can: Readonly<Record<(typeof TAKES)[number], boolean>> = {
      restore: edited?.whyNotRestored === null,
      accept_as_change_order: edited?.whyNotAccepted === null,
    }
    return { ...item, offered: item.actions.filter(({ action }) => !isTaken(action) || can[action]) }
  })
}

const asksOf = ({ kind, actions }: OpenAttention): boolean =>
  kind === 'edited' && actions.some(({ action }) => isTaken(action))

const isTaken = (action: string): action is (typeof TAKES)[number] => TAKES.some((each) => each === action)

interface ReadEdits {
  readonly edits: ReadonlyMap<string, EditedInvoice>
  /** The intents of which it can't be worked out. */
  readonly unknown: ReadonlySet<string>
}

/** What was edited of each; one of which that can't be worked out is found by halves, and leaves the others alone. */
async function readByHalves(sql: Sql, intents: readonly BillingIntent[]): Promise<ReadEdits> {
  try {
    return { edits: await readEdits(sql, intents), unknown: new Set() }
  } catch (error) {
    if (isOfDatabase(error)) throw error
  }
  if (intents.length === 1)
    return { edits: new Map(), unknown: new Set(intents.map(({ intentId }) => intentId)) }
  const middle = Math.ceil(intents.length / 2)
  const one = await readByHalves(sql, intents.slice(0, middle))
  const other = await readByHalves(sql, intents.slice(middle))
  return {
    edits: new Map([...one.edits, ...other.edits]),
    unknown: new Set([...one.unknown, ...other.unknown]),
  }
}
