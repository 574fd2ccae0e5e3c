import { createContext, useContext } from 'react'
import type { Call } from './caller'

const CallContext = createContext<Call | null>(null)
export const CallProvider = CallContext.Provider

/** The way to Milepost's API. */
export function useCall(): Call {
  const call = useContext(CallContext)
  if (call === null) throw new Error('useCall outside CallProvider')
  return call
}
