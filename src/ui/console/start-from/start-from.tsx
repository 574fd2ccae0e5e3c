import { Modal, Skeleton, Stack, Text, Title, UnstyledButton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import type { StagedScheduleView } from '../../../http/contract/staged'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import type { AnswerOf } from '../api/caller'
import { problemFrom } from '../api/refusal'
import { ShareBar, sharesInWords } from '../templates/share-bar'
import { SentenceSource } from './sentence-source'
import { blankStart, type Start, startOfStaged, startOfTemplate } from './staged'
import { StagedReview } from './staged-review'
import classes from './start-from.module.css'
import { TableSource } from './table-source'
import { type Source, useStaged } from './use-staged'
import { EstimateSource, LineItemsSource, QuoteSource } from './vendor-sources'

interface StartFromProps {
  readonly dealId: string
  readonly templates: UseQueryResult<AnswerOf<'GET /templates'>>
  /** The person chose: the builder goes on from there. Nothing is saved. */
  readonly onStart: (start: Start) => void
}

const sources: readonly { readonly from: Source['from']; readonly name: string; readonly about: string }[] = [
  { from: 'text', name: 'One sentence', about: 'Say it in plain words' },
  { from: 'csv', name: 'A table', about: 'A CSV file, or rows to paste' },
  { from: 'line-items', name: 'HubSpot line items', about: 'A milestone for each product of the deal' },
  { from: 'quote', name: 'A HubSpot quote', about: 'Its lines, terms and signers' },
  { from: 'estimate', name: 'A QuickBooks estimate', about: 'Its lines, customer and terms' },
]

/** How does this plan start? Whatever is read is shown for review first. */
export function StartFrom({ dealId, templates, onStart }: StartFromProps) {
  const [opened, setOpened] = useState<Source['from'] | null>(null)
  return (
    <Stack gap="md" p="md" pt={0}>
      <div className={classes['grid']}>
        <UnstyledButton className={classes['choice']} onClick={() => onStart(blankStart)}>
          <Text fw={600}>Blank</Text>
          <Text size="xs" c="dimmed">
            Type the milestones yourself
          </Text>
        </UnstyledButton>
        {sources.map(({ from, name, about }) => (
          <UnstyledButton key={from} className={classes['choice']} onClick={() => setOpened(from)}>
            <Text fw={600}>{name}</Text>
            <Text size="xs" c="dimmed">
              {about}
            </Text>
          </UnstyledButton>
        ))}
      </div>
      <Title order={3}>Or a template</Title>
      <div className={classes['grid']}>
        {templates.isPending && <Skeleton height={84} aria-hidden="true" />}
        {templates.data?.items.map((template) => (
          <UnstyledButton
            key={template.id}
            className={classes['choice']}
            onClick={() => onStart(startOfTemplate(template))}
          >
            <Text fw={600}>{template.name}</Text>
            <ShareBar milestones={template.milestones} />
            <Text size="xs" c="dimmed">
              {sharesInWords(template.milestones)}
            </Text>
          </UnstyledButton>
        ))}
      </div>
      {templates.isError && (
        <ProblemNotice problem={problemFrom(templates.error)} onRetry={() => void templates.refetch()} />
      )}
      {opened !== null && (
        <StartDialog dealId={dealId} from={opened} onClose={() => setOpened(null)} onStart={onStart} />
      )}
    </Stack>
  )
}

interface StartDialogProps {
  readonly dealId: string
  readonly from: Source['from']
  readonly onClose: () => void
  readonly onStart: (start: Start) => void
}

/** Reads one source and shows what came of it. */
function StartDialog({ dealId, from, onClose, onStart }: StartDialogProps) {
  useFocusBack()
  const reading = useStaged(dealId)
  const { isPending: busy, mutate, reset } = reading
  // What was typed stays for another try.
  const [asked, setAsked] = useState<Source | null>(null)
  // What was read stays on the page while an answer is read.
  const [staged, setStaged] = useState<StagedScheduleView | undefined>()
  const read = (source: Source) => {
    setAsked(source)
    mutate(source, { onSuccess: setStaged })
  }
  const again = () => {
    setStaged(undefined)
    reset()
  }
  const title = sources.find((source) => source.from === from)?.name ?? ''
  return (
    <Modal opened onClose={onClose} size="xl" title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="md">
        {staged === undefined && (
          <>
            {from === 'text' && (
              <SentenceSource
                typed={asked?.from === 'text' ? asked.text : ''}
                busy={busy}
                onRead={(text) => read({ from, text, answers: [] })}
              />
            )}
            {from === 'csv' && (
              <TableSource
                typed={asked?.from === 'csv' ? asked.table : ''}
                busy={busy}
                onRead={(table) => read({ from, table })}
              />
            )}
            {from === 'line-items' && <LineItemsSource busy={busy} onRead={() => read({ from })} />}
            {from === 'quote' && (
              <QuoteSource dealId={dealId} busy={busy} onRead={(quoteId) => read({ from, quoteId })} />
            )}
            {from === 'estimate' && (
              <EstimateSource busy={busy} onRead={(estimateId) => read({ from, estimateId })} />
            )}
          </>
        )}
        {reading.error !== null && <ProblemNotice problem={problemFrom(reading.error)} />}
        {staged !== undefined && (
          <StagedReview
            staged={staged}
            onContinue={(answered) => onStart(startOfStaged(answered))}
            onAgain={from === 'line-items' ? onClose : again}
            answers={asked?.from === 'text' ? asked.answers : null}
            busy={busy}
            onAnswers={(answers) => asked?.from === 'text' && read({ ...asked, answers })}
          />
        )}
      </Stack>
    </Modal>
  )
}
