import { limits } from '../../config/limits'
import type { Fault } from '../../connectors/answer'
import type { Company } from '../../connectors/quickbooks/company'
import type { Entities } from '../../connectors/quickbooks/entities'
import type { Clock } from '../clock/clock'
import { closeMessage, type Message } from '../outbox/outbox-table'
import { whoMends } from '../outbox/retry'
import type { Database, Sql } from '../postgres/database'
import { adoptCustomer } from './adopt-customer'
import { type Creation, creationHash } from './customer-creation'
import { lockCreation, setCreationOpen, setCreationSending } from './customer-creation-table'
import { findNamed, isNameClash, wasOurs } from './find-customer'
import { putOff, raiseUnclear, refuseCustomer, setUnclear, waitForVendor } from './put-off-customer'

export interface CreateCustomerParts {
  readonly database: Database
  readonly clock: Clock
  readonly random: () => number
}

type Customer = Entities['Customer']

/**
 * Creates one customer in QuickBooks, exactly once, whatever is lost on the way. One that may have been sent is
 * looked for first, by its exact name; when it is not there it is looked for again once QuickBooks can't be working
 * on that attempt any more, and only then the same bytes go out under the same key.
 */
export async function createCustomer(
  parts: CreateCustomerParts,
  company: Company,
  workspaceId: string,
  message: Message,
): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const creation = await within((sql) => beginning(sql, message))
  if (creation === null) return
  if (creation.state !== 'waiting') {
    // Asked before the look: an attempt that ends while we look must not be taken for one that never came.
    const vendorIsDone = isVendorDone(parts, creation)
    const there = await findNamed(company, creation.displayName)
    if (there.outcome !== 'done') return within((sql) => putOff(sql, parts, message, creation, there.fault))
    if (there.value !== null) return within((sql) => take(sql, parts, message, creation, there.value))
    if (!vendorIsDone) return within((sql) => waitForVendor(sql, parts, message, creation))
  }
  const begun = await within((sql) => beginCreate(sql, parts, creation))
  if (begun === null) return
  const answer = await company.create('Customer', JSON.parse(creation.body), creation.requestKey)
  switch (answer.outcome) {
    case 'done':
      return within((sql) => adoptCustomer(sql, begun, answer.value, 'created'))
    case 'unknown':
      return lookAfter(parts, company, workspaceId, message, begun, answer.fault)
    case 'refused':
      return refused(parts, company, workspaceId, message, begun, answer.fault)
  }
}

const isVendorDone = (parts: CreateCustomerParts, { sentAt }: Creation): boolean =>
  sentAt === null || parts.clock.now().getTime() - sentAt.getTime() > limits.vendorStillWorkingMs

async function beginning(sql: Sql, message: Message): Promise<Creation | null> {
  const creation = await lockCreation(sql, message.subjectId)
  if (!creation || creation.state === 'cancelled' || creation.state === 'refused') {
    const state = creation?.state === 'refused' ? 'refused' : 'cancelled'
    await closeMessage(sql, message.messageId, state, creation?.fault ?? null)
    return null
  }
  if (creation.state === 'created') {
    await closeMessage(sql, message.messageId, 'done', null)
    return null
  }
  if (creationHash(creation.body) !== creation.bodyHash) {
    throw new Error(`the body of customer creation ${creation.creationId} is not the one that was frozen`)
  }
  return creation
}

/** The one place where sending begins. Null when someone else moved the creation since it was looked at. */
async function beginCreate(sql: Sql, parts: CreateCustomerParts, seen: Creation): Promise<Creation | null> {
  const creation = await lockCreation(sql, seen.creationId)
  if (!creation || creation.state !== seen.state || creation.sentAt?.getTime() !== seen.sentAt?.getTime())
    return null
  await setCreationSending(sql, creation.creationId, parts.clock.now())
  return lockCreation(sql, creation.creationId)
}

/** What has the name now: ours, or somebody else's, and then this is refused. */
async function take(
  sql: Sql,
  parts: CreateCustomerParts,
  message: Message,
  creation: Creation,
  found: Customer | null,
): Promise<void> {
  if (found !== null && wasOurs(creation, found)) return adoptCustomer(sql, creation, found, 'found')
  await refuseCustomer(sql, parts, message, creation, nameFault(creation, found), found?.Id ?? '')
}

/** A lost answer is looked for at once: usually the customer is there. */
async function lookAfter(
  parts: CreateCustomerParts,
  company: Company,
  workspaceId: string,
  message: Message,
  creation: Creation,
  fault: Fault,
): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  await within((sql) => setUnclear(sql, message, creation, fault))
  const there = await findNamed(company, creation.displayName)
  if (there.outcome === 'done' && there.value !== null) {
    return within((sql) => take(sql, parts, message, creation, there.value))
  }
  await within((sql) => raiseUnclear(sql, creation, fault))
}

/** A refusal says that this attempt did nothing; one before it may still have. */
async function refused(
  parts: CreateCustomerParts,
  company: Company,
  workspaceId: string,
  message: Message,
  creation: Creation,
  fault: Fault,
): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const first = creation.sentAt?.getTime() === creation.firstSentAt?.getTime()
  if (whoMends(fault) === 'later') {
    return within(async (sql) => {
      await setCreationOpen(sql, creation.creationId, first ? 'waiting' : 'unclear', fault)
      await putOff(sql, parts, message, { ...creation, state: first ? 'waiting' : 'unclear' }, fault)
    })
  }
  if (!isNameClash(fault)) return within((sql) => refuseCustomer(sql, parts, message, creation, fault, null))
  const there = await findNamed(company, creation.displayName)
  if (there.outcome !== 'done' && !first) {
    // The name may be taken by what an attempt before this one made.
    return within((sql) => setUnclear(sql, message, creation, fault))
  }
  const found = there.outcome === 'done' ? there.value : null
  if (found !== null && !first && wasOurs(creation, found)) {
    return within((sql) => adoptCustomer(sql, creation, found, 'found'))
  }
  const nameOf = there.outcome === 'done' ? (found?.Id ?? '') : null
  return within((sql) => refuseCustomer(sql, parts, message, creation, fault, nameOf))
}

function nameFault(creation: Creation, found: Customer | null): Fault {
  return {
    kind: 'duplicate',
    status: null,
    code: '6240',
    message: `QuickBooks has a customer called “${found?.DisplayName ?? creation.displayName}” that somebody else made.`,
    trace: null,
    retryAfterMs: null,
  }
}
