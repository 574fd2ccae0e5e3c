import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { exportJWK, SignJWT } from 'jose'
import type { Clock } from '../../../src/clock/clock'
import { type Journal, put } from '../../simulation/journal'
import type { Grant } from './tokens'
import { isEntity, text, type Value } from './value'

const KEY_ID = 'simulator-1'

export interface OpenId {
  discovery(): object
  keys(): Promise<object>
  idToken(grant: Grant, clientId: string): Promise<string>
  userInfo(grant: Grant): object
}

/** Sign-in with Intuit: an RS256 key that outlives restarts, and what it signs. `baseUrl` is known once it listens. */
export function openOpenId(journal: Journal<Value>, clock: Clock, baseUrl: () => string): OpenId {
  const key = (): KeyObject => {
    const stored = journal.get('openid', 'key')
    const pem = isEntity(stored) ? text(stored, 'pem') : null
    if (pem !== null) return createPrivateKey(pem)
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const made = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    journal.commit([put('openid', 'key', { pem: made })])
    return privateKey
  }
  const issuer = (): string => `${baseUrl()}/op/v1`
  return {
    discovery: () => ({
      issuer: issuer(),
      authorization_endpoint: `${baseUrl()}/connect/oauth2`,
      token_endpoint: `${baseUrl()}/oauth2/v1/tokens/bearer`,
      userinfo_endpoint: `${baseUrl()}/v1/openid_connect/userinfo`,
      revocation_endpoint: `${baseUrl()}/v2/oauth2/tokens/revoke`,
      jwks_uri: `${issuer()}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid', 'email', 'profile', 'address', 'phone'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
      claims_supported: ['aud', 'exp', 'iat', 'iss', 'realmid', 'sub'],
    }),
    keys: async () => {
      const { kty, n, e } = await exportJWK(createPublicKey(key()))
      return { keys: [{ kty, e, use: 'sig', kid: KEY_ID, alg: 'RS256', n }] }
    },
    idToken: (grant, clientId) => {
      const seconds = Math.floor(clock.now().getTime() / 1000)
      return new SignJWT({
        aud: [clientId],
        ...(grant.realmId === null ? {} : { realmid: grant.realmId }),
        ...(grant.nonce === null ? {} : { nonce: grant.nonce }),
        auth_time: seconds,
      })
        .setProtectedHeader({ alg: 'RS256', kid: KEY_ID })
        .setSubject(subjectOf(grant))
        .setIssuer(issuer())
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + 3600)
        .sign(key())
    },
    userInfo: (grant) => ({
      sub: subjectOf(grant),
      email: grant.email,
      emailVerified: true,
      givenName: 'Robin',
      familyName: 'Keeper',
    }),
  }
}

/** One person per e-mail address, whatever company they come from. */
const subjectOf = (grant: Grant): string =>
  Buffer.from(grant.email).toString('hex').padEnd(32, '0').slice(0, 36)
