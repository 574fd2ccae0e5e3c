import { Button, CopyButton, Group, Text } from '@mantine/core'
import { IconCheck, IconCopy, IconCreditCard } from '@tabler/icons-react'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { usePayLink } from './use-invoice'

/** Asks QuickBooks where the client pays, and lets it be copied. */
export function PayLinkButton({ id }: { readonly id: string }) {
  const link = usePayLink(id)
  const url = link.data?.url ?? null
  return (
    <div aria-live="polite">
      <Group gap="sm">
        {url === null ? (
          <Button
            variant="default"
            leftSection={<IconCreditCard size={16} aria-hidden />}
            loading={link.isPending}
            onClick={() => link.mutate()}
          >
            Get the pay link
          </Button>
        ) : (
          <CopyButton value={url}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                leftSection={
                  copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
                }
                onClick={copy}
              >
                {copied ? 'Copied' : 'Copy the pay link'}
              </Button>
            )}
          </CopyButton>
        )}
      </Group>
      {link.data !== undefined && (
        <Text size="xs" c="dimmed" mt={4}>
          {link.data.detail}
        </Text>
      )}
      {link.isError && <ProblemNotice problem={problemFrom(link.error)} />}
    </div>
  )
}
