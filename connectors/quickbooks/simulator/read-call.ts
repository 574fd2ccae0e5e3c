import { bodyFor, refusedBody } from './answer'
import { changesSince } from './changes-since'
import { type Books, type CompanyProfile, findById } from './company-books'
import type { Kind } from './kinds'
import type { Office } from './office'
import { payLinkOf } from './pay-link'
import { Refusal } from './refusal'
import type { Answered } from './request-memory'
import { runQuery } from './run-query'
import type { Entity } from './value'

/** A reading call: whatever it answers, it leaves the books as they are. */
function read(office: Office, company: CompanyProfile, call: (books: Books) => Entity): Answered {
  const done = office.work(company, 'app', call)
  if (done instanceof Refusal) return refusedBody(office, company, done)
  return bodyFor(office, company, done.answer)
}

/** GET of one entity; with `invoiceLink` an invoice brings the page where it can be paid. */
export function readCall(
  office: Office,
  company: CompanyProfile,
  kind: Kind,
  id: string,
  given: { readonly include: readonly string[]; readonly baseUrl: string },
): Answered {
  return read(office, company, (books) => {
    const stored = findById(books, kind, kind === 'CompanyInfo' || kind === 'Preferences' ? '1' : id)
    const printed = office.print(company, kind, stored)
    const wantsLink = kind === 'Invoice' && given.include.includes('invoicelink')
    const link = wantsLink ? payLinkOf(books, stored, given.baseUrl) : null
    return { [kind]: link === null ? printed : { ...printed, InvoiceLink: link } }
  })
}

export const queryCall = (office: Office, company: CompanyProfile, query: string): Answered =>
  read(office, company, (books) => ({
    ...runQuery(books, query, (kind, row) => office.print(company, kind, row)),
  }))

export const changesCall = (
  office: Office,
  company: CompanyProfile,
  query: { readonly entities: string | null; readonly changedSince: string | null },
): Answered =>
  read(office, company, (books) =>
    changesSince(books, query, (kind, row) => office.print(company, kind, row), office.behaviour),
  )
