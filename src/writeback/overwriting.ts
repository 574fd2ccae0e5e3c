import { limits } from '../../config/limits'
import type { AttentionItem } from '../attention/attention-table'
import type { ToldChange } from '../inbox/inbox-table'
import { overwrittenCause } from '../outbox/overwritten'
import type { OverwrittenProperty } from '../outbox/overwritten-table'
import { dealPropertyDefinitions, sameValue } from './deal-properties'

/** What was found of one property of a deal: what was written there, and what it says. */
export interface Compared {
  readonly dealId: string
  readonly property: string
  readonly ours: string
  /** Null where it says nothing. */
  readonly theirs: string | null
}

/** What follows: nothing to do, ours written again, left alone from now on, left alone still, or agreed again. */
export type Outcome = 'agrees' | 'write' | 'stop' | 'stopped' | 'settled'

/**
 * What follows from one reading of a property. It is written over `limits.rewritesOfProperty` times within a day; found
 * overwritten once more, it is left alone until it says what was written, be it by whoever changed it, or because a new
 * figure of ours was written since. What was found within the day counts on, so that one who overwrites the new figure too
 * is not fought again. Answers what is to be kept; null: nothing.
 */
export function followOverwriting(
  found: Compared,
  held: OverwrittenProperty | undefined,
  now: Date,
): { readonly outcome: Outcome; readonly keep: OverwrittenProperty | null } {
  const { dealId, property, ours, theirs } = found
  const since = now.getTime() - limits.rewritesWithinMs
  const lately = (held?.foundAt ?? []).filter((at) => at.getTime() > since)
  const stoppedAt = held?.stoppedAt ?? null
  if (sameValue(property, ours, theirs)) {
    const keep =
      lately.length === 0 ? null : { dealId, property, foundAt: lately, stoppedAt: null, theirs: null }
    return { outcome: stoppedAt === null ? 'agrees' : 'settled', keep }
  }
  if (held && stoppedAt !== null) return { outcome: 'stopped', keep: { ...held, theirs } }
  const foundAt = [...lately, now].slice(-limits.rewritesOfProperty - 1)
  const stops = foundAt.length > limits.rewritesOfProperty
  return {
    outcome: stops ? 'stop' : 'write',
    keep: { dealId, property, foundAt, stoppedAt: stops ? now : null, theirs },
  }
}

const labels = new Map(dealPropertyDefinitions.map(({ name, label }) => [name, label]))
export const labelOf = (property: string): string => labels.get(property) ?? property

/** Who made it what it says, in words; null where no webhook said so of this very value. */
export function changedBy(
  { dealId, property, theirs }: Compared,
  told: readonly ToldChange[],
): string | null {
  const change = told.find(
    (each) => each.dealId === dealId && each.property === property && sameValue(property, each.value, theirs),
  )
  return change === undefined || change.changeSource === null
    ? null
    : sourceWords(change.changeSource, change.sourceId)
}

const SOURCES = new Map(
  Object.entries({
    AUTOMATION_PLATFORM: 'a workflow in HubSpot',
    CRM_UI: 'a person in HubSpot',
    USER: 'a person in HubSpot',
    CRM_UI_BULK_ACTION: 'a person in HubSpot, many records at once',
    IMPORT: 'an import into HubSpot',
    FORM: 'a form of HubSpot',
    INTEGRATION: 'another app that is connected to HubSpot',
    API: 'a program, by HubSpot’s API',
    PIPELINE_SETTINGS: 'the pipeline’s settings in HubSpot',
  }),
)

/** In words, with the id that HubSpot knows it by, where it says one. */
function sourceWords(source: string, id: string | null): string {
  const words = SOURCES.get(source) ?? `what HubSpot calls ${cut(source, 40)}`
  return id === null || id === '' ? words : `${words} (${cut(id, 60)})`
}

/** The question that it raises. */
export function overwrittenQuestion(found: Compared, by: string | null): AttentionItem {
  const { dealId, property, ours, theirs } = found
  const label = labelOf(property)
  const says = theirs === null || theirs.trim() === '' ? 'is empty there' : `says “${cut(theirs, 80)}” there`
  const meant = ours === '' ? 'should be empty' : `should say “${cut(ours, 80)}”`
  return {
    cause: overwrittenCause(found),
    kind: 'overwritten',
    dealId,
    title: `“${label}” is changed in HubSpot again and again`,
    detail:
      `${property} ${says} and ${meant}. ${by === null ? 'Somebody, or a workflow,' : capital(by)} changed it. Milepost wrote ` +
      'its own back three times within a day, and leaves this property of this deal alone now; a new figure is still ' +
      'written once. End in HubSpot what changes it, then have it written again. It settles by itself when both say the same.',
    actions: [
      { action: 'write_again', label: 'Write ours again' },
      { action: 'leave', label: 'Leave it' },
    ],
  }
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most)}…`)
const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
