import { useMutation } from '@tanstack/react-query'
import { useEffect, useMemo, useReducer, useRef, useState } from 'react'
import type { DealPageView } from '../../../http/contract/deal'
import type { WorkspaceView } from '../../../http/contract/workspace'
import type { Side } from '../../parts/merge-notice'
import { same } from '../../parts/three-way'
import { isStale, isUnclear, Refusal } from '../api/refusal'
import { keptDraft } from './kept-draft'
import { changed } from './plan-change'
import { draftOf, type PlanDraft } from './plan-draft'
import { type PlanErrors, planErrors } from './plan-errors'
import { mergeFirstPlans, mergePlans } from './plan-merge'
import type { PlanClash, PlanLoss } from './row-merge'
import { notePlanSaved } from './saved-note'
import { isThere, withIds } from './sent-plan'
import { useKeptDraft } from './use-kept-draft'
import { savingKey, useNewest, useSavePlan } from './use-plan'

/** What others changed meanwhile, and what this person has chosen about it. */
interface Meanwhile {
  readonly who: string | null
  readonly clashes: readonly PlanClash[]
  readonly losses: readonly PlanLoss[]
  readonly chosen: ReadonlyMap<string, Side>
}

/** What is edited: what was read, that as a draft, and the draft as it is now. */
interface Held {
  readonly base: DealPageView
  readonly start: PlanDraft
  readonly draft: PlanDraft
}

/** A refusal is about what was sent: once that row, or the terms, were edited, it says nothing any more. */
function stillStands(pointer: string, sent: PlanDraft | null, now: PlanDraft): boolean {
  const row = /^\/milestones\/(\d+)(\/|$)/.exec(pointer)?.[1]
  return row === undefined ? sent?.header === now.header : sent?.rows[Number(row)] === now.rows[Number(row)]
}

function refusals(error: Error | null, sent: PlanDraft | null, now: PlanDraft): [string, string][] {
  const errors = error instanceof Refusal ? (error.problem.errors ?? []) : []
  return errors
    .filter(({ pointer }) => stillStands(pointer, sent, now))
    .map(({ pointer, detail }) => [pointer, detail])
}

/** How often saving reads the newest again, when somebody is quicker each time. */
const mostTries = 3

/**
 * The plan while it is edited. What was read when editing began is the base; whatever others save meanwhile is
 * brought together with it field by field, and where both changed the same, a person chooses before it is saved.
 */
export function usePlanDraft(latest: DealPageView, workspace: WorkspaceView) {
  const [found] = useState(() => keptDraft(sessionStorage, latest.deal.id))
  const [base, setBase] = useState(found?.base ?? latest)
  const [start, setStart] = useState(() => draftOf(base, workspace))
  const [draft, change] = useReducer(changed, found?.draft ?? start)
  const [tried, setTried] = useState(false)
  const [sent, setSent] = useState<PlanDraft | null>(null)
  const [meanwhile, setMeanwhile] = useState<Meanwhile | null>(null)
  const { readNewest, whoSince } = useNewest(base)
  const put = useSavePlan(base.deal.id)
  const dirty = draft !== start
  // What was sent without an answer: it may be what is there.
  const unanswered = useRef(found?.asked === true ? found.draft : null)

  /** Makes what others saved the base, with mine on top of it. */
  const bringIn = (fresh: DealPageView, held: Held): Held & { readonly calm: boolean } => {
    const theirs = draftOf(fresh, workspace)
    if (same(theirs, held.start)) {
      setBase(fresh)
      return { ...held, base: fresh, calm: true }
    }
    const sent = unanswered.current
    if (sent !== null && isThere(sent, theirs)) {
      unanswered.current = null
      const [mine, was] = [withIds(held.draft, sent, theirs), withIds(sent, sent, theirs)]
      const rest = held.draft === sent ? theirs : mergePlans(was, mine, theirs).merged
      setBase(fresh)
      setStart(theirs)
      change({ of: 'draft', draft: rest })
      return { base: fresh, start: theirs, draft: rest, calm: true }
    }
    const bothNew = held.base.schedule === null && fresh.schedule !== null
    const { merged, clashes, losses } = bothNew
      ? mergeFirstPlans(held.draft, theirs)
      : mergePlans(held.start, held.draft, theirs)
    const calm = clashes.length + losses.length === 0
    setBase(fresh)
    setStart(theirs)
    change({ of: 'draft', draft: merged })
    setMeanwhile(calm ? null : { who: null, clashes, losses, chosen: new Map() })
    // Asked afterwards: what is typed while a name is looked for belongs to the draft already. Without one it does too.
    const name = (who: string | null) =>
      setMeanwhile((now) => (now?.clashes === clashes ? { ...now, who } : now))
    if (!calm) void whoSince().then(name, () => undefined)
    return { base: fresh, start: theirs, draft: merged, calm }
  }
  const save = useMutation({
    mutationKey: savingKey(base.deal.id),
    mutationFn: async (): Promise<'saved' | 'to choose'> => {
      let held: Held = { base, start, draft }
      for (let tries = 1; ; tries += 1) {
        const brought = bringIn(await readNewest(), held)
        if (!brought.calm) return 'to choose'
        // It was saved when it was sent before, and its answer was lost.
        if (brought.draft === brought.start && held.draft !== held.start) return 'saved'
        held = brought
        setSent(held.draft)
        try {
          await put.mutateAsync(held)
          return 'saved'
        } catch (error) {
          if (isUnclear(error)) unanswered.current = held.draft
          if (!isStale(error) || tries === mostTries) throw error
        }
      }
    },
    onSuccess: (end) => {
      if (end === 'to choose') return kept.missed(false)
      kept.settled()
      notePlanSaved(base.deal.id, draft.rows.length, base.state?.version ?? 0)
    },
    onError: () => kept.missed(unanswered.current !== null),
  })
  const busy = save.isPending || save.data === 'saved'
  const unclear = unanswered.current === draft
  const kept = useKeptDraft(base, draft, { dirty, saving: save.isPending, unclear })

  const { reset: forget } = save
  const before = base.state?.version ?? 0
  const isNewer = latest !== base && !busy
  const newer = useMemo(
    () => (isNewer && !same(draftOf(latest, workspace), start) ? latest : null),
    [isNewer, latest, start, workspace],
  )
  useEffect(() => {
    if (newer === null) return
    const theirs = draftOf(newer, workspace)
    // What was sent is there: the answer was lost, and nothing else.
    if (dirty && !(unanswered.current === draft && isThere(draft, theirs))) return
    if (dirty) {
      forget()
      notePlanSaved(newer.deal.id, theirs.rows.length, before)
    }
    unanswered.current = null
    setBase(newer)
    setStart(theirs)
    change({ of: 'draft', draft: theirs })
  }, [newer, dirty, workspace, draft, forget, before])

  const own = useMemo(() => planErrors(draft), [draft])
  const errors: PlanErrors = new Map([
    ...refusals(save.error, sent, draft),
    ...own.wrong,
    ...(tried ? own.missing : []),
  ])
  const toChoose = meanwhile?.clashes.some(({ id }) => !meanwhile.chosen.has(id)) ?? false
  return {
    base,
    /** The plan as it was read. */
    start,
    draft,
    change,
    errors,
    dirty,
    busy,
    save,
    meanwhile,
    toChoose,
    /** What someone else saved while this form has unsaved changes; null when nothing. */
    newer: dirty ? newer : null,
    bringInNewer: () => {
      if (newer !== null) bringIn(newer, { base, start, draft })
    },
    /** What this tab kept of an earlier visit. */
    kept: found,
    /** Back to what is saved. */
    drop: () => change({ of: 'draft', draft: start }),
    choose: (id: string, side: Side) => {
      const clash = meanwhile?.clashes.find((other) => other.id === id)
      if (clash === undefined) return
      change({ of: 'draft', draft: clash.settle(draft, side) })
      setMeanwhile((held) => held && { ...held, chosen: new Map([...held.chosen, [id, side]]) })
    },
    /** The page is left, and what was typed with it. */
    discard: kept.settled,
    /** Answers whether it was worth sending. */
    trySave: (onSaved: () => void): boolean => {
      setTried(true)
      if (own.wrong.size + own.missing.size > 0 || toChoose) return false
      setMeanwhile(null)
      save.mutate(undefined, {
        onSuccess: (end) => {
          if (end === 'saved') onSaved()
        },
      })
      return true
    },
  }
}
