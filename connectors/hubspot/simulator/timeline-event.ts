import { z } from 'zod'

/** An occurrence of an app event on a record's timeline. It can't be changed later. */
export const timelineEvent = z.object({
  id: z.string().optional(),
  eventTypeName: z.string().optional(),
  eventTemplateId: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  tokens: z.record(z.string(), z.unknown()).optional(),
  objectId: z.union([z.string(), z.number()]).transform(String).optional(),
  email: z.string().optional(),
  domain: z.string().optional(),
  timestamp: z.union([z.string(), z.number()]).optional(),
  extraData: z.unknown().optional(),
  timelineIFrame: z.unknown().optional(),
})
export type TimelineEvent = z.infer<typeof timelineEvent>
