import type { PortalPage } from '../../http/contract/portal'
import { Certificates } from './certificates'
import { History, Invoices, Milestones, Orders } from './deal-parts'
import { english as words } from './english'
import { Masthead } from './masthead'
import { MoneyPath } from './money-path'
import { OrderSection } from './order-section'
import { ReviewSection } from './review-section'
import type { Shown } from './shown'
import { personText } from './written'

/** One link's page: what its holder is asked, then where the job stands. */
export function DealPage({ shown }: { readonly shown: Shown }) {
  const { page } = shown
  const reviews = page.milestones.filter(({ review }) => review?.mayDecide === true)
  const orders = page.changeOrders.filter(({ mayDecide }) => mayDecide)
  const asked = [...reviews.map(({ id }) => id), ...orders.map(({ id }) => id)]
  const { problem } = shown
  const homeless = problem !== null && (problem.about === null || !asked.includes(problem.about))
  return (
    <>
      <Masthead name={page.company.name} logo={page.company.logo} />
      <main>
        <div className="title">
          <h1 dir="auto">{page.deal.name}</h1>
          <p className="quiet">{words.doneOf(page.deal.milestonesComplete, page.deal.milestonesTotal)}</p>
        </div>
        <MoneyPath deal={page.deal} />
        {homeless && (
          <p role="alert" className="notice error">
            {problem.message}
          </p>
        )}
        <Result shown={shown} />
        {reviews.map((milestone) =>
          milestone.review === null ? null : (
            <ReviewSection key={milestone.id} shown={shown} milestone={milestone} review={milestone.review} />
          ),
        )}
        {orders.map((order) => (
          <OrderSection key={order.id} shown={shown} order={order} />
        ))}
        {asked.length === 0 && <NothingToDecide page={page} />}
        <Milestones page={page} />
        <Invoices invoices={page.invoices} />
        <Orders orders={page.changeOrders.filter(({ mayDecide }) => !mayDecide)} zone={page.company.zone} />
        <Certificates page={page} />
        <History page={page} />
      </main>
      <footer className="foot">
        <p>{words.signedInAs(personText(page.you))}</p>
      </footer>
    </>
  )
}

/** What became of the answer that was given just now; nothing where none was. */
function Result({ shown: { page, answered } }: { readonly shown: Shown }) {
  const milestone = page.milestones.find(({ id }) => id === answered)
  const review = milestone?.review
  const order = page.changeOrders.find(({ id }) => id === answered)
  const said = review?.yourDecision ?? order?.yourDecision ?? null
  if (said === null) return null
  const about = review?.name ?? order?.name ?? ''
  const state = review ? words.roundState[review.state] : order?.state === 'sent' ? words.roundState.open : ''
  const toBill =
    milestone?.invoiceFollows === true && review?.state === 'approved' && /[1-9]/.test(review.amount.amount)
  return (
    <section className="notice done" role="status">
      <p>
        <strong>{words.thanks}</strong>
      </p>
      <p dir="auto">
        <bdi>{about}</bdi>: {words.youSaid[said]} {state} {toBill && words.invoiceFollows}
      </p>
    </section>
  )
}

function NothingToDecide({ page }: { readonly page: PortalPage }) {
  const others =
    page.milestones.some(({ review }) => review?.state === 'open' && review.yourDecision === null) ||
    page.changeOrders.some(({ state, yourDecision }) => state === 'sent' && yourDecision === null)
  return (
    <section className="notice">
      <p>{words.nothingToDecide}</p>
      <p className="quiet">{others ? words.onlyLooking : words.nothingToDecideMore(page.company.name)}</p>
    </section>
  )
}
