import type { Response } from 'express'
import type { CompanyProfile } from './company-books'
import type { Office } from './office'
import { type Refusal, refusalBody } from './refusal'
import type { Answered } from './request-memory'
import { type Entity, printValue } from './value'

/** A successful body, with the time at its end. */
export const bodyFor = (office: Office, company: CompanyProfile, body: Entity): Answered => ({
  status: 200,
  body: printValue({ ...body, time: office.time(company) }),
})

export const refusedBody = (office: Office, company: CompanyProfile, refusal: Refusal): Answered => ({
  status: refusal.more.status ?? 400,
  body: refusalBody(refusal, office.time(company)),
})

export function send(res: Response, { status, body }: Answered): void {
  const type = status === 200 ? 'application/json;charset=utf-8' : 'application/json'
  // setHeader, since express would add a charset that the vendor does not send with refusals.
  res.status(status).setHeader('Content-Type', type)
  res.end(body)
}
