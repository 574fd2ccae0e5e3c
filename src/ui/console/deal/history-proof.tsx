import { Button, Group, Text } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { Day } from '../../parts/moment'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { useVerification } from './use-history'

const count = new Intl.NumberFormat()

/** Each entry carries the hash of the one before it: whoever changes one breaks the chain, and this finds where. */
export function HistoryProof() {
  const proof = useVerification()
  if (proof.error !== null) {
    return <ProblemNotice problem={problemFrom(proof.error)} onRetry={() => void proof.refetch()} />
  }
  const { data } = proof
  return (
    <Group gap="sm" justify="flex-end">
      <Text size="sm" c={data?.whole === false ? 'red' : 'dimmed'} role="status">
        {data === undefined
          ? ''
          : data.whole
            ? `Unbroken: ${count.format(data.entries)} entries of this workspace`
            : `Broken at entry ${data.brokenAt}: it was changed, or one before it is missing`}
        {data?.whole && data.since !== null && (
          <>
            {' '}
            since <Day at={data.since} />
          </>
        )}
        {data?.whole && data.seal !== null && (
          <span title={data.seal}>, sealed {data.seal.slice(0, 12)}</span>
        )}
      </Text>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconShieldCheck size={16} aria-hidden />}
        loading={proof.isFetching}
        onClick={() => void proof.refetch()}
      >
        {data === undefined ? 'Check that it is whole' : 'Check again'}
      </Button>
    </Group>
  )
}
