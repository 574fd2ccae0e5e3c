/** From least to most: each may do what those before it may. */
export const roles = ['viewer', 'member', 'bookkeeper', 'admin', 'owner'] as const
export type Role = (typeof roles)[number]

/** Who does something, with what right, and by which way: it goes into the history. */
export interface Actor {
  readonly personId: string | null
  readonly who: string
  readonly role: Role
  /** By it a colleague is known among those who approve. */
  readonly email?: string | null
  /** console · api · card · portal · QuickBooks · HubSpot · schedule policy · … */
  readonly via: string
}

/** The program itself, acting under a policy or on a vendor's word. */
export const program = (via: string): Actor => ({ personId: null, who: 'Milepost', role: 'owner', via })

export const mayAct = (actor: Actor, least: Role): boolean =>
  roles.indexOf(actor.role) >= roles.indexOf(least)

/** "a bookkeeper, an admin or the owner": who could do it instead. */
export function whoMay(least: Role): string {
  const able = roles.slice(roles.indexOf(least)).map((role) => `${/^[ao]/.test(role) ? 'an' : 'a'} ${role}`)
  const last = able.pop()
  return able.length === 0 ? (last ?? '') : `${able.join(', ')} or ${last}`
}
