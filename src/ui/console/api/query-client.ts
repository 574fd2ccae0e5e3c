import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { isSignedOut, Refusal } from './refusal'

/** What the browser holds of the server's answers. `onSignedOut` runs when any call says 401. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (isSignedOut(error)) onSignedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // Only silence and a server's own trouble are worth asking again; a refusal stays a refusal.
        retry: (times, error) =>
          times < 2 &&
          error instanceof Refusal &&
          (error.problem.status === 0 || error.problem.status >= 500),
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  })
}
