import { readMaster, readOnly } from '../masters/master-table'
import type { Sql } from '../postgres/database'
import type { Schedule } from '../schedules/schedule'
import { conflict, type FieldError, invalid } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import { companyCurrencies, isUnitedStates } from './company-currencies'
import { customerOf } from './customer'
import type { CustomerWish } from './customer-creation'
import { foreign, nameProblem } from './customer-name'

/** QuickBooks counts five levels in all, and the customer below nobody is the first. */
const DEEPEST_PARENT = 3

/**
 * What QuickBooks would refuse of a wish, looked at before anything is sent, and the currency to create it in: null
 * where the company has one only. A schedule's currency decides, because a customer's never changes afterwards.
 * Refuses validation_failed with the place of each, and currency_mismatch.
 */
export async function checkWish(
  sql: Sql,
  wish: CustomerWish,
  about: { schedule: Pick<Schedule, 'currency'> | null; dealCurrency: string | null },
): Promise<string | null> {
  const workspace = await readWorkspace(sql)
  const company = companyCurrencies(await readOnly(sql, 'preferences'), workspace.currency)
  const latinOnly = isUnitedStates(await readOnly(sql, 'company'))
  const wanted = about.schedule?.currency ?? wish.currency ?? about.dealCurrency ?? company.home
  const errors = [
    ...textErrors(wish, latinOnly),
    ...currencyErrors(wish, about.schedule),
    ...(await parentErrors(sql, wish, company.several ? wanted : null, company.home)),
  ]
  if (errors.length > 0) throw invalid(errors)
  if (company.several) return wanted
  if (wanted !== company.home) {
    throw conflict(
      'currency_mismatch',
      `This company keeps its books in ${company.home} only, and the deal is in ${wanted}. Whoever administers QuickBooks can turn on more currencies there. Nothing was created.`,
      { currency: wanted },
    )
  }
  return null
}

function textErrors(wish: CustomerWish, latinOnly: boolean): FieldError[] {
  const problem = nameProblem(wish.displayName, latinOnly)
  const errors: FieldError[] = problem === null ? [] : [{ pointer: '/create/displayName', detail: problem }]
  if (!latinOnly) return errors
  const others = {
    companyName: wish.companyName,
    ...Object.fromEntries(
      Object.entries(wish.address ?? {}).map(([name, text]) => [`address/${name}`, text]),
    ),
  }
  for (const [name, text] of Object.entries(others)) {
    const letters = foreign(text ?? '')
    if (letters !== '') {
      errors.push({
        pointer: `/create/${name}`,
        detail: `QuickBooks can't store these characters: ${letters}`,
      })
    }
  }
  return errors
}

function currencyErrors(wish: CustomerWish, schedule: Pick<Schedule, 'currency'> | null): FieldError[] {
  if (wish.currency === undefined || schedule === null || schedule.currency === wish.currency) return []
  return [
    {
      pointer: '/create/currency',
      detail: `The deal is billed in ${schedule.currency}, so its customer is too.`,
    },
  ]
}

async function parentErrors(
  sql: Sql,
  { parentId }: CustomerWish,
  currency: string | null,
  home: string,
): Promise<FieldError[]> {
  if (parentId === undefined) return []
  const pointer = '/create/parentId'
  const master = await readMaster(sql, 'customers', parentId)
  if (!master) return [{ pointer, detail: `Milepost knows no customer ${parentId} of QuickBooks.` }]
  const parent = customerOf(master)
  if (!parent.active) return [{ pointer, detail: `“${parent.name}” is inactive in QuickBooks.` }]
  if (parent.level > DEEPEST_PARENT)
    return [{ pointer, detail: `“${parent.fullName}” is as deep as QuickBooks goes: five levels in all.` }]
  const theirs = parent.currency ?? home
  return currency === null || theirs === currency
    ? []
    : [{ pointer, detail: `“${parent.name}” is billed in ${theirs}, this customer in ${currency}.` }]
}
