import '@mantine/spotlight/styles.css'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight, spotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { useCall } from '../api/call-context'
import { pages } from '../shell/pages'

/** Go to any page or deal by typing a part of its name. `asked` grows with each wish to open it. */
export function CommandBar({ asked }: { readonly asked: number }) {
  const call = useCall()
  const [, go] = useLocation()
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), 150)
  const deals = useQuery({
    queryKey: ['deals', 'go-to', search],
    queryFn: ({ signal }) => call('GET /deals', { query: { search, limit: 8 }, signal }),
    enabled: asked > 0,
    placeholderData: (before) => before,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: each wish opens it, also the second
  useEffect(() => spotlight.open(), [asked])

  const places = pages.filter((page) => page.name.toLowerCase().includes(typed.trim().toLowerCase()))
  const found = deals.data?.items ?? []
  return (
    <Spotlight.Root
      query={typed}
      onQueryChange={setTyped}
      shortcut={null}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      removeScrollProps={{ removeScrollBar: false }}
      scrollable
      maxHeight={400}
    >
      <Spotlight.Search
        placeholder="Go to a deal or a page"
        aria-label="Go to a deal or a page"
        leftSection={<IconSearch size={20} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {found.length > 0 && (
          <Spotlight.ActionsGroup label="Deals">
            {found.map((deal) => (
              <Spotlight.Action
                key={deal.id}
                label={deal.name}
                description={deal.company ?? ''}
                onClick={() => go(`/deals/${encodeURIComponent(deal.id)}`)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {places.length > 0 && (
          <Spotlight.ActionsGroup label="Pages">
            {places.map((page) => (
              <Spotlight.Action
                key={page.href}
                label={page.name}
                description={page.about}
                leftSection={<page.icon size={20} aria-hidden />}
                onClick={() => go(page.href)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {found.length + places.length === 0 && !deals.isFetching && (
          <Spotlight.Empty>Nothing is called that</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}
