import { lazyPage } from './shell/lazy-page'

/** Every page of the console, each in a file of its own that the browser fetches when it is needed. */
export const consolePages = {
  signIn: lazyPage(() => import('./sign-in/sign-in-page.js').then((m) => m.SignInPage)),
  home: lazyPage(() => import('./home/home-page.js').then((m) => m.HomePage)),
  deals: lazyPage(() => import('./deals/deals-page.js').then((m) => m.DealsPage)),
  deal: lazyPage(() => import('./deal/deal-page.js').then((m) => m.DealPage)),
  plan: lazyPage(() => import('./builder/plan-page.js').then((m) => m.PlanPage)),
  changeOrder: lazyPage(() => import('./change-orders/change-order-page.js').then((m) => m.ChangeOrderPage)),
  catchUp: lazyPage(() => import('./catch-up/catch-up-page.js').then((m) => m.CatchUpPage)),
  approvals: lazyPage(() => import('./approvals/approvals-page.js').then((m) => m.ApprovalsPage)),
  invoices: lazyPage(() => import('./invoices/invoices-page.js').then((m) => m.InvoicesPage)),
  invoice: lazyPage(() => import('./invoices/invoice-page.js').then((m) => m.InvoicePage)),
  refund: lazyPage(() => import('./refunds/refund-page.js').then((m) => m.RefundPage)),
  monthly: lazyPage(() => import('./monthly/monthly-page.js').then((m) => m.MonthlyPage)),
  outstanding: lazyPage(() => import('./outstanding/outstanding-page.js').then((m) => m.OutstandingPage)),
  customer: lazyPage(() => import('./outstanding/customer-page.js').then((m) => m.CustomerPage)),
  reconcile: lazyPage(() => import('./reconcile/reconcile-page.js').then((m) => m.ReconcilePage)),
  owed: lazyPage(() => import('./owed/owed-page.js').then((m) => m.OwedPage)),
  templates: lazyPage(() => import('./templates/templates-page.js').then((m) => m.TemplatesPage)),
  connections: lazyPage(() => import('./connections/connections-page.js').then((m) => m.ConnectionsPage)),
  usage: lazyPage(() => import('./usage/usage-page.js').then((m) => m.UsagePage)),
  billingSettings: lazyPage(() => import('./settings/billing-page.js').then((m) => m.BillingPage)),
  mailSettings: lazyPage(() => import('./settings/mail-page.js').then((m) => m.MailPage)),
  brand: lazyPage(() => import('./settings/brand-page.js').then((m) => m.BrandPage)),
  wording: lazyPage(() => import('./wording/wording-page.js').then((m) => m.WordingPage)),
  settings: lazyPage(() => import('./settings/settings-page.js').then((m) => m.SettingsPage)),
  noSuchPage: lazyPage(() => import('./shell/no-such-page.js').then((m) => m.NoSuchPage)),
}

type PageName = keyof typeof consolePages

const byAddress: ReadonlyArray<readonly [RegExp, PageName]> = [
  [/^\/sign-in$/, 'signIn'],
  [/^\/$/, 'home'],
  [/^\/deals$/, 'deals'],
  [/^\/deals\/[^/]+$/, 'deal'],
  [/^\/deals\/[^/]+\/plan$/, 'plan'],
  [/^\/deals\/[^/]+\/change-orders\/[^/]+(\/edit)?$/, 'changeOrder'],
  [/^\/deals\/[^/]+\/catch-up$/, 'catchUp'],
  [/^\/approvals$/, 'approvals'],
  [/^\/invoices$/, 'invoices'],
  [/^\/invoices\/monthly$/, 'monthly'],
  [/^\/invoices\/outstanding$/, 'outstanding'],
  [/^\/customers\/[^/]+$/, 'customer'],
  [/^\/invoices\/[^/]+$/, 'invoice'],
  [/^\/refunds\/[^/]+$/, 'refund'],
  [/^\/reconcile$/, 'reconcile'],
  [/^\/owed$/, 'owed'],
  [/^\/templates$/, 'templates'],
  [/^\/connections$/, 'connections'],
  [/^\/usage$/, 'usage'],
  [/^\/settings$/, 'settings'],
  [/^\/settings\/billing$/, 'billingSettings'],
  [/^\/settings\/mail$/, 'mailSettings'],
  [/^\/settings\/brand$/, 'brand'],
  [/^\/settings\/wording$/, 'wording'],
]

/** The page at an address, before anything is drawn. */
export function loadPageAt(path: string): Promise<void> {
  return consolePages[byAddress.find(([address]) => address.test(path))?.[1] ?? 'noSuchPage'].load()
}

function loadBehind(event: Event): void {
  const link = event.target instanceof Element ? event.target.closest('a[href^="/"]') : null
  const path = link?.getAttribute('href')?.split(/[?#]/)[0]
  // One that doesn't arrive now is asked for again when it is opened.
  if (path !== undefined) loadPageAt(path).catch(() => undefined)
}

/** Fetches the page behind a link as soon as someone points at it or reaches it by key. Answers how to stop. */
export function loadWhatIsPointedAt(): () => void {
  const events = ['pointerover', 'pointerdown', 'focusin'] as const
  for (const name of events) document.addEventListener(name, loadBehind, { passive: true })
  return () => {
    for (const name of events) document.removeEventListener(name, loadBehind)
  }
}
