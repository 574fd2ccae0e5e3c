import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import { type Clock, systemClock } from '../../src/clock/clock'
import type { Answer, Fault } from '../answer'

/** Who signed in with Intuit. The subject is what stays the same; an address may change hands. */
export interface Identity {
  readonly subject: string
  readonly email: string | null
  readonly emailVerified: boolean
  /** The company they came from, where the token names one. */
  readonly realmId: string | null
}

const claims = z.looseObject({
  sub: z.string().min(1),
  email: z.string().nullish().catch(null),
  emailVerified: z.boolean().nullish().catch(null),
  email_verified: z.boolean().nullish().catch(null),
  realmid: z.string().nullish().catch(null),
  nonce: z.string().nullish().catch(null),
})

/**
 * Checks id tokens as OpenID Connect asks: RS256 by a key of the issuer's, issuer, audience, expiry, and our
 * nonce where one was sent. A token that fails is refused as `unauthorized`, with the reason as its code; keys
 * that can't be fetched leave it unknown. Keys are kept for ten minutes.
 */
export function idTokenVerifier(settings: {
  readonly clientId: string
  readonly issuer: string
  readonly jwksUrl: string
  readonly deadlineMs: number
  readonly clock?: Clock
}): (idToken: string, nonce?: string) => Promise<Answer<Identity>> {
  const keys = createRemoteJWKSet(new URL(settings.jwksUrl), { timeoutDuration: settings.deadlineMs })
  const clock = settings.clock ?? systemClock
  return async (idToken, nonce) => {
    try {
      const { payload } = await jwtVerify(idToken, keys, {
        algorithms: ['RS256'],
        issuer: settings.issuer,
        audience: settings.clientId,
        requiredClaims: ['sub', 'exp', 'iat'],
        currentDate: clock.now(),
      })
      const parsed = claims.safeParse(payload)
      if (!parsed.success) return failed('refused', 'unauthorized', 'no_subject')
      const told = parsed.data
      if (nonce !== undefined && told.nonce !== nonce)
        return failed('refused', 'unauthorized', 'nonce_mismatch')
      return {
        outcome: 'done',
        value: {
          subject: told.sub,
          email: told.email ?? null,
          emailVerified: told.emailVerified ?? told.email_verified ?? false,
          realmId: told.realmid || null,
        },
        trace: null,
      }
    } catch (error) {
      if (error instanceof errors.JWKSTimeout) return failed('unknown', 'timeout', error.code)
      if (isAboutToken(error)) return failed('refused', 'unauthorized', error.code)
      return failed('unknown', 'unavailable', error instanceof errors.JOSEError ? error.code : null)
    }
  }
}

/** Everything that jose says of a token rather than of the keys' endpoint. */
function isAboutToken(error: unknown): error is errors.JOSEError {
  return (
    error instanceof errors.JWTExpired ||
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey
  )
}

function failed(outcome: 'refused' | 'unknown', kind: Fault['kind'], code: string | null): Answer<never> {
  const message =
    outcome === 'refused' ? 'This sign-in could not be trusted.' : "Intuit's keys could not be fetched."
  return { outcome, fault: { kind, status: null, code, message, trace: null, retryAfterMs: null } }
}
