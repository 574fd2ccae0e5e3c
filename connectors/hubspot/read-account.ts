import { z } from 'zod'
import type { Answer } from '../answer'
import type { Ask } from './ask'
import { pageOf } from './batch'
import { type Account, account, type DealPipeline, dealPipeline, type Owner, owner } from './objects'
import { paths } from './paths'

/** HubSpot's largest page of owners, and a bound on how many pages a portal can make us turn. */
const OWNERS_PAGE = 500
const MAX_PAGES = 200

/** What the portal calls itself: its id, zone, currency and the host of its pages. */
export function readAccount(ask: Ask): Promise<Answer<Account>> {
  return ask({ operation: 'read account', method: 'GET', path: paths.account, shape: account })
}

/** All deal pipelines with their stages. */
export async function readPipelines(ask: Ask): Promise<Answer<DealPipeline[]>> {
  const answer = await ask({
    operation: 'read deal pipelines',
    method: 'GET',
    path: paths.dealPipelines,
    shape: z.looseObject({ results: z.array(dealPipeline) }),
  })
  return answer.outcome === 'done' ? { ...answer, value: answer.value.results } : answer
}

/** All live owners. `unknown`/unreadable when the pages don't end. */
export async function readOwners(ask: Ask): Promise<Answer<Owner[]>> {
  const owners: Owner[] = []
  let after: string | undefined
  let trace: string | null = null
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await ask({
      operation: 'read owners',
      method: 'GET',
      path: paths.owners,
      query: { limit: String(OWNERS_PAGE), archived: 'false', after },
      shape: pageOf(owner),
    })
    if (answer.outcome !== 'done') return answer
    owners.push(...answer.value.results)
    trace = answer.trace
    const next = answer.value.paging?.next?.after
    if (next === undefined) return { outcome: 'done', value: owners, trace }
    if (next === after) break
    after = next
  }
  const message = "HubSpot's list of owners does not end."
  return {
    outcome: 'unknown',
    fault: { kind: 'unreadable', status: 200, code: null, message, trace, retryAfterMs: null },
  }
}
