import fc from 'fast-check'
import { at, type Edit, edit, NOTHING, place } from './edit'
import { askedOf } from './state'

/** Answers that can be given at once; what asks for more is left to stories of its own. */
const ANSWERS = new Set([
  'leave',
  'link',
  'not_ours',
  'bill',
  'bill_again',
  'rebill',
  'reopen',
  'restore',
  'take_answer_back',
])

/**
 * Left, these come again once something else was seen in between: the amount that was agreed, the invoice paid. Whoever did
 * not see that leaves them, so here nobody does; stories of their own hold it.
 */
const COMES_AGAIN = new Set(['deal_amount_differs', 'overdue'])

/** What people here decide of what they are asked; the same numbers choose the same answer on both sides. */
export const answering: fc.Arbitrary<Edit> = fc.tuple(place, place).map(([which, how]) => ({
  ...edit(`answer ${how} of question ${which}`, async (job) => {
    const asked = (await askedOf(job)).map((item) => ({
      ...item,
      actions: item.actions.filter(
        ({ action }) => ANSWERS.has(action) && !(action === 'leave' && COMES_AGAIN.has(item.kind)),
      ),
    }))
    const item = at(
      asked.filter(({ actions }) => actions.length > 0),
      which,
    )
    const chosen = item && at(item.actions, how)
    if (!item || !chosen) return NOTHING
    const { status, text } = await job.side.api.ask('POST', `/attention/${item.id}/settle`, {
      action: chosen.action,
      ...(chosen.action === 'reopen' && { reason: 'There is more to do' }),
    })
    if (status >= 400) throw new Error(`settling: ${status} ${text}`)
    return item
  }),
  toWhatIsKnown: true,
}))
