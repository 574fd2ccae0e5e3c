import type { Answer } from '../answer'
import type { Ask } from './ask'
import { isId } from './check-request'
import type { Entities } from './entities'
import { type OwnRequest, ownRequest } from './own-request'
import { companyUrl, type Place } from './package-client'
import { member, readEntity } from './read-entity'
import { notAsked } from './read-fault'

const BAD_ID = 'A QuickBooks id is made of digits.'
const asRead = { method: 'GET', accept: 'application/json', contentType: null, body: null } as const

/** QuickBooks e-mails the invoice. Its request takes no idempotency key that is documented. */
export async function sendInvoice(
  ask: Ask,
  place: Place,
  id: string,
  to: string | undefined,
): Promise<Answer<Entities['Invoice']>> {
  if (!isId(id)) return notAsked(BAD_ID)
  const address = to === undefined ? '' : `sendTo=${encodeURIComponent(to)}&`
  return ask({
    operation: 'send Invoice',
    metered: false,
    write: true,
    send: (accessToken) =>
      request(place, accessToken, `invoice/${id}/send?${address}`, {
        method: 'POST',
        accept: 'application/json',
        contentType: 'application/octet-stream',
        body: '',
      }),
    read: readEntity('Invoice', id),
  })
}

export async function invoicePdf(ask: Ask, place: Place, id: string): Promise<Answer<Buffer>> {
  if (!isId(id)) return notAsked(BAD_ID)
  return ask({
    operation: 'pdf Invoice',
    metered: true,
    write: false,
    send: (accessToken) =>
      request(place, accessToken, `invoice/${id}/pdf?`, { ...asRead, accept: 'application/pdf' }),
    read: ({ bytes }) =>
      bytes !== null && isWholePdf(bytes)
        ? { is: bytes }
        : { lacks: "QuickBooks' answer is not a PDF, or not all of one." },
  })
}

/** From its first letters to the mark at its end, which an answer that broke off lacks. */
const isWholePdf = (bytes: Buffer): boolean =>
  bytes.subarray(0, 5).toString('latin1') === '%PDF-' &&
  bytes.subarray(-END_WITHIN).includes(Buffer.from('%%EOF'))

/** Readers look for the end mark in the last 1,024 bytes. */
const END_WITHIN = 1_024

export async function payLink(ask: Ask, place: Place, id: string): Promise<Answer<string | null>> {
  if (!isId(id)) return notAsked(BAD_ID)
  return ask({
    operation: 'pay link Invoice',
    metered: true,
    write: false,
    send: (accessToken) => request(place, accessToken, `invoice/${id}?include=invoiceLink&`, asRead),
    read: (reply) => {
      const contents = readEntity('Invoice', id)(reply)
      if (!('is' in contents)) return contents
      const link = member(contents.is, 'InvoiceLink')
      // People are sent there: nothing but a web address may pass.
      return { is: typeof link === 'string' && /^https?:\/\//.test(link) ? link : null }
    },
  })
}

function request(
  place: Place,
  accessToken: string,
  path: string,
  how: Pick<OwnRequest, 'method' | 'accept' | 'contentType' | 'body'>,
) {
  const url = `${companyUrl(place)}${path}minorversion=75`
  return ownRequest({ ...how, url, accessToken, deadlineMs: place.deadlineMs })
}
