/** A worker that takes due work of one queue, a few things at a time, until it is told to stop. */
export interface WorkLoop {
  /** Look now: something was rung for. */
  wake(): void
  /** Begins nothing new, and waits for what is under way; what was claimed too late is left to its lease. */
  stop(): Promise<void>
  /** True while nothing is under way and the last look found nothing. */
  idle(): boolean
  /** How many things are under way. */
  inHand(): number
}

/**
 * Claims and runs until a look finds nothing, then waits for a ring or `everyMs`. One item that fails is
 * the business of `run`; a failing claim (the database is away) is logged and tried again after the pause.
 */
export function workLoop<Item>(options: {
  claim: (most: number) => Promise<Item[]>
  /** `stepAside` leaves its place to others: most of what is left to do is wait. */
  run: (item: Item, stepAside: () => void) => Promise<void>
  concurrency: number
  everyMs: number
  /** Whether what went wrong may have left items claimed that nobody works on. */
  leavesBehind: (error: unknown) => boolean
  /** Frees what is claimed beside what is in hand; false: not now. Asked before the next claim, until it worked. */
  giveBackAllBut: (inHand: readonly Item[]) => Promise<boolean>
  onError: (error: unknown) => void
}): WorkLoop {
  const running = new Map<Promise<void>, Item>()
  /** How many of them hold a place: those that stepped aside do not. */
  let places = 0
  let leftBehind = false
  let stopped = false
  let looking = false
  let again = false
  let quiet = false
  let timer: NodeJS.Timeout | null = null
  let lastLook: Promise<void> = Promise.resolve()

  function look(): void {
    if (stopped) return
    if (looking) again = true
    else lastLook = claimAndStart()
  }

  async function claimAndStart(): Promise<void> {
    looking = true
    if (timer) clearTimeout(timer)
    try {
      do {
        again = false
        if (leftBehind) await giveBack()
        const free = options.concurrency - places
        const items = free > 0 ? await options.claim(free) : []
        quiet = items.length === 0 && running.size === 0
        if (stopped) break
        for (const item of items) start(item)
        if (items.length > 0 && items.length === free) again = true
      } while (again && !stopped && places < options.concurrency)
    } catch (error) {
      failed(error)
    } finally {
      looking = false
      if (!stopped) timer = setTimeout(look, options.everyMs)
    }
  }

  /** Never beside a claim: what was just claimed would be taken for left behind. */
  async function giveBack(): Promise<void> {
    leftBehind = false
    const given = await options.giveBackAllBut([...running.values()]).catch((error: unknown) => {
      leftBehind = true
      throw error
    })
    if (!given) leftBehind = true
  }

  function failed(error: unknown): void {
    if (options.leavesBehind(error)) leftBehind = true
    options.onError(error)
  }

  function start(item: Item): void {
    let holds = true
    places += 1
    const leave = () => {
      if (holds) places -= 1
      holds = false
      look()
    }
    const job = options
      .run(item, leave)
      .catch(failed)
      .finally(() => {
        running.delete(job)
        leave()
      })
    running.set(job, item)
  }

  look()
  return {
    wake: look,
    idle: () => quiet && !looking && running.size === 0,
    inHand: () => running.size,
    async stop() {
      stopped = true
      if (timer) clearTimeout(timer)
      await lastLook
      await Promise.allSettled(running.keys())
    },
  }
}
