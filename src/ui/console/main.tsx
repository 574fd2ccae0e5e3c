import './mantine.css'
import './tokens.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { CallProvider } from './api/call-context'
import { type Call, createCall } from './api/caller'
import { createQueryClient } from './api/query-client'
import { meQuery } from './api/use-me'
import { App } from './app'
import { loadPageAt } from './console-pages'
import { goToSignIn } from './sign-in/go-to-sign-in'
import { cssVariables, theme } from './theme'

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
// Scroll locking behind dialogs writes a <style>; its package looks for the nonce under this name.
Object.assign(globalThis, { __webpack_nonce__: nonce })

const queries = createQueryClient(goToSignIn)
const call: Call = createCall({
  fetch: (input, init) => fetch(input, init),
  csrf: async () => (await queries.ensureQueryData(meQuery(call))).csrf,
})

function draw(root: HTMLElement): void {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        <QueryClientProvider client={queries}>
          <CallProvider value={call}>
            <App />
          </CallProvider>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
}

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
// A page whose code does not come is drawn all the same, and then says so.
void loadPageAt(location.pathname).then(
  () => draw(root),
  () => draw(root),
)
