import { Button, Group, Popover, Stack, Text } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useState } from 'react'
import type { DealPageView } from '../../../http/contract/deal'
import { Ago } from '../../parts/moment'
import { useUndo } from './use-undo'

/** A small way back from the newest planning; it says what would be taken back before it does. */
export function UndoPlanning({ page }: { readonly page: DealPageView }) {
  // Which step the person is looking at: when a newer one comes, that is not what they were asked.
  const [asked, setAsked] = useState<string | null>(null)
  const undo = useUndo(page, () => setAsked(null))
  if (page.undo === null) return null
  const { what, who, at } = page.undo
  return (
    <Popover
      opened={asked === at}
      onChange={(opened) => setAsked(opened ? at : null)}
      position="bottom-start"
      width={320}
      trapFocus
      returnFocus
      withinPortal
    >
      <Popover.Target>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          onClick={() => setAsked((before) => (before === at ? null : at))}
          title={what}
        >
          Undo
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <Text>{what}</Text>
          <Text size="xs" c="dimmed">
            {who}, <Ago at={at} />
          </Text>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" size="xs" onClick={() => setAsked(null)}>
              Keep it
            </Button>
            <Button size="xs" loading={undo.isPending} onClick={() => undo.mutate()} data-autofocus>
              Take it back
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
