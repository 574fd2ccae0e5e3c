import { Alert, Badge, Button, Group, List, Stack, Text, TextInput } from '@mantine/core'
import { IconHelpCircle } from '@tabler/icons-react'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { StagedScheduleView } from '../../../http/contract/staged'
import { Day } from '../../parts/moment'

export interface GivenAnswer {
  readonly question: string
  readonly answer: string
}

interface StagedQuestionsProps {
  readonly questions: StagedScheduleView['questions']
  /** What was answered already; null where the source itself must be mended. */
  readonly answers: readonly GivenAnswer[] | null
  readonly busy: boolean
  readonly onAnswers: (answers: readonly GivenAnswer[]) => void
  /** A field of its own for a question. */
  readonly fieldOf: (pointer: string) => ReactNode
}

/** What must be said before there is a plan. Words can be answered here; they are read again with the answer. */
export function StagedQuestions({ questions, answers, busy, onAnswers, fieldOf }: StagedQuestionsProps) {
  const title = useRef<HTMLSpanElement>(null)
  const given = answers?.length ?? 0
  const before = useRef(given)
  useEffect(() => {
    // The button that was pressed is gone: the eye and the keyboard go on at the questions that are left.
    if (given !== before.current) title.current?.focus()
    before.current = given
  }, [given])
  if (questions.length === 0 && given === 0) return null
  const left = questions.length
  return (
    <Alert
      color={left > 0 ? 'amber' : 'gray'}
      variant="light"
      icon={<IconHelpCircle size={20} aria-hidden="true" />}
      title={
        <span ref={title} tabIndex={-1}>
          {left === 0 ? 'Everything is answered' : left === 1 ? 'One question' : `${left} questions`}
        </span>
      }
    >
      <Stack gap="sm">
        {left > 0 && (
          <List size="sm" spacing="sm">
            {questions.map(({ pointer, question, choices = [] }) => (
              <List.Item key={`${pointer} ${question}`}>
                {question}
                {answers === null ? (
                  <Group gap={4} mt={4}>
                    {choices.map((choice) => (
                      <Badge key={choice} variant="default" size="sm" tt="none">
                        {choice}
                      </Badge>
                    ))}
                  </Group>
                ) : (
                  <Answering
                    question={question}
                    choices={choices}
                    busy={busy}
                    onAnswer={(answer) => onAnswers([...answers, { question, answer }])}
                  />
                )}
                {fieldOf(pointer)}
              </List.Item>
            ))}
          </List>
        )}
        {answers?.map((each) => (
          <Group key={each.question} gap="xs" wrap="nowrap" justify="space-between">
            <Text size="xs" c="dimmed">
              {each.question} <b>{ISO_DAY.test(each.answer) ? <Day at={each.answer} /> : each.answer}</b>
            </Text>
            <Button
              variant="subtle"
              size="compact-xs"
              disabled={busy}
              flex="none"
              onClick={() => onAnswers(answers.filter((other) => other !== each))}
              aria-label={`Take back the answer to: ${each.question}`}
            >
              Take back
            </Button>
          </Group>
        ))}
      </Stack>
    </Alert>
  )
}

interface AnsweringProps {
  readonly question: string
  readonly choices: readonly string[]
  readonly busy: boolean
  readonly onAnswer: (answer: string) => void
}

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/

/** The likely answers as buttons; where there are none, a line to type in. */
function Answering({ question, choices, busy, onAnswer }: AnsweringProps) {
  const [typed, setTyped] = useState('')
  if (choices.length > 0) {
    return (
      <Group gap={4} mt={4}>
        {choices.map((choice) => (
          <Button
            key={choice}
            variant="default"
            size="compact-sm"
            disabled={busy}
            onClick={() => onAnswer(choice)}
            styles={{
              label: { whiteSpace: 'normal', lineHeight: 1.4 },
              root: { height: 'auto', minHeight: 26, paddingBlock: 4 },
            }}
          >
            {ISO_DAY.test(choice) ? <Day at={choice} /> : choice}
          </Button>
        ))}
      </Group>
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typed.trim() !== '') onAnswer(typed.trim())
  }
  return (
    <form onSubmit={submit}>
      <Group gap={4} mt={4}>
        <TextInput
          size="xs"
          aria-label={question}
          maxLength={500}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" size="compact-sm" disabled={busy || typed.trim() === ''}>
          Answer
        </Button>
      </Group>
    </form>
  )
}
