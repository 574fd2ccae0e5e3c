const LONGEST = 120

/** What no name shows as it is: control, format and bidirectional characters, halves of pairs, private use. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu
/** What some system takes for a path or a wildcard. */
const UNSAFE = /[<>:"|?*]/g
/** Names that Windows keeps for devices, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/** The ending after the last dot, in lower case without it; empty when there is none. */
export const endingOf = (name: string): string => /\.([^./\\\s]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? ''

/**
 * A name that can be shown, saved and sent as it is: no path, nothing invisible, no more than 120 characters, its ending
 * kept. Null when nothing readable is left.
 */
export function cleanName(given: string): string | null {
  const name = (given.normalize('NFC').split(/[/\\]/).at(-1) ?? '')
    .replace(UNSEEN, '')
    .replace(UNSAFE, '-')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s.]+|[\s.]+$/gu, '')
  const ending = endingOf(name)
  const stem = (ending === '' ? name : name.slice(0, -ending.length - 1)).replace(/[\s.]+$/u, '')
  if (!/[\p{L}\p{N}]/u.test(stem)) return null
  const safe = DEVICE.test(stem) ? `${stem}-` : stem
  const room = LONGEST - (ending === '' ? 0 : ending.length + 1)
  const short = [...safe].slice(0, room).join('').trimEnd()
  return ending === '' ? short : `${short}.${ending}`
}
