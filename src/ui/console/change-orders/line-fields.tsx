import { Textarea, TextInput } from '@mantine/core'
import type { MilestoneWords } from '../milestone-form/milestone-words'
import classes from './change-order-form.module.css'
import type { OrderDraft, TypedMoney } from './order-draft'
import { TypedMoneyFields } from './typed-money-fields'

interface LineFieldsProps {
  readonly words: MilestoneWords
  readonly money: TypedMoney
  readonly draft: OrderDraft
  readonly errorAt: (field: string) => string | null
  readonly onWords: (change: Partial<MilestoneWords>) => void
  readonly onMoney: (change: Partial<TypedMoney>) => void
  /** Takes the focus, because a person has just asked for this line. */
  readonly focus: boolean
}

/** What the client agrees to of one milestone: its money, what is handed over, how it is judged, and by when. */
export function LineFields({ words, money, draft, errorAt, onWords, onMoney, focus }: LineFieldsProps) {
  const of = words.name === '' ? 'the new milestone' : words.name
  return (
    <div className={classes['fields']}>
      <TextInput
        label="Name"
        required
        value={words.name}
        error={errorAt('name')}
        onChange={(event) => onWords({ name: event.currentTarget.value })}
        maxLength={200}
        ref={(field) => {
          if (focus && field !== null && field.dataset['asked'] === undefined) {
            field.dataset['asked'] = ''
            field.focus()
          }
        }}
      />
      <TypedMoneyFields money={money} draft={draft} of={of} errorAt={errorAt} onChange={onMoney} />
      <TextInput
        label="Deliverable"
        description="What the client holds in hand."
        value={words.deliverable}
        error={errorAt('deliverable')}
        onChange={(event) => onWords({ deliverable: event.currentTarget.value })}
        maxLength={500}
      />
      <TextInput
        type="date"
        label="Planned"
        description="The last day, where it takes several."
        value={words.plannedOn}
        error={errorAt('plannedOn')}
        onChange={(event) => onWords({ plannedOn: event.currentTarget.value })}
      />
      <Textarea
        className={classes['whole'] ?? ''}
        label="Acceptance criteria"
        description="One a line: how both sides will know that it is done."
        value={words.criteria}
        error={errorAt('criteria')}
        onChange={(event) => onWords({ criteria: event.currentTarget.value })}
        autosize
        minRows={2}
      />
    </div>
  )
}
