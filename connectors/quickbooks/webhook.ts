import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson, parseBoundedJson, type Unreadable } from '../bounded-json'

/** Intuit names no limit to a delivery; 1 MiB holds some 3,000 events. */
const MAX_BYTES = 1_048_576

/** One event of a delivery: a hint that something changed, to be settled by reading. */
export interface QuickBooksEvent {
  readonly realmId: string
  /** QuickBooks' name for the kind: `Invoice`. */
  readonly entity: string
  readonly id: string
  /** `created`, `updated`, `deleted`, `voided`, `merged`, `emailed`, or a word that is new to us. */
  readonly operation: string
  /** When it changed, as the text that came (CloudEvents have nine decimals). */
  readonly at: string | null
  /** After a merge, the id that is no more. */
  readonly deletedId: string | null
  /** SHA-256 (hex) of the event and its realm: equal for every delivery of the same event. */
  readonly key: string
  /** The event as received. */
  readonly body: unknown
}

export type Delivery =
  | {
      readonly ok: true
      readonly events: QuickBooksEvent[]
      /** Entries that name no realm or no document, so that nobody could act on them. */
      readonly skipped: number
    }
  | { readonly ok: false; readonly reason: Unreadable | 'not_a_notification' }

/**
 * Whether Intuit signed these bytes with one of our verifier tokens: several, so that a rotation loses nothing.
 * Compares in constant time and tries every token whichever fits.
 */
export function verifyWebhook(delivery: {
  rawBody: Buffer
  signature: string | undefined
  verifierTokens: readonly string[]
}): { valid: true } | { valid: false; reason: 'missing_signature' | 'bad_signature' } {
  if (!delivery.signature) return { valid: false, reason: 'missing_signature' }
  const given = Buffer.from(delivery.signature)
  let valid = false
  for (const token of delivery.verifierTokens) {
    // An empty token would let anybody sign.
    if (token === '') continue
    const signed = createHmac('sha256', token).update(delivery.rawBody).digest('base64')
    const expected = Buffer.from(signed)
    const fits = given.length === expected.length && timingSafeEqual(given, expected)
    valid = fits || valid
  }
  return valid ? { valid: true } : { valid: false, reason: 'bad_signature' }
}

/**
 * Reads a delivery: an array of CloudEvents (since May 2026), or the classic `eventNotifications`. One entry that
 * can't be understood is skipped and doesn't cost the others. Call it only after `verifyWebhook`.
 */
export function parseWebhook(rawBody: Buffer): Delivery {
  const parsed = parseBoundedJson(rawBody, MAX_BYTES)
  if (!parsed.ok) return parsed
  const entries = entriesOf(parsed.value)
  if (entries === null) return { ok: false, reason: 'not_a_notification' }
  const events = entries.flatMap((entry) => entry ?? [])
  return { ok: true, events, skipped: entries.length - events.length }
}

const text = z.string().min(1).max(100)
const optional = z.string().max(100).nullish().catch(null)
const id = z.union([text, z.int().transform(String)])
const cloudEvent = z.looseObject({
  type: text,
  intuitaccountid: id,
  intuitentityid: id,
  time: optional,
  data: z
    .looseObject({ deletedid: id.nullish().catch(null) })
    .nullish()
    .catch(null),
})
const classicEntity = z.looseObject({
  name: text,
  id,
  operation: text,
  lastUpdated: optional,
  deletedId: id.nullish().catch(null),
})
const classicNotice = z.looseObject({
  realmId: id,
  dataChangeEvent: z.looseObject({ entities: z.array(z.unknown()) }),
})
const classicDelivery = z.looseObject({ eventNotifications: z.array(z.unknown()) })

type Entry = QuickBooksEvent | null

function entriesOf(value: unknown): Entry[] | null {
  if (Array.isArray(value)) return value.map(readCloudEvent)
  const classic = classicDelivery.safeParse(value)
  if (classic.success) return classic.data.eventNotifications.flatMap(readNotice)
  const single = readCloudEvent(value)
  return single === null ? null : [single]
}

function readCloudEvent(body: unknown): Entry {
  const parsed = cloudEvent.safeParse(body)
  if (!parsed.success) return null
  const { type, intuitaccountid, intuitentityid, time, data } = parsed.data
  const [, kind, operation] = /^qbo\.([a-z0-9_-]+)\.([a-z0-9_-]+)(?:\..*)?$/i.exec(type) ?? []
  if (kind === undefined || operation === undefined) return null
  return {
    realmId: intuitaccountid,
    entity: entityName(kind),
    id: intuitentityid,
    operation: operation.toLowerCase(),
    at: time ?? null,
    deletedId: data?.deletedid ?? null,
    key: keyOf(body),
    body,
  }
}

function readNotice(notice: unknown): Entry[] {
  const parsed = classicNotice.safeParse(notice)
  if (!parsed.success) return [null]
  const { realmId, dataChangeEvent } = parsed.data
  return dataChangeEvent.entities.map((body) => readClassic(realmId, body))
}

const PAST = new Map(
  Object.entries({
    create: 'created',
    update: 'updated',
    delete: 'deleted',
    void: 'voided',
    merge: 'merged',
    emailed: 'emailed',
  }),
)

function readClassic(realmId: string, body: unknown): Entry {
  const parsed = classicEntity.safeParse(body)
  if (!parsed.success) return null
  const operation = parsed.data.operation.toLowerCase()
  return {
    realmId,
    entity: entityName(parsed.data.name),
    id: parsed.data.id,
    operation: PAST.get(operation) ?? operation,
    at: parsed.data.lastUpdated ?? null,
    deletedId: parsed.data.deletedId ?? null,
    // A classic event doesn't name its realm, and its ids repeat from company to company.
    key: keyOf({ realmId, entity: body }),
    body,
  }
}

const NAMES = new Map(
  [
    'BillPayment',
    'CompanyCurrency',
    'CreditCardPayment',
    'CreditMemo',
    'JournalCode',
    'JournalEntry',
    'PaymentMethod',
    'PurchaseOrder',
    'RefundReceipt',
    'SalesReceipt',
    'TaxAgency',
    'TaxCode',
    'TaxRate',
    'TimeActivity',
    'VendorCredit',
  ].map((name) => [name.toLowerCase(), name]),
)

/** CloudEvents write `creditmemo` where the API says `CreditMemo`. */
function entityName(word: string): string {
  const lower = word.toLowerCase()
  return NAMES.get(lower) ?? lower.charAt(0).toUpperCase() + lower.slice(1)
}

function keyOf(event: unknown): string {
  return createHash('sha256').update(canonicalJson(event)).digest('hex')
}
