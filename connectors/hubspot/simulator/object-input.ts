import { z } from 'zod'
import { associate, needLive } from './associate'
import { targetOf } from './associations-shown'
import type { Call } from './call'
import type { ObjectType } from './object-types'

/** Values may come as numbers or booleans; HubSpot keeps their text. */
const value = z.union([z.string(), z.number(), z.boolean()]).transform(String)
export const given = z.record(z.string(), value.nullable())

export const idText = z.union([z.string(), z.number()]).transform(String)

export const newAssociations = z
  .array(
    z.object({
      to: z.object({ id: idText }),
      types: z.array(z.object({ associationCategory: z.string().optional(), associationTypeId: z.number() })),
    }),
  )
  .nullish()

/** Refuses links to what is not there, before anything is created: a refused request leaves nothing behind. */
export function checkLinks(call: Call, type: ObjectType, wanted: z.infer<typeof newAssociations>): void {
  for (const { to, types } of wanted ?? []) {
    for (const { associationTypeId } of types) {
      needLive(call.portal, { type: targetOf(type, associationTypeId), id: to.id })
    }
  }
}

/** Links a new record to the records its body names. */
export function linkNew(
  call: Call,
  type: ObjectType,
  id: string,
  wanted: z.infer<typeof newAssociations>,
): void {
  for (const { to, types } of wanted ?? []) {
    for (const { associationTypeId } of types) {
      const target = targetOf(type, associationTypeId)
      associate(call.hand, { type, id }, { type: target, id: to.id }, [associationTypeId])
    }
  }
}
