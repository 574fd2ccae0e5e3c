import { Notifications } from '@mantine/notifications'
import { lazy, Suspense } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { Announcer } from '../parts/announcer'
import { PageFailure } from './shell/page-failure'
import { PageSkeleton } from './shell/page-skeleton'
import { Shell } from './shell/shell'

const SignInPage = lazy(() => import('./sign-in/sign-in-page.js').then((m) => ({ default: m.SignInPage })))
const HomePage = lazy(() => import('./home/home-page.js').then((m) => ({ default: m.HomePage })))
const DealsPage = lazy(() => import('./deals/deals-page.js').then((m) => ({ default: m.DealsPage })))
const DealPage = lazy(() => import('./deal/deal-page.js').then((m) => ({ default: m.DealPage })))
const PlanPage = lazy(() => import('./builder/plan-page.js').then((m) => ({ default: m.PlanPage })))
const InvoicesPage = lazy(() =>
  import('./invoices/invoices-page.js').then((m) => ({ default: m.InvoicesPage })),
)
const OwedPage = lazy(() => import('./owed/owed-page.js').then((m) => ({ default: m.OwedPage })))
const ConnectionsPage = lazy(() =>
  import('./connections/connections-page.js').then((m) => ({ default: m.ConnectionsPage })),
)
const SettingsPage = lazy(() =>
  import('./settings/settings-page.js').then((m) => ({ default: m.SettingsPage })),
)
const NoSuchPage = lazy(() => import('./shell/no-such-page.js').then((m) => ({ default: m.NoSuchPage })))

/** The console's pages by address. */
export function App() {
  const [location] = useLocation()
  return (
    <Announcer>
      <Notifications position="bottom-right" autoClose={6000} />
      <Switch>
        <Route path="/sign-in">
          <Suspense>
            <SignInPage />
          </Suspense>
        </Route>
        <Route>
          <Shell>
            <PageFailure place={location}>
              <Suspense fallback={<PageSkeleton />}>
                <Switch>
                  <Route path="/" component={HomePage} />
                  <Route path="/deals" component={DealsPage} />
                  <Route path="/deals/:dealId">
                    {({ dealId }) => <DealPage key={dealId} dealId={dealId} />}
                  </Route>
                  <Route path="/deals/:dealId/plan">
                    {({ dealId }) => <PlanPage key={dealId} dealId={dealId} />}
                  </Route>
                  <Route path="/invoices" component={InvoicesPage} />
                  <Route path="/owed" component={OwedPage} />
                  <Route path="/connections" component={ConnectionsPage} />
                  <Route path="/settings" component={SettingsPage} />
                  <Route component={NoSuchPage} />
                </Switch>
              </Suspense>
            </PageFailure>
          </Shell>
        </Route>
      </Switch>
    </Announcer>
  )
}
