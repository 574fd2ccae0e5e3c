import { findStage } from './pipeline'
import type { Portal, WriteRule } from './portal'
import { invalid } from './refusal'
import type { HubSpotSwitches } from './switches'

/**
 * Since 2026-09 an account's own rules hold for API writes too (HubSpot changelog, "CRM API write
 * validation enforcement"). The one rule here: a won deal needs its reason.
 */
export function adminRule(switches: HubSpotSwitches, version: string, portal: Portal): WriteRule | null {
  if (version !== '2026-09' || switches.value('write_rule') === 'none') return null
  return (type, values) => {
    if (type.name !== 'deals') return
    const stage = findStage(portal.settings.pipelines, values['dealstage'] ?? '')
    if (stage?.metadata['probability'] !== '1.0' || (values['closed_won_reason'] ?? '') !== '') return
    throw invalid('Some required properties were not set: [closed_won_reason]', {
      errors: [
        {
          message: 'Property "closed_won_reason" is required at this stage.',
          code: 'CONDITIONAL_REQUIRED_PROPERTY',
          context: { propertyName: ['closed_won_reason'] },
        },
      ],
    })
  }
}
