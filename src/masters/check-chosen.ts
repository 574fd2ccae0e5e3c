import type { Sql } from '../postgres/database'
import type { FieldError } from '../tenants/refusal'
import { type MasterKind, masterReadings, readMaster } from './master-table'

/** A record of QuickBooks that somebody chose, and where in what they sent it stands. */
export interface Chosen {
  readonly pointer: string
  readonly kind: MasterKind
  readonly id: string
}

const words: Readonly<Record<MasterKind, string>> = {
  customers: 'customer',
  items: 'product or service',
  terms: 'payment terms',
  'tax-codes': 'tax code',
  classes: 'class',
  locations: 'location',
  accounts: 'account',
  estimates: 'estimate',
  employees: 'employee',
  vendors: 'vendor',
}

/**
 * Whether QuickBooks has what was chosen, and has it in use; each trouble where it stands. A list that was never
 * read says nothing about what is in it.
 */
export async function checkChosen(sql: Sql, chosen: readonly Chosen[]): Promise<FieldError[]> {
  const readings = await masterReadings(sql)
  const errors: FieldError[] = []
  for (const { pointer, kind, id } of chosen) {
    if (!readings.has(kind)) continue
    const master = await readMaster(sql, kind, id)
    if (master === null) errors.push({ pointer, detail: `QuickBooks has no ${words[kind]} ${id}.` })
    else if (!master.active)
      errors.push({ pointer, detail: `The ${words[kind]} “${master.name}” is inactive in QuickBooks.` })
  }
  return errors
}
