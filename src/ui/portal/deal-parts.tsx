import type { MoneyView } from '../../http/contract/money'
import type {
  PortalChangeOrder,
  PortalInvoice,
  PortalMilestone,
  PortalPage,
} from '../../http/contract/portal'
import { english as words } from './english'
import { foldMilestones } from './fold-milestones'
import { OrderLines } from './order-section'
import { Asked, Submitted } from './submitted'
import { dayText, momentText, moneyText, personText, shareText } from './written'

/** A status by word and shape; colour only repeats it. */
export const Pill = ({ status, text }: { readonly status: string; readonly text: string }) => (
  <span className={`pill pill-${status}`}>{text}</span>
)

export function Milestones({ page }: { readonly page: PortalPage }) {
  const { over, now, ahead } = foldMilestones(page.milestones)
  return (
    <section aria-labelledby="milestones">
      <h2 id="milestones">{words.milestones}</h2>
      {over.length > 0 && (
        <details className="earlier">
          <summary>{words.allOver(over.length)}</summary>
          <MilestoneRows milestones={over} page={page} />
        </details>
      )}
      <MilestoneRows milestones={now} page={page} />
      {ahead.length > 0 && (
        <details className="earlier">
          <summary>{words.stillAhead(ahead.length)}</summary>
          <MilestoneRows milestones={ahead} page={page} />
        </details>
      )}
    </section>
  )
}

function MilestoneRows({
  milestones,
  page,
}: {
  readonly milestones: readonly PortalMilestone[]
  readonly page: PortalPage
}) {
  return (
    <ol className="rows">
      {milestones.map((milestone) => (
        <li key={milestone.id}>
          <MilestoneRow milestone={milestone} page={page} />
        </li>
      ))}
    </ol>
  )
}

function MilestoneRow({
  milestone,
  page,
}: {
  readonly milestone: PortalMilestone
  readonly page: PortalPage
}) {
  const { review, completedOn, plannedOn } = milestone
  const day =
    completedOn !== null
      ? words.completedOn(momentText(completedOn, page.company.zone))
      : plannedOn !== null
        ? words.plannedOn(dayText(plannedOn))
        : null
  return (
    <>
      <div className="row">
        <h3>
          <bdi>{milestone.name}</bdi>
        </h3>
        <span className="figure">{moneyText(milestone.amount)}</span>
      </div>
      <p className="about">
        <Pill status={milestone.status} text={words.status[milestone.status]} />
        {day !== null && <span className="quiet"> {day}</span>}
      </p>
      <Decisions milestone={milestone} page={page} />
      {review !== null && !review.mayDecide && (
        <>
          {review.state === 'open' && <Asked approvers={review.approvers} rule={review.rule} />}
          <details>
            <summary>
              {words.details}
              <span className="unseen">: {review.name}</span>
            </summary>
            <Submitted review={review} zone={page.company.zone} level="h4" />
          </details>
        </>
      )}
    </>
  )
}

function Decisions({
  milestone: { decisions },
  page: { company },
}: {
  readonly milestone: PortalMilestone
  readonly page: PortalPage
}) {
  if (decisions.length === 0) return null
  return (
    <ul className="decisions">
      {decisions.map((decision) => (
        <li key={`${decision.at} ${decision.who}`}>
          <bdi>{personText({ name: decision.who, role: decision.role })}</bdi>{' '}
          {decision.outcome === null ? words.said[decision.decision] : words.saidOutcome[decision.outcome]}
          {decision.accepted !== null &&
            ` (${'amount' in decision.accepted ? moneyText(decision.accepted) : shareText(decision.accepted)})`}
          , {momentText(decision.at, company.zone)}
          {decision.recorded && `, ${words.recordedBy(company.name)}`}
          {decision.reason !== null && (
            <q dir="auto" className="typed">
              {decision.reason}
            </q>
          )}
          {decision.files.map(({ name, url }) => (
            <a key={url} href={url} dir="auto" className="sent">
              {name}
            </a>
          ))}
        </li>
      ))}
    </ul>
  )
}

export function Orders({
  orders,
  zone,
}: {
  readonly orders: readonly PortalChangeOrder[]
  readonly zone: string
}) {
  if (orders.length === 0) return null
  return (
    <section aria-labelledby="orders">
      <h2 id="orders">{words.orders}</h2>
      <ul className="rows">
        {orders.map((order) => (
          <li key={order.id}>
            <h3 dir="auto">{order.name}</h3>
            <p className="about">
              <Pill status={order.state} text={words.orderState[order.state]} />
              {order.decidedAt !== null && order.decidedBy !== null && (
                <span className="quiet">
                  {' '}
                  <bdi>{order.decidedBy}</bdi>, {momentText(order.decidedAt, zone)}
                </span>
              )}
            </p>
            {order.decisionReason !== null && (
              <q dir="auto" className="typed">
                {order.decisionReason}
              </q>
            )}
            <OrderLines order={order} />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Something of it was settled, and something is left, whatever settled it: then the client reads how much. */
const isOpenInPart = (invoice: PortalInvoice): invoice is PortalInvoice & { readonly balance: MoneyView } =>
  invoice.status !== 'paid' &&
  invoice.status !== 'credited' &&
  invoice.balance !== null &&
  invoice.balance.amount !== invoice.total.amount

export function Invoices({ invoices }: { readonly invoices: readonly PortalInvoice[] }) {
  return (
    <section aria-labelledby="invoices">
      <h2 id="invoices">{words.invoices}</h2>
      {invoices.length === 0 && <p className="quiet">{words.noInvoices}</p>}
      <ul className="rows">
        {invoices.map((invoice) => (
          <li key={invoice.id}>
            <div className="row">
              <h3>
                <bdi>{words.invoice(invoice.number)}</bdi>
              </h3>
              <span className="figure">{moneyText(invoice.total)}</span>
            </div>
            <p dir="auto">{invoice.milestones.join(', ')}</p>
            <p className="about">
              <Pill status={invoice.status} text={words.invoiceStatus[invoice.status]} />{' '}
              <span className="quiet">
                {invoice.status === 'paid' || invoice.dueOn === null
                  ? words.issued(dayText(invoice.issuedOn))
                  : words.due(dayText(invoice.dueOn))}
                {isOpenInPart(invoice) && `, ${words.stillOpen(moneyText(invoice.balance))}`}
              </span>
            </p>
            <p className="links">
              {invoice.pay !== null && (
                <a href={invoice.pay} className="button" rel="noreferrer">
                  {words.pay}
                  <span className="unseen"> {words.invoice(invoice.number)}</span>
                </a>
              )}
              <a href={invoice.pdf}>
                {words.pdf}
                <span className="unseen"> {words.invoice(invoice.number)}</span>
              </a>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** So many stand open: on a phone the rest would be most of the page. */
const OPEN_EVENTS = 4

export function History({ page }: { readonly page: PortalPage }) {
  const { history } = page
  if (history.length === 0) return null
  // One that is folded alone takes the place that it would save.
  const open = history.length === OPEN_EVENTS + 1 ? history.length : OPEN_EVENTS
  const earlier = history.slice(open)
  return (
    <section aria-labelledby="history">
      <h2 id="history">{words.history}</h2>
      <Events events={history.slice(0, open)} zone={page.company.zone} />
      {earlier.length > 0 && (
        <details className="earlier">
          <summary>{words.earlier(earlier.length)}</summary>
          <Events events={earlier} zone={page.company.zone} />
        </details>
      )}
    </section>
  )
}

function Events({ events, zone }: { readonly events: PortalPage['history']; readonly zone: string }) {
  return (
    <ol className="history">
      {events.map((event, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two may have happened alike, and nothing moves here
        <li key={at}>
          <time dateTime={event.at}>{momentText(event.at, zone)}</time>
          <span dir="auto">
            <bdi>{event.who}</bdi>: {event.what}
          </span>
          {event.reason !== null && (
            <q dir="auto" className="typed">
              {event.reason}
            </q>
          )}
        </li>
      ))}
    </ol>
  )
}
