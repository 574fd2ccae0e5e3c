import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

/** Seals secrets for one place: what is sealed for one workspace and column does not open in another. */
export interface Sealer {
  seal(plain: string, place: string): string
  /** Throws when the text was changed, moved, or sealed with a key that is gone. */
  open(sealed: string, place: string): string
  /** A keyed hash for look-ups by a value that itself is kept sealed. */
  fingerprint(value: string): Buffer
}

const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * AES-256-GCM with a random 96-bit nonce; the place is authenticated with it. Sealed text is
 * `keyId.base64url(nonce | tag | ciphertext)`. The first key seals, all of them open, so that keys rotate.
 */
export function sealer(keysBase64: readonly string[]): Sealer {
  const keys = keysBase64.map((text) => {
    const key = Buffer.from(text, 'base64')
    if (key.length !== 32) throw new Error('a seal key is 32 bytes in base64')
    return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key }
  })
  const [first] = keys
  const last = keys.at(-1)
  if (!first || !last) throw new Error('sealing needs a key')
  // Look-ups must survive a rotation, so the fingerprint keeps to the oldest key given.
  const fingerprintKey = Buffer.from(hkdfSync('sha256', last.key, '', 'milepost fingerprint', 32))

  return {
    seal(plain, place) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', first.key, nonce).setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return `${first.id}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open(sealed, place) {
      const [id = '', text = ''] = sealed.split('.')
      const known = keys.find((each) => each.id === id)
      if (!known) throw new Error(`no seal key ${id}: add it to SEAL_KEYS`)
      const bytes = Buffer.from(text, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', known.key, bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      return (
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      )
    },
    fingerprint: (value) => createHash('sha256').update(fingerprintKey).update(value).digest(),
  }
}
