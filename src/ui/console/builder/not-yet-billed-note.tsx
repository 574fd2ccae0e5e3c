import { Text } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { type NotYetBilled, notYetBilled } from '../../../http/contract/not-yet-billed'
import classes from './plan-form.module.css'

interface NotYetBilledNoteProps {
  readonly field: NotYetBilled | 'payers'
  /** Whether anything is set there. */
  readonly set: boolean
}

const held: ReadonlySet<string> = new Set(notYetBilled)

/** Under a field that is kept with the plan, but that this version can't bill: a person hears it before it blocks. */
export function NotYetBilledNote({ field, set }: NotYetBilledNoteProps) {
  if (!set || !held.has(field)) return null
  return (
    <Text size="xs" className={classes['note'] ?? ''}>
      <IconInfoCircle size={16} aria-hidden />
      <span>This version keeps it with the plan but can’t bill it yet: while it is set, billing waits.</span>
    </Text>
  )
}
