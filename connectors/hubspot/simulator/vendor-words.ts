import { randomUUID } from 'node:crypto'
import type { FaultWords } from '../../simulation/faults'

const contentType = 'application/json;charset=utf-8'

function body(message: string, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ status: 'error', message, correlationId: randomUUID(), ...more })
}

/** How HubSpot words the faults that tests ask for. */
export const vendorWords: FaultWords = {
  status: (status) => {
    switch (status) {
      case 429:
        return {
          contentType,
          body: body('You have reached your ten_secondly_rolling limit.', {
            errorType: 'RATE_LIMIT',
            policyName: 'TEN_SECONDLY_ROLLING',
            groupName: 'publicapi:private-apps:0',
          }),
        }
      case 401:
        return {
          contentType,
          body: body('The OAuth token used to make this call expired.', {
            category: 'EXPIRED_AUTHENTICATION',
          }),
        }
      default:
        return {
          contentType,
          body:
            status >= 500
              ? body('internal error')
              : body('The request was refused.', { category: 'VALIDATION_ERROR' }),
        }
    }
  },
  faultIn200: () => ({
    contentType,
    body: body('There was a problem with the request.', { category: 'VALIDATION_ERROR' }),
  }),
  empty200: () => ({ contentType, body: '{}' }),
}
