import type { TokenKeeper } from './access-token'
import type { Vendor } from './connection-table'

/** Each call asks for its token twice, before it waits in line and when it leaves: usually within this, and one reading serves both. */
const TOKEN_HELD_MS = 250

/** The token of one opened vendor. */
export interface HeldToken {
  read(): Promise<string>
  /** The next reading looks anew. */
  forget(): void
  renew(refused: string): Promise<void>
}

export function heldToken(tokens: TokenKeeper, workspaceId: string, vendor: Vendor): HeldToken {
  let held: { token: Promise<string>; until: number } | null = null
  return {
    read() {
      if (held !== null && performance.now() < held.until) return held.token
      const token = tokens.accessToken(workspaceId, vendor)
      const mine = { token, until: performance.now() + TOKEN_HELD_MS }
      held = mine
      token.catch(() => {
        if (held === mine) held = null
      })
      return token
    },
    forget() {
      held = null
    },
    renew(refused) {
      held = null
      return tokens.refreshNow(workspaceId, vendor, refused)
    },
  }
}
