import { Alert, List } from '@mantine/core'
import { IconHelpCircle } from '@tabler/icons-react'

interface QuestionsNoticeProps {
  readonly questions: readonly string[]
  readonly onClose: () => void
}

/** What the sentence, the table or the vendor left open: it is settled in the form below. */
export function QuestionsNotice({ questions, onClose }: QuestionsNoticeProps) {
  return (
    <Alert
      color="amber"
      variant="light"
      icon={<IconHelpCircle size={20} />}
      title="Still to settle below"
      withCloseButton
      closeButtonLabel="Settled"
      onClose={onClose}
    >
      <List size="sm">
        {questions.map((question) => (
          <List.Item key={question}>{question}</List.Item>
        ))}
      </List>
    </Alert>
  )
}
