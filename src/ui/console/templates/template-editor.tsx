import { ActionIcon, Button, Drawer, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { TemplateView } from '../../../http/contract/template'
import { HeldWhile } from '../../parts/held-while'
import { ProblemNotice } from '../../parts/problem-notice'
import { leftOfWhole, ratioText, shareError, shareInput } from '../../parts/typed-share'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'
import { type DraftPart, draftErrors, newPart, partsOf, templateInputOf } from './template-draft'
import classes from './template-editor.module.css'
import { useSaveTemplate } from './use-templates'

interface TemplateEditorProps {
  /** What the form begins with; null begins a new one. */
  readonly from: TemplateView | null
  /** A change of `from`, or a new template filled from it. */
  readonly saves: 'change' | 'copy'
  readonly onClose: () => void
}

interface PartFieldsProps {
  readonly part: DraftPart
  readonly place: number
  readonly last: boolean
  readonly alone: boolean
  readonly checked: boolean
  readonly onChange: (part: DraftPart) => void
  readonly onMove: (by: 1 | -1) => void
  readonly onRemove: () => void
}

function PartFields({ part, place, last, alone, checked, onChange, onMove, onRemove }: PartFieldsProps) {
  const wrongShare = shareInput(part.share) === null && (checked || part.share.trim() !== '')
  const called = part.name.trim() || `milestone ${place + 1}`
  return (
    <fieldset className={classes['part']}>
      <legend>Milestone {place + 1}</legend>
      <div className={classes['fields']}>
        <TextInput
          label="Name"
          value={part.name}
          onChange={(event) => onChange({ ...part, name: event.currentTarget.value })}
          error={checked && part.name.trim() === '' ? 'Give it a name' : null}
          required
        />
        <TextInput
          label="Share"
          placeholder="30 or 1/3"
          inputMode="decimal"
          value={part.share}
          onChange={(event) => onChange({ ...part, share: event.currentTarget.value })}
          error={wrongShare ? shareError(part.share) : null}
          required
        />
      </div>
      <TextInput
        label="Deliverable"
        value={part.deliverable}
        onChange={(event) => onChange({ ...part, deliverable: event.currentTarget.value })}
      />
      <Textarea
        label="Acceptance criteria"
        description="One a line"
        autosize
        minRows={2}
        value={part.criteria}
        onChange={(event) => onChange({ ...part, criteria: event.currentTarget.value })}
      />
      <Group gap="xs" justify="flex-end">
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={place === 0}
          onClick={() => onMove(-1)}
          aria-label={`Move ${called} up`}
        >
          <IconArrowUp size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={last}
          onClick={() => onMove(1)}
          aria-label={`Move ${called} down`}
        >
          <IconArrowDown size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={alone}
          onClick={onRemove}
          aria-label={`Remove ${called}`}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Group>
    </fieldset>
  )
}

/** Makes a template, or changes one. Schedules that were made from it stay as they are. */
export function TemplateEditor({ from, saves, onClose }: TemplateEditorProps) {
  useFocusBack()
  const held = saves === 'change' ? from : null
  const [name, setName] = useState(from === null ? '' : held === null ? `${from.name} (copy)` : from.name)
  const [description, setDescription] = useState(from?.description ?? '')
  const [parts, setParts] = useState(() => partsOf(from))
  const [checked, setChecked] = useState(false)
  const save = useSaveTemplate(held)
  const errors = draftErrors(name, parts)
  const left = leftOfWhole(parts.flatMap((part) => shareInput(part.share) ?? []))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    const body = templateInputOf(name, description, parts, from?.defaults)
    if (errors.length > 0 || body === null) return
    save.mutate(body, { onSuccess: onClose })
  }
  const move = (place: number, by: 1 | -1) => {
    const next = [...parts]
    const [moved] = next.splice(place, 1)
    if (moved) next.splice(place + by, 0, moved)
    setParts(next)
  }
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={held === null ? 'New template' : `Edit ${held.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <HeldWhile saving={save.isPending} gap="md">
            <TextInput
              label="Name"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={checked && name.trim() === '' ? 'Give the template a name' : null}
              data-autofocus
              required
            />
            <TextInput
              label="What it is for"
              value={description}
              onChange={(event) => setDescription(event.currentTarget.value)}
            />
            {parts.map((part, place) => (
              <PartFields
                key={part.key}
                part={part}
                place={place}
                last={place === parts.length - 1}
                alone={parts.length === 1}
                checked={checked}
                onChange={(next) => setParts(parts.map((other) => (other.key === part.key ? next : other)))}
                onMove={(by) => move(place, by)}
                onRemove={() => setParts(parts.filter((other) => other.key !== part.key))}
              />
            ))}
            <Group justify="space-between">
              <Button
                variant="subtle"
                size="xs"
                leftSection={<IconPlus size={16} aria-hidden />}
                onClick={() => setParts([...parts, newPart()])}
              >
                Add a milestone
              </Button>
              <Text size="sm" role="status" c={left.over < 0n ? 'amber' : 'dimmed'}>
                {left.over === 0n
                  ? 'Together 100 % of a contract'
                  : `${ratioText(left)} ${left.over > 0n ? 'of a contract is not planned' : 'more than a contract'}`}
              </Text>
            </Group>
          </HeldWhile>
          {save.error !== null && <ProblemNotice problem={problemFrom(save.error)} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              Save template
            </Button>
          </Group>
        </Stack>
      </form>
    </Drawer>
  )
}
