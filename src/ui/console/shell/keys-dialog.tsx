import { Kbd, Modal, Table } from '@mantine/core'

const keys: ReadonlyArray<readonly [string, string]> = [
  ['⌘K', 'Go to a deal or a page'],
  ['j', 'Next row'],
  ['k', 'Row before'],
  ['enter', 'Open the row'],
  ['e', 'Edit the milestone, or the plan'],
  ['b', 'Bill the milestone'],
  ['space', 'On a handle: pick up a row, move it with the arrows, space to drop'],
  ['esc', 'Close what is open'],
  ['?', 'This list'],
]

/** What the keyboard can do. */
export function KeysDialog({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Table withRowBorders={false}>
        <Table.Tbody>
          {keys.map(([key, what]) => (
            <Table.Tr key={key}>
              <Table.Td w={80}>
                <Kbd>{key}</Kbd>
              </Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  )
}
