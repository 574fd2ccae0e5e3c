import type { CSSProperties } from 'react'

/** A column as wide as the widest of its amounts, so that figures stand under each other in rows of their own. */
export function amountWidth(texts: readonly string[]): CSSProperties {
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 8)
  return { '--amount-width': `${longest + 1}ch` }
}
