import fc from 'fast-check'
import { type Edit, edit, NOTHING } from './edit'
import type { Job } from './side'

const DEALS = '/crm/v3/objects/deals'
const toDeal = (words: string, act: (job: Job, dealId: string) => Promise<unknown>) =>
  fc
    .nat({ max: 2 })
    .map((which) => edit(`${words} deal ${which}`, (job) => act(job, job.dealIds[which] ?? '')))
const patch = (words: string, properties: object) =>
  toDeal(words, ({ side }, dealId) => side.stage.hubspot.api('PATCH', `${DEALS}/${dealId}`, { properties }))

export const mergeDeals = fc
  .tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 }), fc.constantFrom('new_id', 'primary_id'))
  .map(([into, gone, merge_survivor]) =>
    edit(`merge deal ${gone} into ${into}, the survivor having ${merge_survivor}`, async (job) => {
      const { side, dealIds, merged } = job
      const now = (which: number) => merged.get(dealIds[which] ?? '') ?? dealIds[which] ?? ''
      const [primaryObjectId, objectIdToMerge] = [now(into), now(gone)]
      if (primaryObjectId === objectIdToMerge) return NOTHING
      await side.stage.hubspot.turn({ merge_survivor })
      const answer = await side.stage.hubspot.api<{ id: string }>('POST', `${DEALS}/merge`, {
        primaryObjectId,
        objectIdToMerge,
      })
      for (const id of dealIds)
        if ([primaryObjectId, objectIdToMerge].includes(merged.get(id) ?? id)) merged.set(id, answer.id)
      return answer
    }),
  )

/** What salespeople do. */
export const selling: readonly fc.Arbitrary<Edit>[] = [
  patch('raise the amount of', { amount: '4321.00' }),
  patch('lower the amount of', { amount: '10.00' }),
  patch('forget the amount of', { amount: '' }),
  patch('win', { dealstage: 'closedwon' }),
  patch('lose', { dealstage: 'closedlost' }),
  patch('rename', { dealname: 'Twin by another name' }),
  toDeal('delete', ({ side }, dealId) => side.stage.hubspot.api('DELETE', `${DEALS}/${dealId}`)),
  toDeal('restore', ({ side: { stage } }, dealId) =>
    stage.hubspot.open('/restore', { portalId: stage.portalId, objectType: 'deals', id: dealId }),
  ),
  mergeDeals,
]
