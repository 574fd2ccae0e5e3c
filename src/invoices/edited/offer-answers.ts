import type { OpenAttention } from '../../attention/attention-table'
import type { Sql } from '../../postgres/database'
import { readIntent } from '../intent-table'
import { readEdit } from './read-edit'

const TAKES = ['restore', 'accept_as_change_order'] as const

/**
 * Questions with the answers that can be carried out as of now: whether an edited invoice can be put back, or agreed to, hangs
 * on money that came, on the books' closing and on other payers, none of which asks the question again. Reading only.
 */
export async function offerAnswers(sql: Sql, items: readonly OpenAttention[]): Promise<OpenAttention[]> {
  const offered: OpenAttention[] = []
  for (const item of items) {
    const asks = item.kind === 'edited' && item.actions.some(({ action }) => isTaken(action))
    const intent = asks && item.intentId !== null ? await readIntent(sql, item.intentId) : null
    const edited = intent === null ? null : await readEdit(sql, intent)
    if (edited === null) {
      offered.push(item)
      continue
    }
    const cannot: Readonly<Record<(typeof TAKES)[number], string | null>> = {
      restore: edited.whyNotRestored,
      accept_as_change_order: edited.whyNotAccepted,
    }
    const can = item.actions.filter(({ action }) => !isTaken(action) || cannot[action] === null)
    offered.push({ ...item, offered: can })
  }
  return offered
}

const isTaken = (action: string): action is (typeof TAKES)[number] => TAKES.some((each) => each === action)
