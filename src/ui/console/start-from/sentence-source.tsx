import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'

interface SentenceSourceProps {
  readonly typed: string
  readonly busy: boolean
  readonly onRead: (text: string) => void
}

const EXAMPLES = [
  'Fixed price $50,000 with 3 milestones: Strategy $15,000, Design $20,000, Delivery $15,000',
  '€24,000 in thirds: Concept by 15 March, Design by 30 April, Launch the rest, net 14',
]

/** Says the plan in plain words; what isn't understood is asked, never guessed. */
export function SentenceSource({ typed, busy, onRead }: SentenceSourceProps) {
  const [text, setText] = useState(typed)
  return (
    <Stack gap="md">
      <Textarea
        label="Say it in one sentence"
        description="Amounts or shares, names, dates, payment terms, who approves"
        autosize
        minRows={4}
        maxLength={4000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
      <Stack gap={4}>
        <Text size="xs" c="dimmed">
          For example
        </Text>
        {EXAMPLES.map((example) => (
          <Button
            key={example}
            variant="subtle"
            size="compact-xs"
            justify="flex-start"
            onClick={() => setText(example)}
            styles={{ label: { whiteSpace: 'normal', textAlign: 'left' }, root: { height: 'auto' } }}
          >
            {example}
          </Button>
        ))}
      </Stack>
      <Group justify="flex-end">
        <Button loading={busy} disabled={text.trim() === ''} onClick={() => onRead(text.trim())}>
          Read it
        </Button>
      </Group>
    </Stack>
  )
}
