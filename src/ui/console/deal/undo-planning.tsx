import { Button, Group, Popover, Stack, Text } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useState } from 'react'
import type { DealPageView } from '../../../http/contract/deal'
import { Ago } from '../../parts/moment'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { useUndo } from './use-undo'

/** A small way back from the newest planning; it says what would be taken back before it does. */
export function UndoPlanning({ page }: { readonly page: DealPageView }) {
  const [opened, setOpened] = useState(false)
  const undo = useUndo(page, () => setOpened(false))
  if (page.undo === null) return null
  const { what, who, at } = page.undo
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
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
          onClick={() => setOpened((before) => !before)}
          title={what}
        >
          Undo
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Take the last change of the plan back">
        <Stack gap="sm">
          <Text>{what}</Text>
          <Text size="xs" c="dimmed">
            {who}, <Ago at={at} />
          </Text>
          {undo.error !== null && <ProblemNotice problem={problemFrom(undo.error)} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" size="xs" onClick={() => setOpened(false)}>
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
