import { type Request, type RequestHandler, type Response, Router } from 'express'
import { bodyOf } from '../../../simulation/raw-body'
import { type Books, type CompanyProfile, findById } from '../company-books'
import type { Office } from '../office'
import { html, page } from '../page'
import { payCode } from '../pay-link'
import { Refusal } from '../refusal'
import { type Entity, part, refId, text } from '../value'
import { type Act, CREDIT_ACTS, CUSTOMER_ACTS, INVOICE_ACTS, PAYMENT_ACTS, REFUND_ACTS } from './acts'
import { customerPage, customersPage } from './customer-pages'
import { invoicePage, invoicesPage } from './invoice-pages'
import { creditsPage, paymentPage, paymentsPage } from './payment-pages'
import { amountText, currencyOf } from './show'

const LONGEST_LIST = 300

/** Runs a page's reading of the books; whatever is not there is a 404. */
type Show = (books: Books, id: string, notice: string | null) => string

/** The web pages of people: a bookkeeper at /books, a client who pays at /pay. Plain forms, no scripts. */
export function bookkeeperPages(office: Office): Router {
  const pages = Router()
  pages.use(['/books', '/pay'], onlyFromHere)
  pages.get('/', (_req, res) => {
    const companies = office
      .companies()
      .map(
        (one) =>
          html`<li><a href="/books/${one.realmId}">${one.name}</a> <span class="muted">${one.country}, ${one.currency}</span></li>`,
      )
    show(
      res,
      page(
        'Companies',
        html`<h1>Companies</h1><p>Be the bookkeeper: what you do here rings at the app.</p><ul class="plain">${companies}</ul>`,
      ),
    )
  })

  const newest = (
    books: Books,
    kind: 'Invoice' | 'Payment' | 'CreditMemo' | 'RefundReceipt',
  ): readonly Entity[] =>
    books
      .list(kind)
      .toSorted((a, b) =>
        (text(part(b, 'MetaData'), 'CreateTime') ?? '').localeCompare(
          text(part(a, 'MetaData'), 'CreateTime') ?? '',
        ),
      )
      .slice(0, LONGEST_LIST)
  const shows: Readonly<Record<string, Show>> = {
    '/books/:realmId': (books, _id, notice) =>
      invoicesPage(books.company, newest(books, 'Invoice'), books.today(), notice),
    '/books/:realmId/invoices/:id': (books, id, notice) =>
      invoicePage(books.company, findById(books, 'Invoice', id), books.today(), notice),
    '/books/:realmId/customers': (books, _id, notice) =>
      customersPage(books.company, books.list('Customer'), notice),
    '/books/:realmId/customers/:id': (books, id, notice) => {
      const invoices = newest(books, 'Invoice').filter((one) => refId(one, 'CustomerRef') === id)
      return customerPage(books.company, findById(books, 'Customer', id), invoices, books.today(), notice)
    },
    '/books/:realmId/payments': (books, _id, notice) =>
      paymentsPage(books.company, newest(books, 'Payment'), notice),
    '/books/:realmId/payments/:id': (books, id, notice) => {
      const payment = findById(books, 'Payment', id)
      const invoices = newest(books, 'Invoice').filter(
        (one) => refId(one, 'CustomerRef') === refId(payment, 'CustomerRef'),
      )
      return paymentPage(books.company, payment, invoices, notice)
    },
    '/books/:realmId/credits': (books, _id, notice) =>
      creditsPage(books.company, newest(books, 'CreditMemo'), newest(books, 'RefundReceipt'), notice),
  }
  for (const [path, made] of Object.entries(shows))
    pages.get(path, (req, res) => {
      const company = companyOf(office, req)
      if (company === null) return missing(res)
      const { done } = req.query
      const shown = office.work(company, 'person', (books) =>
        made(books, given(req, 'id'), typeof done === 'string' ? done : null),
      )
      if (shown instanceof Refusal) missing(res)
      else show(res, shown.answer)
    })

  const acts: Readonly<Record<string, Readonly<Record<string, Act>>>> = {
    invoices: INVOICE_ACTS,
    customers: CUSTOMER_ACTS,
    payments: PAYMENT_ACTS,
    credits: CREDIT_ACTS,
    refunds: REFUND_ACTS,
  }
  pages.post('/books/:realmId/:list/:id/:act', (req, res) => {
    const company = companyOf(office, req)
    const list = given(req, 'list')
    const known = Object.hasOwn(acts, list) ? acts[list] : undefined
    const name = given(req, 'act')
    const chosen = known !== undefined && Object.hasOwn(known, name) ? known[name] : undefined
    if (company === null || chosen === undefined) return missing(res)
    const form = new URLSearchParams(bodyOf(req).toString('utf8'))
    const done = office.work(company, 'person', (books) => chosen(books, given(req, 'id'), form, office))
    const home = `/books/${company.realmId}`
    // A list of one's own where there is one, and its page while the document is there.
    const listed = list === 'invoices' ? home : list === 'refunds' ? `${home}/credits` : `${home}/${list}`
    const isOwn = list !== 'credits' && list !== 'refunds'
    const own = isOwn ? `${home}/${list}/${given(req, 'id')}` : listed
    if (done instanceof Refusal) {
      const body = html`<h1>QuickBooks refuses</h1><p>${done.title} (${done.code})</p><p>${done.detail}</p><p>Nothing was changed. <a href="${own}">Back</a></p>`
      res.status(400)
      return show(res, page('Refused', body))
    }
    const back = name === 'delete' ? listed : own
    res.redirect(303, `${back}?done=${encodeURIComponent(done.answer)}`)
  })
  addPayPage(pages, office)
  return pages
}

/** The page behind an invoice's pay link: the client pays what is open. */
function addPayPage(pages: Router, office: Office): void {
  pages.get('/pay/:realmId/:id/:code', (req, res) => {
    const company = companyOf(office, req)
    if (company === null || given(req, 'code') !== payCode(company.realmId, given(req, 'id')))
      return missing(res)
    const found = office.work(company, 'person', (books) => findById(books, 'Invoice', given(req, 'id')))
    if (found instanceof Refusal) return missing(res)
    const invoice = found.answer
    const currency = currencyOf(invoice, company)
    const open = amountText(invoice['Balance'], currency)
    const button =
      open === '0.00'
        ? html`<p>There is nothing left to pay. Thank you.</p>`
        : html`<form method="post"><button>Pay ${open} ${currency}</button></form>`
    show(
      res,
      page('Pay', html`<h1>Invoice ${text(invoice, 'DocNumber') ?? ''} of ${company.name}</h1>${button}`),
    )
  })
  pages.post('/pay/:realmId/:id/:code', (req, res) => {
    const company = companyOf(office, req)
    const id = given(req, 'id')
    const pay = INVOICE_ACTS['pay']
    if (company === null || pay === undefined || given(req, 'code') !== payCode(company.realmId, id))
      return missing(res)
    const done = office.work(company, 'person', (books) => {
      const amount = text(findById(books, 'Invoice', id), 'Balance') ?? '0'
      return pay(books, id, new URLSearchParams({ amount }), office)
    })
    if (done instanceof Refusal) return missing(res)
    res.redirect(303, req.originalUrl)
  })
}

const given = (req: Request, name: string): string => {
  const value = req.params[name]
  return typeof value === 'string' ? value : ''
}
const companyOf = (office: Office, req: Request): CompanyProfile | null =>
  office.company(given(req, 'realmId'))

function show(res: Response, body: string): void {
  res.set({ 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'" })
  res.type('html').end(body)
}

function missing(res: Response): void {
  res.status(404)
  show(
    res,
    page('Not here', html`<h1>There is no such page</h1><p><a href="/">Back to the companies</a></p>`),
  )
}

/** Forms of other sites move no money here. */
const onlyFromHere: RequestHandler = (req, res, next) => {
  const origin = req.get('Origin')
  const foreign = origin !== undefined && origin !== 'null' && origin !== `http://${req.get('Host') ?? ''}`
  if (req.method === 'POST' && foreign) res.status(403).type('text').end('This form came from elsewhere.')
  else next()
}
