import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconFileTypeCsv, IconFileTypePdf } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { DealPageView } from '../../../http/contract/deal'
import type { TieOutView } from '../../../http/contract/tie-out'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { useCall } from '../api/call-context'
import { problemFrom } from '../api/refusal'
import { DifferenceLine } from '../reconcile/difference-line'
import { IdentityPanel } from './identity-panel'
import classes from './tie-out.module.css'

/** Whether the deal's figures come out against QuickBooks' documents, what is open, and what every figure is made of. */
export function TieOutTab({ page }: { readonly page: DealPageView }) {
  const call = useCall()
  const dealId = page.deal.id
  const reading = useQuery({
    queryKey: ['tie-out', dealId, page.figures],
    queryFn: ({ signal }) => call('GET /deals/{dealId}/tie-out', { params: { dealId }, signal }),
    placeholderData: (before) => before,
  })
  if (reading.isError)
    return <ProblemNotice problem={problemFrom(reading.error)} onRetry={() => void reading.refetch()} />
  if (reading.data === undefined) return <RowSkeletons rows={6} />
  const { identities, differences, state } = reading.data
  const id = encodeURIComponent(dealId)
  return (
    <Stack gap="md">
      <Group justify="space-between" align="start" gap="sm">
        <Text className={classes['verdict'] ?? ''} data-holds={state === 'holds'} flex="1 1 320px">
          {state === 'holds' ? (
            <IconCheck size={20} aria-hidden />
          ) : (
            <IconAlertTriangle size={20} aria-hidden />
          )}
          <span>{verdict(reading.data)}</span>
        </Text>
        <Group gap="sm">
          <Button
            component="a"
            href={`/api/v1/exports/tie-out.csv?dealId=${id}`}
            variant="default"
            size="xs"
            leftSection={<IconFileTypeCsv size={16} aria-hidden />}
          >
            Table
          </Button>
          <Button
            component="a"
            href={`/api/v1/deals/${id}/tie-out.pdf`}
            target="_blank"
            rel="noreferrer"
            variant="default"
            size="xs"
            leftSection={<IconFileTypePdf size={16} aria-hidden />}
          >
            PDF
          </Button>
        </Group>
      </Group>
      {differences.length > 0 && (
        <Paper withBorder px="md" py="sm" component="section" aria-label="Open differences">
          <Title order={2} size="h5">
            {differences.length === 1 ? '1 open difference' : `${differences.length} open differences`}
          </Title>
          <ul className={classes['open']}>
            {differences.map((difference) => (
              <DifferenceLine key={difference.key} dealId={dealId} difference={difference} />
            ))}
          </ul>
        </Paper>
      )}
      <div className={classes['grid']}>
        {identities.map((identity) => (
          <IdentityPanel
            key={`${identity.id} ${identity.document?.quickbooksId ?? ''}`}
            identity={identity}
          />
        ))}
      </div>
    </Stack>
  )
}

function verdict({ state, holds }: TieOutView): string {
  switch (state) {
    case 'holds':
      return 'The figures of this deal come out against QuickBooks’ documents, to the cent.'
    case 'unknown':
      return 'Something could not be read, so it is not known whether everything comes out. It is named below.'
    case 'differs':
      return holds
        ? 'Every sum comes out, and somebody has to decide about what differs.'
        : 'Something does not come out. Each difference is named below.'
  }
}
