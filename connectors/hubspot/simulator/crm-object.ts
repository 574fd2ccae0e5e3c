import { z } from 'zod'

/** One stored record. Properties without a value are absent. Times are ISO with milliseconds. */
export const crmObject = z.object({
  id: z.string(),
  properties: z.record(z.string(), z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** When it went to the recycle bin; null while it is live. */
  archivedAt: z.string().nullable(),
  /** The survivor, once this record was merged away: reads of this id return that one. */
  mergedInto: z.string().nullable(),
})
export type CrmObject = z.infer<typeof crmObject>

/** Everything one record is linked to, seen from this end. Both ends are stored. */
export const links = z.array(
  z.object({
    /** Singular name of the other record's type. */
    to: z.string(),
    toId: z.string(),
    typeIds: z.array(z.number()),
  }),
)
export type Links = z.infer<typeof links>

export function isLive(object: CrmObject): boolean {
  return object.archivedAt === null && object.mergedInto === null
}
