import type { Answer } from '../answer'
import { type Ask, asker } from './ask'
import { sendBatch } from './batch'
import { changedRows, rowsById } from './changed-rows'
import { readChanges, sinceText } from './changes'
import { isId, jsonCopy, problemWith } from './check-request'
import type { Company, OpenCompany } from './company'
import type { Entities, EntityName } from './entities'
import { invoicePdf, payLink, sendInvoice } from './invoice-doors'
import { findChanges, type Place, readOne, writeEntity } from './package-client'
import { queryRows } from './query-rows'
import { readDeleted, readEntity } from './read-entity'
import { notAsked } from './read-fault'
import { readVoided } from './read-voided'
import { upload } from './upload'

/**
 * Opens a company. Entity calls go through node-quickbooks, the others are requests of our own; every one is
 * paced, sent once within the caller's deadline, judged by what is in the answer, and recorded.
 * Throws RangeError for a realm id that isn't digits, because it becomes part of every URL.
 */
export const openCompany: OpenCompany = (realmId, caller) => {
  if (!isId(realmId)) throw new RangeError('a realm id is made of digits')
  const place: Place = { baseUrl: caller.baseUrl, realmId, deadlineMs: caller.deadlineMs }
  const ask = asker(caller)
  const company: Company = {
    realmId,
    read: (entity, id) => read(ask, place, entity, id),
    query: (entity, criteria, options) => queryRows(ask, place, entity, criteria, options),
    create: (entity, body, requestKey) => write(ask, place, { verb: 'create', entity, body, requestKey }),
    update: (entity, body, requestKey) =>
      write(ask, place, {
        verb: 'update',
        entity,
        // A full update would null every field that is left out.
        body: { ...body, sparse: true },
        id: body.Id,
        syncToken: body.SyncToken,
        requestKey,
      }),
    void: (entity, id, syncToken, requestKey) =>
      entity === 'Invoice'
        ? voidDocument(ask, place, 'Invoice', id, syncToken, requestKey)
        : voidDocument(ask, place, 'Payment', id, syncToken, requestKey),
    delete: (entity, id, syncToken, requestKey) => remove(ask, place, { entity, id, syncToken, requestKey }),
    changes: (entities, since) =>
      ask({
        operation: 'changes',
        metered: true,
        write: false,
        send: (accessToken) => findChanges(place, accessToken, entities, sinceText(since)),
        read: readChanges(entities),
      }),
    changedRows: (entity, since, take) => changedRows(ask, place, entity, since, take),
    rowsById: (entity, ids) => rowsById(ask, place, entity, ids),
    sendInvoice: (id, to) => sendInvoice(ask, place, id, to),
    invoicePdf: (id) => invoicePdf(ask, place, id),
    payLink: (id) => payLink(ask, place, id),
    upload: (file) => upload(ask, place, file),
    batch: (entity, items, requestKey) => sendBatch(ask, place, entity, items, requestKey),
    companyInfo: () => readMaster(ask, place, 'CompanyInfo', realmId),
    preferences: () => readMaster(ask, place, 'Preferences', null),
  }
  return company
}

async function read<E extends EntityName>(
  ask: Ask,
  place: Place,
  entity: E,
  id: string,
): Promise<Answer<Entities[E] | null>> {
  const problem = problemWith({ verb: 'get', entity, id })
  if (problem !== null) return notAsked(problem)
  const answer = await readMaster(ask, place, entity, id)
  const gone = answer.outcome === 'refused' && answer.fault.kind === 'missing'
  return gone ? { outcome: 'done', value: null, trace: answer.fault.trace } : answer
}

function readMaster<E extends EntityName>(ask: Ask, place: Place, entity: E, id: string | null) {
  return ask({
    operation: `read ${entity}`,
    metered: true,
    write: false,
    send: (accessToken) => readOne(place, accessToken, entity, id ?? ''),
    // A company's own description has an id that isn't the realm's.
    read: readEntity(entity, entity === 'CompanyInfo' || entity === 'Preferences' ? null : id),
  })
}

async function write<E extends EntityName>(
  ask: Ask,
  place: Place,
  call: {
    verb: 'create' | 'update'
    entity: E
    body: object
    id?: string
    syncToken?: string
    requestKey: string
  },
): Promise<Answer<Entities[E]>> {
  const body = jsonCopy(call.body)
  const problem = problemWith(call)
  if (problem !== null || body === null) return notAsked(problem ?? 'This body is not JSON.')
  return ask({
    operation: `${call.verb} ${call.entity}`,
    metered: false,
    write: true,
    requestKey: call.requestKey,
    send: (accessToken) => writeEntity(place, accessToken, { ...call, body }),
    read: readEntity(call.entity, call.id ?? null),
  })
}

/** Exactly Id and SyncToken: with lines in the body a void has been known to rewrite the document. */
async function voidDocument<E extends 'Invoice' | 'Payment'>(
  ask: Ask,
  place: Place,
  entity: E,
  id: string,
  syncToken: string,
  requestKey: string,
): Promise<Answer<Entities[E]>> {
  const call = { verb: 'void', entity, requestKey, body: { Id: id, SyncToken: syncToken } } as const
  const problem = problemWith({ ...call, id, syncToken })
  if (problem !== null) return notAsked(problem)
  return ask({
    operation: `void ${entity}`,
    metered: false,
    write: true,
    requestKey,
    send: (accessToken) => writeEntity(place, accessToken, call),
    read: readVoided(entity, id),
  })
}

async function remove(
  ask: Ask,
  place: Place,
  call: { entity: EntityName; id: string; syncToken: string; requestKey: string },
): Promise<Answer<{ id: string }>> {
  const { entity, id, requestKey } = call
  const problem = problemWith({ verb: 'delete', ...call })
  if (problem !== null) return notAsked(problem)
  const body = { Id: id, SyncToken: call.syncToken }
  return ask({
    operation: `delete ${entity}`,
    metered: false,
    write: true,
    requestKey,
    send: (accessToken) => writeEntity(place, accessToken, { verb: 'delete', entity, body, requestKey }),
    read: readDeleted(entity, id),
  })
}
