import type { TemplateInput, TemplateView } from '../../../http/contract/template'
import { shareInput, shareTyped } from '../../parts/typed-share'

/** A milestone of a template while it is typed. */
export interface DraftPart {
  readonly key: string
  readonly name: string
  /** "30", "33.34 %" or "1/3". */
  readonly share: string
  readonly deliverable: string
  /** One a line. */
  readonly criteria: string
  /** What the form doesn't show, and keeps. */
  readonly kept: Pick<
    TemplateInput['milestones'][number],
    'description' | 'evidenceRequired' | 'plannedAfterDays' | 'approval'
  >
}

let born = 0

export function newPart(): DraftPart {
  born += 1
  return { key: `part-${born}`, name: '', share: '', deliverable: '', criteria: '', kept: {} }
}

export function partsOf(template: TemplateView | null): DraftPart[] {
  if (template === null) return [newPart(), newPart(), newPart()]
  return template.milestones.map((milestone) => ({
    ...newPart(),
    name: milestone.name,
    share: shareTyped(milestone.share),
    deliverable: milestone.deliverable ?? '',
    criteria: milestone.criteria.join('\n'),
    kept: {
      description: milestone.description,
      evidenceRequired: milestone.evidenceRequired,
      plannedAfterDays: milestone.plannedAfterDays,
      approval: milestone.approval,
    },
  }))
}

/** What is still wrong, by part and field; empty when it can be saved. */
export function draftErrors(name: string, parts: readonly DraftPart[]): string[] {
  const errors: string[] = []
  if (name.trim() === '') errors.push('name')
  for (const part of parts) {
    if (part.name.trim() === '') errors.push(`${part.key}.name`)
    if (shareInput(part.share) === null) errors.push(`${part.key}.share`)
  }
  return errors
}

/** The body that saves it; null while a share can't be read. */
export function templateInputOf(
  name: string,
  description: string,
  parts: readonly DraftPart[],
  defaults: TemplateInput['defaults'],
): TemplateInput | null {
  const milestones: TemplateInput['milestones'] = []
  for (const part of parts) {
    const share = shareInput(part.share)
    if (share === null) return null
    milestones.push({
      ...part.kept,
      name: part.name.trim(),
      share,
      deliverable: part.deliverable.trim() || null,
      criteria: part.criteria
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    })
  }
  return { name: name.trim(), description: description.trim(), milestones, ...(defaults && { defaults }) }
}
