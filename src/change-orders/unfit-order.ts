import { Refusal } from '../tenants/refusal'
import { type ChangeOrder, orderName } from './change-order'

/** What keeps a change order that was sent from being applied, whoever approves it. */
const UNFIT: ReadonlySet<string> = new Set(['change_order_conflict', 'currency_mismatch', 'over_billing'])

/**
 * The client signs what can't be applied any more. Whoever catches it tells the company, once nothing is left of the answer,
 * and the client in words of their own: what colleagues did, and must do, is not theirs to read.
 */
export class UnfitOrder extends Refusal {
  constructor(
    readonly order: Pick<ChangeOrder, 'changeOrderId' | 'revision' | 'number'>,
    /** Who tried to sign. */
    readonly signer: string,
    /** What is the matter, in words for colleagues. */
    readonly why: string,
  ) {
    super(
      409,
      'change_order_conflict',
      `${orderName(order)} changed since it was sent. Nothing was recorded.`,
    )
  }
}

/** The same refusal for whoever signs: another one is answered as it is. */
export const unfitFor = (order: UnfitOrder['order'], signer: string, error: unknown): unknown =>
  error instanceof Refusal && UNFIT.has(error.code) ? new UnfitOrder(order, signer, error.message) : error
