import type { Clock } from '../../../src/clock/clock'
import type { FaultWords, SpokenFault } from '../../simulation/faults'
import { gatewayBody, refusalBody, refuse } from './refusal'

/** The faults that Intuit's gateway answers before a call reaches a company. */
const GATEWAY = {
  401: { name: 'AuthenticationFailed', code: '3200', type: 'AUTHENTICATION' },
  403: { name: 'ApplicationAuthorizationFailed', code: '3100', type: 'SERVICE' },
  429: { name: 'ThrottleExceeded', code: '3001', type: 'SERVICE' },
  500: { name: 'InternalServerError', code: '3100', type: 'SERVICE' },
  504: { name: 'GatewayTimeout', code: '6002', type: 'SERVICE' },
} as const
type GatewayStatus = keyof typeof GATEWAY
const isGatewayStatus = (status: number): status is GatewayStatus => Object.hasOwn(GATEWAY, status)

/** How gateway faults are written; a switch, since all three have been seen. */
export type GatewayForm = 'json' | 'xml' | 'html'

/** One fault of the gateway, complete with headers. */
export function gatewayFault(
  status: number,
  detail: string | null,
  clock: Clock,
  form: GatewayForm = 'json',
): SpokenFault {
  const known = isGatewayStatus(status) ? GATEWAY[status] : GATEWAY[500]
  const message = `message=${known.name}; errorCode=00${known.code}; statusCode=${status}`
  const headers = status === 401 ? { 'WWW-Authenticate': 'Bearer realm="Intuit", error="invalid_token"' } : {}
  if (form === 'html' || (status === 503 && form === 'json')) {
    const body = `<html><head><title>${status}</title></head><body><center><h1>${status} Service Unavailable</h1></center></body></html>`
    return { contentType: 'text/html', body, headers }
  }
  if (form === 'xml' || status === 504) {
    const inner = `<Message>${message}</Message>${detail === null ? '' : `<Detail>${detail}</Detail>`}`
    const body = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse xmlns="http://schema.intuit.com/finance/v3"><Fault type="${known.type}"><Error code="${known.code}">${inner}</Error></Fault></IntuitResponse>`
    return { contentType: 'application/xml', body, headers }
  }
  const body = gatewayBody({ message, detail, code: known.code, type: known.type }, clock.now().getTime())
  return { contentType: 'application/json', body, headers }
}

export const THROTTLED = 'The request limit was reached.  Try again later'

/** QuickBooks' words for the faults that a test plays. */
export function quickBooksFaultWords(clock: Clock, tid: () => string): FaultWords {
  const json = 'application/json;charset=utf-8'
  return {
    status: (status) => {
      const detail = status === 429 ? THROTTLED : status === 401 ? 'Token expired: this token' : null
      const said =
        status === 400
          ? {
              contentType: json,
              body: refusalBody(refuse.business('played by a fault'), clock.now().toISOString()),
            }
          : gatewayFault(status, detail, clock)
      return { ...said, headers: { ...said.headers, intuit_tid: tid() } }
    },
    faultIn200: () => ({
      contentType: json,
      body: refusalBody(refuse.failure('java.lang.UnsupportedOperationException'), clock.now().toISOString()),
      headers: { intuit_tid: tid() },
    }),
    empty200: () => ({
      contentType: json,
      body: `{"BatchItemResponse":[],"time":"${clock.now().toISOString()}"}`,
      headers: { intuit_tid: tid() },
    }),
  }
}
