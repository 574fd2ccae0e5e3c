import { draftErrors } from '../../schedules/draft-errors'
import type { StagedSchedule } from '../../start-from/staged-schedule'
import { scheduleInput } from '../contract/schedule'
import { type StagedScheduleView, stagedSchedule } from '../contract/staged'

/**
 * Whatever is not in the shape of a plan, or can't be in one, and is not asked about yet becomes a question: without
 * questions the draft is what PUT takes, by the same checks.
 */
export function withWhatIsLeft(found: StagedSchedule): StagedSchedule {
  const checked = scheduleInput.safeParse(found.draft)
  const asked = [...found.questions, ...found.rowErrors].map(({ pointer }) => pointer)
  // A table or a quote that can't be read at all leaves nothing to ask of its parts.
  if (found.draft.milestones === undefined && asked.length > 0) return found
  if (checked.success) {
    const refused = draftErrors(checked.data).filter(
      ({ pointer }) => !asked.some((each) => `${pointer}/`.startsWith(`${each}/`)),
    )
    const left = refused.map(({ pointer, detail }) => ({ pointer, question: detail }))
    return left.length === 0 ? found : { ...found, questions: [...found.questions, ...left] }
  }
  const left = checked.error.issues.flatMap(({ path, message }) => {
    const pointer = `/${path.join('/')}`
    // What the contract is worth follows from the milestones that are asked about.
    if (pointer === '/contractValue' && asked.length > 0) return []
    const known = asked.some((each) => `${pointer}/`.startsWith(`${each}/`) || each.startsWith(`${pointer}/`))
    return known ? [] : [{ pointer, question: `What should this be? It must be: ${message}.` }]
  })
  return { ...found, questions: [...found.questions, ...left] }
}

/** What was staged, as the contract shows it. A field that no plan could hold is left out; its question stands. */
export function stagedView(found: StagedSchedule): StagedScheduleView {
  const checked = stagedSchedule.safeParse(found)
  if (checked.success) return checked.data
  const wrong = new Set(
    checked.error.issues
      .filter(({ path }) => path[0] === 'draft')
      .map(({ path }) => path.slice(1, path[1] === 'milestones' ? 4 : 2).join('/')),
  )
  const kept = (fields: object, prefix: string) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !wrong.has(`${prefix}${name}`)))
  const draft = kept(found.draft, '')
  const milestones = found.draft.milestones?.map((milestone, at) => kept(milestone, `milestones/${at}/`))
  return stagedSchedule.parse({ ...found, draft: { ...draft, ...(milestones && { milestones }) } })
}
