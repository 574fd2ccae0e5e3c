/**
 * Goal: the words that the contract says again, because it may import nothing of the house, are the house's own, in its
 * order. Method: the lists of the contract, held against the lists and the unions that the house's files declare.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { attachedKinds } from '../../src/http/contract/attached-kinds'
import { billingStatuses } from '../../src/http/contract/billing-status'
import { changeOrderStates } from '../../src/http/contract/change-order'
import { attentionKinds } from '../../src/http/contract/deal'
import { labels, workStatuses } from '../../src/http/contract/milestone'
import { adviceCodes } from '../../src/http/contract/schedule'
import { masterKinds, roles } from '../../src/http/contract/workspace'
import { attachedKinds as attachedKindsOfHouse } from '../../src/invoices/attachments/attachment'
import { masterKinds as masterKindsOfHouse } from '../../src/masters/master-table'
import { roles as rolesOfHouse } from '../../src/tenants/actor'

const SCHEMA = readFileSync(path.resolve(__dirname, '../../src/postgres/schema.txt'), 'utf8')

/** The members of a union of words that a file exports. */
function unionIn(file: string, name: string): string[] {
  const text = readFileSync(path.resolve(__dirname, '../..', file), 'utf8')
  const union = new RegExp(`^export type ${name} =((?:\\s*\\|?\\s*'[^']+')+)$`, 'm').exec(text)?.[1]
  if (union === undefined) throw new Error(`${file} exports no union of words named ${name}`)
  return [...union.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '')
}

test.each<[string, string, readonly string[]]>([
  ['src/reconcile/label.ts', 'Label', labels],
  ['src/invoices/billing-status.ts', 'BillingStatus', billingStatuses],
  ['src/schedules/milestone.ts', 'WorkStatus', workStatuses],
  ['src/attention/attention-table.ts', 'AttentionKind', attentionKinds],
  ['src/schedules/advice.ts', 'AdviceCode', adviceCodes],
  ['src/change-orders/change-order.ts', 'ChangeOrderState', changeOrderStates],
])('%s: %s is what the contract says', (file, name, list) => {
  expect(list).toEqual(unionIn(file, name))
})

test('roles and lists of QuickBooks are what the contract says', () => {
  expect(roles).toEqual(rolesOfHouse)
  expect(masterKinds).toEqual(masterKindsOfHouse)
  expect(attachedKinds).toEqual(attachedKindsOfHouse)
})

/** The words that a check constraint of the pinned schema admits. */
function wordsOf(constraint: string): string[] {
  const line = SCHEMA.split('\n').find((each) => each.includes(constraint))
  if (line === undefined) throw new Error(`the schema has no ${constraint}`)
  return [...line.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '')
}

test('the database admits the same work statuses and roles', () => {
  expect(wordsOf('milestone_work_status_check')).toEqual([...workStatuses])
  expect(wordsOf('change_order_state_check')).toEqual([...changeOrderStates])
  expect(wordsOf('person_role_check')).toEqual([...roles])
})
