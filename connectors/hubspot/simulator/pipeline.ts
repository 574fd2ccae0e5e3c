import { z } from 'zod'

const stage = z.object({
  id: z.string(),
  label: z.string(),
  displayOrder: z.number(),
  /** Both values are text: `isClosed` "true" or "false", `probability` "0.0" to "1.0". */
  metadata: z.record(z.string(), z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
  archived: z.boolean(),
})
export type Stage = z.infer<typeof stage>

export const pipeline = z.object({
  id: z.string(),
  label: z.string(),
  displayOrder: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  archived: z.boolean(),
  stages: z.array(stage),
})
export type Pipeline = z.infer<typeof pipeline>

/** A pipeline from rows of id, label, probability; a stage is closed when its probability is 0 or 1. */
export function makePipeline(
  id: string,
  label: string,
  rows: readonly (readonly [id: string, label: string, probability: string])[],
  at: string,
): Pipeline {
  return {
    id,
    label,
    displayOrder: 0,
    createdAt: at,
    updatedAt: at,
    archived: false,
    stages: rows.map(([stageId, stageLabel, probability], displayOrder) => ({
      id: stageId,
      label: stageLabel,
      displayOrder,
      metadata: { isClosed: String(probability === '1.0' || probability === '0.0'), probability },
      createdAt: at,
      updatedAt: at,
      archived: false,
    })),
  }
}

/** The pipeline a new portal has. Ids are usual, not promised: callers read them. */
export function salesPipeline(at: string): Pipeline {
  return makePipeline(
    'default',
    'Sales Pipeline',
    [
      ['appointmentscheduled', 'Appointment Scheduled', '0.2'],
      ['qualifiedtobuy', 'Qualified To Buy', '0.4'],
      ['presentationscheduled', 'Presentation Scheduled', '0.6'],
      ['decisionmakerboughtin', 'Decision Maker Bought-In', '0.8'],
      ['contractsent', 'Contract Sent', '0.9'],
      ['closedwon', 'Closed Won', '1.0'],
      ['closedlost', 'Closed Lost', '0.0'],
    ],
    at,
  )
}

export function findStage(pipelines: readonly Pipeline[], stageId: string): Stage | null {
  return pipelines.flatMap((each) => each.stages).find((each) => each.id === stageId) ?? null
}
