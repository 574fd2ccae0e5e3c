import { createSwitches } from '../../simulation/switches'

/** What is not known for sure about HubSpot, first the position we believe. */
export const hubspotSwitches = {
  merge_survivor: {
    values: ['new_id', 'primary_id'],
    about: 'whether a merge makes a record with a new id, or keeps the primary one',
  },
  merge_order: {
    values: ['merge_first', 'deletion_first'],
    about: 'whether the merge event comes before or after the deletion event of the merged-away record',
  },
  search_delay: {
    values: ['200ms', 'none', '2s', '30s'],
    about: 'how long after a write search and list of links show it',
  },
  batch_missing_id: {
    values: ['fails_batch', 'multi_status'],
    about: 'what a batch update without trace ids does when one id does not exist: 400 for all, or 207',
  },
  uninstalled_refresh: {
    values: ['BAD_REFRESH_TOKEN', 'BAD_HUB'],
    about: 'how a refresh is refused after the app was uninstalled',
  },
  own_writes_echo: {
    values: ['on', 'off'],
    about: "whether the app's own writes ring its webhooks",
  },
  signed_uri: {
    values: ['as_sent', 'decoded'],
    about: 'whether v3 signs the URL as it is sent, or with the documented characters percent-decoded',
  },
  rate_limit_body: {
    values: ['policy', 'category'],
    about: 'the older body of a 429 with policyName, or the newer one with category RATE_LIMITS only',
  },
  archived_property_name: {
    values: ['free', 'taken'],
    about:
      'whether a property may be made under the name of an archived one, or must be restored by a person',
  },
  write_rule: {
    values: ['none', 'closed_won_reason_required'],
    about: "an administrator's rule on writes through 2026-09: a won deal needs closed_won_reason",
  },
} as const

export const createHubSpotSwitches = () => createSwitches(hubspotSwitches)
export type HubSpotSwitches = ReturnType<typeof createHubSpotSwitches>

const delays: Readonly<Record<string, number>> = { '200ms': 200, none: 0, '2s': 2000, '30s': 30_000 }

export function searchDelayMs(switches: HubSpotSwitches): number {
  return delays[switches.value('search_delay')] ?? 0
}
