import { useRef } from 'react'

/** 128 bits by chance, as hex: nobody else makes the same. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * One idempotency key for one intention: pressing again with the same body repeats the key,
 * so that a lost reply can be asked for again without acting twice; another body gets another key.
 */
export function useRandomKey(): (body: unknown) => string {
  const held = useRef<{ body: string; key: string } | null>(null)
  return (body) => {
    const text = JSON.stringify(body) ?? ''
    if (held.current?.body !== text) held.current = { body: text, key: randomKey() }
    return held.current.key
  }
}
