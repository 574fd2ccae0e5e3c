import { Select, Skeleton, Stack, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useMemo, useState } from 'react'
import type { WordingView } from '../../../http/contract/wording'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { InvoicePaper } from '../deal/invoice-paper'
import { useWordingPreview } from './use-wording'
import { phraseChanges, type WordingDraft } from './wording-draft'
import classes from './wording-form.module.css'

interface WordingPreviewProps {
  readonly wording: WordingView
  readonly draft: WordingDraft
  /** What is wrong with which phrase, as it was typed. */
  readonly onTroubles: (troubles: Readonly<Record<string, string>>) => void
}

/** An invoice in the words that are being typed: a sample, or of a milestone that one knows. */
export function WordingPreview({ wording, draft, onTroubles }: WordingPreviewProps) {
  const [milestoneId, setMilestoneId] = useState('')
  const { language } = wording
  const asked = useMemo(
    () => ({
      language,
      phrases: phraseChanges(wording, draft),
      ...(milestoneId !== '' && { milestoneId }),
    }),
    [language, wording, draft, milestoneId],
  )
  const [settled] = useDebouncedValue(asked, 250)
  const preview = useWordingPreview(settled)
  const errors = preview.data?.errors
  useEffect(() => {
    onTroubles(
      Object.fromEntries(
        (errors ?? []).map(({ pointer, detail }) => [pointer.split('/').at(-1) ?? '', detail]),
      ),
    )
  }, [errors, onTroubles])
  return (
    <Stack gap="sm" {...(classes['preview'] !== undefined && { className: classes['preview'] })}>
      <Title order={2} size="h4">
        How it reads
      </Title>
      <Select
        label="Shown on"
        data={[
          { value: '', label: 'A sample with a line of each kind' },
          ...wording.milestones.map(({ id, name, deal }) => ({ value: id, label: `${deal} · ${name}` })),
        ]}
        searchable
        allowDeselect={false}
        value={milestoneId}
        onChange={(value) => setMilestoneId(value ?? '')}
      />
      {preview.isError && (
        <ProblemNotice problem={problemFrom(preview.error)} onRetry={() => void preview.refetch()} />
      )}
      {preview.data === undefined
        ? !preview.isError && <Skeleton height={480} aria-hidden="true" />
        : !preview.isError && (
            <div lang={language} aria-busy={preview.isFetching}>
              <InvoicePaper preview={preview.data.invoice} />
            </div>
          )}
    </Stack>
  )
}
