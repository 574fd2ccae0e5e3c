import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DealPageView } from '../../../http/contract/deal'
import type { MilestonePatch, MilestoneView } from '../../../http/contract/milestone'
import type { Side } from '../../parts/merge-notice'
import { mergeFields, withField } from '../../parts/three-way'
import { useCall } from '../api/call-context'
import { isStale } from '../api/refusal'
import { useNewest } from '../builder/use-plan'
import { type MilestoneWords, wordsInput, wordsOf } from '../milestone-form/milestone-words'
import { withMilestone } from './use-milestone-action'

/** Only what was changed is sent, so that two people who change two things don't undo each other. */
function changesOf(before: MilestonePatch, after: MilestonePatch): MilestonePatch {
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(before, name)),
  )
  return Object.fromEntries(changed)
}

interface Meanwhile {
  readonly who: string | null
  /** Fields that both changed, differently. */
  readonly clashes: readonly string[]
  readonly chosen: ReadonlyMap<string, Side>
}

/**
 * The words of one milestone while they are edited. Saved against the version that was seen; when someone was
 * quicker, both changes are brought together, and what clashes is chosen before it is saved.
 */
export function useMilestoneEdit(page: DealPageView, milestone: MilestoneView) {
  const call = useCall()
  const queries = useQueryClient()
  const dealId = page.deal.id
  const [seen] = useState(page)
  const { readNewest, whoSince } = useNewest(seen)
  // The milestone as it was when the dialog opened: what "changed" and "stale" are measured against.
  const [base, setBase] = useState(milestone)
  const [words, setWords] = useState(() => wordsOf(milestone))
  const [typed, setTyped] = useState(words)
  const [meanwhile, setMeanwhile] = useState<Meanwhile | null>(null)

  const send = (from: MilestoneView, said: MilestoneWords) =>
    call('PATCH /milestones/{id}', {
      params: { id: milestone.id },
      body: changesOf(wordsInput(wordsOf(from)), wordsInput(said)),
      version: from.version,
    })
  const save = useMutation({
    mutationFn: async (): Promise<MilestoneView | null> => {
      setMeanwhile(null)
      try {
        return await send(base, words)
      } catch (error) {
        if (!isStale(error)) throw error
        const theirs = (await readNewest()).milestones.find((other) => other.id === milestone.id)
        if (theirs === undefined) throw error
        const { merged, clashes } = mergeFields(wordsOf(base), words, wordsOf(theirs))
        setTyped(words)
        setBase(theirs)
        setWords(merged)
        if (clashes.length === 0) return send(theirs, merged)
        setMeanwhile({ who: await whoSince(), clashes, chosen: new Map() })
        return null
      }
    },
    onSuccess: (saved) => {
      if (saved === null) return
      queries.setQueryData<DealPageView>(['deal', dealId], (held) => held && withMilestone(held, saved))
      notifications.show({ color: 'post', title: 'Saved', message: saved.name })
      void queries.invalidateQueries({ queryKey: ['deal', dealId] })
      void queries.invalidateQueries({ queryKey: ['preview', milestone.id] })
    },
  })
  const theirs = wordsOf(base)
  return {
    base,
    words,
    /** What was typed before it was brought together with theirs. */
    typed,
    theirs,
    save,
    meanwhile,
    toChoose: meanwhile?.clashes.some((field) => !meanwhile.chosen.has(field)) ?? false,
    change: (values: Partial<MilestoneWords>) => setWords((held) => ({ ...held, ...values })),
    choose: (field: string, side: Side) => {
      setWords((held) => withField(held, side === 'mine' ? typed : theirs, field))
      setMeanwhile((held) => held && { ...held, chosen: new Map([...held.chosen, [field, side]]) })
    },
  }
}
