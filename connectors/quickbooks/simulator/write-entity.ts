import { deleteAttachable, writeAttachable } from './attachable'
import type { Behaviour } from './behaviour'
import { checkProperties, checkTexts } from './check-properties'
import { type Books, meantBy } from './company-books'
import { type Kind, kindInfo } from './kinds'
import { withLineEnds } from './line-ends'
import { writeMaster } from './masters'
import { deleteOther, writeOther } from './other-documents'
import { deletePayment, type PaymentRules, voidPayment, writePayment } from './payment'
import { refuse } from './refusal'
import { autoApply, deleteSales, type SalesRules, voidInvoice, writeSales } from './sales-documents'
import { isUsCompany } from './settings-of-company'
import { taken } from './taken'
import { compact, type Entity, flag, part, text } from './value'
import { voidWord } from './void-memo'

export interface WriteOptions {
  /** The `operation` parameter, or a batch item's operation. */
  readonly operation: string | null
  /** The `include` parameter, or a batch item's optionsData. */
  readonly include: readonly string[]
}

/** What a write answers: the entity's body under its name, or a fixed body. `after` runs once the answer is out. */
export interface Written {
  readonly entity: Entity
  readonly after: ((books: Books) => void) | null
}

/** The rules of all documents, as the switches stand now. */
export function rulesNow(behaviour: Behaviour, include: readonly string[]): SalesRules & PaymentRules {
  return {
    allowDuplicate: include.includes('allowduplicatedocnum'),
    warn: behaviour.value('duplicate-number-warning') === 'on',
    voidPaid: behaviour.value('void-with-payments') === 'refuse' ? 'refuse' : 'unlink',
    voidWord: voidWord(behaviour),
    deleteLinked: behaviour.value('delete-with-links'),
    ringForPaidInvoice: behaviour.value('invoice-event-on-payment') === 'yes',
    billedTimeToo: behaviour.value('link-billed-time') === 'accept',
    othersTimeToo: behaviour.value('link-time-of-others') === 'accept',
    keepTimeBilled: behaviour.value('void-frees-time') === 'no',
    acrossFamily: behaviour.value('payment-across-subcustomers') === 'allow',
  }
}

/** One POST to an entity, whichever it means: create, full or sparse update, void, delete. */
export function writeEntity(
  books: Books,
  kind: Kind,
  sent: Entity,
  { operation, include }: WriteOptions,
  behaviour: Behaviour,
): Written {
  const rules = rulesNow(behaviour, include)
  checkProperties(kind, sent)
  checkTexts(sent, isUsCompany(books))
  const body = withLineEnds(taken(kind, sent), behaviour)
  switch (operation?.toLowerCase() ?? '') {
    case 'delete':
      return plain(deleteEntity(books, kind, body, rules))
    case 'void':
      if (kind !== 'Invoice') throw refuse.unsupported('void')
      return plain(voidInvoice(books, meantBy(books, kind, body), rules))
    case '':
    case 'create':
    case 'update':
      if (kind === 'Payment' && include.includes('void'))
        return plain(voidPayment(books, meantBy(books, kind, body), rules))
      return save(books, kind, body, rules, behaviour)
    default:
      throw refuse.unsupported(operation ?? '')
  }
}

const plain = (entity: Entity): Written => ({ entity, after: null })

function save(
  books: Books,
  kind: Kind,
  body: Entity,
  rules: SalesRules & PaymentRules,
  behaviour: Behaviour,
): Written {
  const { family } = kindInfo(kind)
  if (kind === 'Attachable') return plain(writeAttachable(books, body))
  if (family === 'fixed') return plain(writeFixed(books, kind, body))
  const { MetaData, domain, status, ...sent } = body
  if (family === 'name' || family === 'list') return plain(writeMaster(books, kind, sent))
  const stored = text(body, 'Id') === null ? null : meantBy(books, kind, body)
  const draft = stored === null ? compact({ ...sent, sparse: false }) : merged(kind, stored, sent)
  if (kind === 'Payment') return plain(writePayment(books, draft, stored, rules))
  if (family !== 'sales') return plain(writeOther(books, kind, draft, stored))
  const entity = writeSales(books, kind, draft, stored, rules)
  if (kind !== 'Invoice' || stored !== null) return plain(entity)
  const id = text(entity, 'Id') ?? ''
  if (behaviour.value('auto-apply') === 'after-answer')
    return { entity, after: (later) => autoApply(later, id, rules) }
  autoApply(books, id, rules)
  return plain(books.get(kind, id) ?? entity)
}

/** What a full update keeps though it was not sent: QuickBooks' own fields, and the number. */
const KEPT = [
  'Id',
  'SyncToken',
  'MetaData',
  'DocNumber',
  'LinkedTxn',
  'TxnStatus',
  '_statusBefore',
  'DeliveryInfo',
]

function merged(kind: Kind, stored: Entity, sent: Entity): Entity {
  if (flag(sent, 'sparse')) return compact({ ...stored, ...sent, MetaData: part(stored, 'MetaData') })
  const kept = Object.fromEntries(KEPT.map((name) => [name, stored[name]]))
  const tax = kind === 'Payment' ? {} : { TxnTaxDetail: null }
  return compact({ ...tax, ...kept, ...sent, MetaData: part(stored, 'MetaData') })
}

function deleteEntity(books: Books, kind: Kind, body: Entity, rules: SalesRules & PaymentRules): Entity {
  const { family } = kindInfo(kind)
  if (kind === 'Attachable') deleteAttachable(books, meantBy(books, kind, body, false))
  else if (kind === 'Payment') deletePayment(books, meantBy(books, kind, body), rules)
  else if (family === 'sales') deleteSales(books, kind, meantBy(books, kind, body), rules)
  else if (family === 'other') deleteOther(books, kind, meantBy(books, kind, body))
  else throw refuse.unsupported('delete')
  return { domain: 'QBO', status: 'Deleted', Id: text(body, 'Id') ?? '' }
}

/** Preferences and CompanyInfo: sections of a sparse update are merged one level deep. */
function writeFixed(books: Books, kind: Kind, body: Entity): Entity {
  if (kind !== 'Preferences' && kind !== 'CompanyInfo') throw refuse.unsupported('create')
  const stored = meantBy(books, kind, { ...body, Id: text(body, 'Id') ?? '1' })
  const { MetaData, ...sent } = body
  const sections = Object.fromEntries(
    Object.entries(sent).map(([name, value]) => {
      const old = part(stored, name)
      const isSection = name.endsWith('Prefs') && typeof value === 'object' && value !== null
      return [name, isSection ? compact({ ...old, ...part(sent, name) }) : value]
    }),
  )
  return books.change(kind, { ...stored, ...sections })
}
