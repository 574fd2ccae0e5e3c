import type { Request, RequestHandler, Response } from 'express'
import { holdAnswer } from './answer-tap'
import { type Effect, meets, type PlannedFault, readFaultPlan } from './fault-plan'

/** A body in the vendor's own words. */
export interface SpokenFault {
  readonly contentType: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** How the vendor would word a misbehaviour. */
export interface FaultWords {
  status(status: number, req: Request): SpokenFault
  faultIn200(req: Request): SpokenFault
  empty200(req: Request): SpokenFault
}

export interface Faults {
  readonly middleware: RequestHandler
  add(body: unknown): { readonly problem: string } | null
  /** Those still waiting, with how often they are yet to strike. */
  list(): readonly PlannedFault[]
  clear(): void
}

const PAGE =
  '<!DOCTYPE html><html><head><title>Please wait</title></head><body><h1>One moment</h1></body></html>\n'

/** Faults as one middleware around any route; `met` is told of each request that one strikes. */
export function createFaults(words: FaultWords, met: (req: Request, name: string) => void): Faults {
  let waiting: PlannedFault[] = []
  const strike = (req: Request): Effect | null => {
    const fault = waiting.find((one) => meets(one, req.method, req.path, req.originalUrl))
    if (fault === undefined) return null
    if (fault.skip > 0) {
      fault.skip -= 1
      return null
    }
    fault.times -= 1
    if (fault.times === 0) waiting = waiting.filter((one) => one !== fault)
    return fault.effect
  }
  return {
    middleware: (req, res, next) => {
      const effect = strike(req)
      if (effect === null) next()
      else {
        met(req, effect.type)
        play(effect, words, req, res, next)
      }
    },
    add: (body) => {
      const plan = readFaultPlan(body)
      if ('problem' in plan) return plan
      waiting = [...waiting, ...plan.faults]
      return null
    },
    list: () => waiting,
    clear: () => {
      waiting = []
    },
  }
}

/** Plays an effect; `carryOut` lets the real handler answer. */
function play(effect: Effect, words: FaultWords, req: Request, res: Response, carryOut: () => void): void {
  switch (effect.type) {
    case 'reset':
      req.socket.resetAndDestroy()
      break
    case 'delay':
      setTimeout(carryOut, effect.delayMs)
      break
    case 'drop-reply':
      holdAnswer(res, () => req.socket.destroy())
      carryOut()
      break
    default:
      if (!effect.executed) sayInstead(effect, words, req, res, Buffer.alloc(0))
      else {
        holdAnswer(res, (held) => sayInstead(effect, words, req, res, held.body))
        carryOut()
      }
  }
}

type Instead = Exclude<Effect, { type: 'reset' | 'delay' | 'drop-reply' }>

function sayInstead(effect: Instead, words: FaultWords, req: Request, res: Response, body: Buffer): void {
  switch (effect.type) {
    case 'hang':
      break
    case 'malformed': {
      const whole = body.length > 1 ? body : Buffer.from('{"time":"')
      const cut = whole.subarray(0, Math.ceil(whole.length / 2)).toString('utf8')
      say(res, 200, { contentType: 'application/json;charset=UTF-8', body: cut })
      break
    }
    case 'status': {
      const said = words.status(effect.status, req)
      const wait = effect.retryAfter === undefined ? {} : { 'Retry-After': String(effect.retryAfter) }
      say(res, effect.status, { ...said, headers: { ...said.headers, ...wait } })
      break
    }
    case 'fault-200':
      say(res, 200, words.faultIn200(req))
      break
    case 'empty-200':
      say(res, 200, words.empty200(req))
      break
    case 'html':
      say(res, effect.status, { contentType: 'text/html;charset=UTF-8', body: PAGE })
      break
    default: {
      const never: never = effect
      throw new Error(`unplayed effect ${String(never)}`)
    }
  }
}

function say(res: Response, status: number, spoken: SpokenFault): void {
  for (const name of res.getHeaderNames()) res.removeHeader(name)
  res.statusCode = status
  res.setHeader('Content-Type', spoken.contentType)
  for (const [name, value] of Object.entries(spoken.headers ?? {})) res.setHeader(name, value)
  res.end(spoken.body)
}
