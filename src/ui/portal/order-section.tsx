import type { PortalChangeOrder } from '../../http/contract/portal'
import { AnswerForm, Way } from './answer-form'
import { english as words } from './english'
import type { Shown } from './shown'
import { Asked } from './submitted'
import { changeText, listed, moneyText } from './written'

/** A change order that the reader may sign: the contract sum before and after, and what changes it. */
export function OrderSection({ shown, order }: { readonly shown: Shown; readonly order: PortalChangeOrder }) {
  const others = order.approvers.filter((each) => !each.answered).map(({ name }) => name)
  const open = (verb: string) => shown.problem?.about === order.id && shown.problem.verb === verb
  return (
    <section className="asked-for" id={`o-${order.id}`} aria-labelledby={`t-${order.id}`}>
      <header>
        <h2 id={`t-${order.id}`}>
          <small>{words.pleaseSign} </small>
          <bdi>{order.name}</bdi>
        </h2>
        <p className="amount figure">{changeText(order.netEffect)}</p>
      </header>
      <OrderLines order={order} />
      <Asked approvers={order.approvers} rule={order.rule} />
      <div className="ways">
        <Way about={order.id} title={words.verbs.approve} main open={open('approve')}>
          <AnswerForm
            shown={shown}
            about={order.id}
            path="change-orders"
            verb="approve"
            ahead={
              <p>
                {words.orderAhead(moneyText(order.contractSumBefore), moneyText(order.contractSumAfter))}
                {order.rule === 'all' && others.length > 1 && ` ${words.orderAheadAll(listed(others))}`}
              </p>
            }
            reason={words.comment}
            button={`${words.verbs.approve} ${order.name}`}
          />
        </Way>
        <Way about={order.id} title={words.verbs.reject} open={open('reject')}>
          <AnswerForm
            shown={shown}
            about={order.id}
            path="change-orders"
            verb="reject"
            ahead={<p>{words.rejectAhead}</p>}
            reason={words.whyRejected}
            button={`${words.verbs.reject} ${order.name}`}
          />
        </Way>
      </div>
    </section>
  )
}

/** What a change order says: its reason, its lines, and the contract sum before and after. */
export function OrderLines({ order }: { readonly order: PortalChangeOrder }) {
  return (
    <>
      <p dir="auto" className="typed">
        {order.reason}
      </p>
      <ul className="lines">
        {order.lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines may read alike, and nothing moves here
          <li key={at}>
            <span dir="auto">{line.words}</span> <span className="figure">{changeText(line.effect)}</span>
          </li>
        ))}
      </ul>
      <dl className="sums">
        <div>
          <dt>{words.before}</dt>
          <dd className="figure">{moneyText(order.contractSumBefore)}</dd>
        </div>
        <div>
          <dt>{words.net}</dt>
          <dd className="figure">{changeText(order.netEffect)}</dd>
        </div>
        <div>
          <dt>{words.after}</dt>
          <dd className="figure">{moneyText(order.contractSumAfter)}</dd>
        </div>
      </dl>
    </>
  )
}
