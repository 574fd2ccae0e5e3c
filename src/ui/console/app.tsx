import { Notifications } from '@mantine/notifications'
import { Suspense, useEffect } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { Announcer } from '../parts/announcer'
import { useMe } from './api/use-me'
import { consolePages, loadWhatIsPointedAt } from './console-pages'
import { PageFailure } from './shell/page-failure'
import { PageSkeleton } from './shell/page-skeleton'
import { Shell } from './shell/shell'

const {
  signIn,
  home,
  deals,
  deal,
  plan,
  changeOrder,
  catchUp,
  approvals,
  invoices,
  invoice,
  monthly,
  outstanding,
  customer,
  refund,
  reconcile,
  owed,
  templates,
  connections,
  usage,
  settings,
  billingSettings,
  mailSettings,
  brand,
  wording,
  noSuchPage,
} = consolePages

/** The console's pages by address. */
export function App() {
  const [location] = useLocation()
  useEffect(loadWhatIsPointedAt, [])
  return (
    <Announcer>
      <Notifications position="bottom-right" autoClose={5000} limit={3} containerWidth={360} />
      <Switch>
        <Route path="/sign-in">
          <Suspense>
            <signIn.Page />
          </Suspense>
        </Route>
        <Route>
          <Console place={location} />
        </Route>
      </Switch>
    </Announcer>
  )
}

/**
 * Every page behind sign-in. Days are those of the company's zone: what was drawn before that was known is drawn again
 * once it is.
 */
function Console({ place }: { readonly place: string }) {
  useMe()
  return (
    <Shell>
      <PageFailure place={place}>
        <Suspense fallback={<PageSkeleton />}>
          <Switch>
            <Route path="/" component={home.Page} />
            <Route path="/deals" component={deals.Page} />
            <Route path="/deals/:dealId">{({ dealId }) => <deal.Page key={dealId} dealId={dealId} />}</Route>
            <Route path="/deals/:dealId/plan">
              {({ dealId }) => <plan.Page key={dealId} dealId={dealId} />}
            </Route>
            <Route path="/deals/:dealId/change-orders/new">
              {({ dealId }) => <changeOrder.Page key={dealId} dealId={dealId} orderId={null} editing />}
            </Route>
            <Route path="/deals/:dealId/change-orders/:orderId">
              {({ dealId, orderId }) => (
                <changeOrder.Page key={orderId} dealId={dealId} orderId={orderId} editing={false} />
              )}
            </Route>
            <Route path="/deals/:dealId/change-orders/:orderId/edit">
              {({ dealId, orderId }) => (
                <changeOrder.Page key={orderId} dealId={dealId} orderId={orderId} editing />
              )}
            </Route>
            <Route path="/deals/:dealId/catch-up">
              {({ dealId }) => <catchUp.Page key={dealId} dealId={dealId} />}
            </Route>
            <Route path="/approvals" component={approvals.Page} />
            <Route path="/invoices" component={invoices.Page} />
            <Route path="/invoices/monthly" component={monthly.Page} />
            <Route path="/invoices/outstanding" component={outstanding.Page} />
            <Route path="/customers/:customerId">
              {({ customerId }) => <customer.Page key={customerId} customerId={customerId} />}
            </Route>
            <Route path="/invoices/:invoiceId">
              {({ invoiceId }) => <invoice.Page key={invoiceId} invoiceId={invoiceId} />}
            </Route>
            <Route path="/reconcile" component={reconcile.Page} />
            <Route path="/refunds/:refundId">
              {({ refundId }) => <refund.Page key={refundId} refundId={refundId} />}
            </Route>
            <Route path="/owed" component={owed.Page} />
            <Route path="/templates" component={templates.Page} />
            <Route path="/connections" component={connections.Page} />
            <Route path="/usage" component={usage.Page} />
            <Route path="/settings" component={settings.Page} />
            <Route path="/settings/billing" component={billingSettings.Page} />
            <Route path="/settings/mail" component={mailSettings.Page} />
            <Route path="/settings/brand" component={brand.Page} />
            <Route path="/settings/wording" component={wording.Page} />
            <Route component={noSuchPage.Page} />
          </Switch>
        </Suspense>
      </PageFailure>
    </Shell>
  )
}
