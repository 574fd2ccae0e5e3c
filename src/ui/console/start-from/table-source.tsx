import { Anchor, Button, FileButton, Group, Stack, Text, Textarea } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { type DragEvent, useState } from 'react'
import classes from './start-from.module.css'

interface TableSourceProps {
  readonly typed: string
  readonly busy: boolean
  readonly onRead: (table: string) => void
}

const MOST_BYTES = 1024 * 1024

/** A table of milestones, from a file or pasted. */
export function TableSource({ typed, busy, onRead }: TableSourceProps) {
  const [table, setTable] = useState(typed)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [over, setOver] = useState(false)
  const take = async (file: File | null | undefined) => {
    if (!file) return
    if (file.size > MOST_BYTES) {
      setTrouble('This file is larger than 1 MB. A table of milestones is far smaller.')
      return
    }
    try {
      setTable(new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer()))
      setTrouble(null)
    } catch {
      setTrouble('This file is no UTF-8 text. In a spreadsheet, choose “CSV UTF-8” when you save it.')
    }
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  return (
    <Stack gap="md">
      <fieldset
        aria-label="A CSV file"
        className={classes['drop']}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Group gap="sm">
          <FileButton onChange={(file) => void take(file)} accept=".csv,text/csv,text/plain">
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconUpload size={16} aria-hidden />}>
                Choose a CSV file
              </Button>
            )}
          </FileButton>
          <Text size="sm" c="dimmed">
            or drop it here
          </Text>
        </Group>
        <Anchor size="sm" href="/api/v1/schedule-example.csv" download>
          Download an example
        </Anchor>
      </fieldset>
      {trouble !== null && (
        <Text size="sm" c="red" role="alert">
          {trouble}
        </Text>
      )}
      <Textarea
        label="Or paste the rows"
        description="The first row names the columns: name, amount or share, planned on, deliverable, criteria …"
        autosize
        minRows={5}
        maxRows={12}
        classNames={{ input: classes['table'] ?? '' }}
        value={table}
        onChange={(event) => setTable(event.currentTarget.value)}
        spellCheck={false}
      />
      <Group justify="flex-end">
        <Button loading={busy} disabled={table.trim() === ''} onClick={() => onRead(table)}>
          Read the table
        </Button>
      </Group>
    </Stack>
  )
}
