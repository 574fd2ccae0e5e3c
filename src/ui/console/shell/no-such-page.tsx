import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { EmptyState } from '../../parts/empty-state'
import { PageTitle } from './page-title'

export function NoSuchPage() {
  return (
    <>
      <PageTitle>Not here</PageTitle>
      <EmptyState
        title="There is no such page"
        detail="The address is wrong, or it belongs to another workspace. Nothing was changed."
      >
        <Button component={Link} href="/">
          Go home
        </Button>
      </EmptyState>
    </>
  )
}
