import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The console's build: static files that the server hands out, split by page. */
export default defineConfig({
  root: fileURLToPath(new URL('../src/ui/console', import.meta.url)),
  base: '/',
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../dist/ui', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    // An inlined asset would be a data: address, which the page's content policy does not allow.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': process.env.MILEPOST_ADDRESS ?? 'http://127.0.0.1:3000' } },
})
