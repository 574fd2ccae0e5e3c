/** A pair that may be matched, and how good that would be (above 0). */
export interface Edge {
  readonly row: number
  readonly column: number
  readonly weight: number
}

/** Beyond this a group is matched best pair first: nearly as good, and never slow. */
const LARGEST_EXACT = 200

/**
 * The one-to-one matching of greatest total weight: no row and no column is used twice, and only given pairs are.
 * Pairs that share no row or column with others are solved apart, so that long lists cost little.
 */
export function assign(edges: readonly Edge[]): Edge[] {
  return groupsOf(edges).flatMap((group) => {
    const rows = [...new Set(group.map((edge) => edge.row))].sort((a, b) => a - b)
    const columns = [...new Set(group.map((edge) => edge.column))].sort((a, b) => a - b)
    const small = Math.max(rows.length, columns.length) <= LARGEST_EXACT
    return small ? bestMatching(group, rows, columns) : bestFirst(group)
  })
}

/** Edges that are connected by their rows and columns. */
function groupsOf(edges: readonly Edge[]): Edge[][] {
  const parent = new Map<string, string>()
  const rootOf = (key: string): string => {
    let root = key
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up
    parent.set(key, root)
    return root
  }
  for (const { row, column } of edges) parent.set(rootOf(`r${row}`), rootOf(`c${column}`))
  const groups = new Map<string, Edge[]>()
  for (const edge of edges) {
    const root = rootOf(`r${edge.row}`)
    const group = groups.get(root)
    if (group) group.push(edge)
    else groups.set(root, [edge])
  }
  return [...groups.values()]
}

function bestFirst(edges: readonly Edge[]): Edge[] {
  const rows = new Set<number>()
  const columns = new Set<number>()
  return [...edges]
    .sort((a, b) => b.weight - a.weight || a.row - b.row || a.column - b.column)
    .filter(({ row, column }) => {
      if (rows.has(row) || columns.has(column)) return false
      rows.add(row)
      columns.add(column)
      return true
    })
}

/**
 * The Hungarian method on costs that are negative weights, padded to a square: a cell without an edge costs nothing
 * and means "matched with nobody". Rows enter one by one, each by the cheapest path that frees a column for it.
 */
function bestMatching(edges: readonly Edge[], rows: readonly number[], columns: readonly number[]): Edge[] {
  const size = Math.max(rows.length, columns.length)
  const cells = new Map(edges.map((edge) => [`${edge.row} ${edge.column}`, edge]))
  const edgeAt = (r: number, c: number) => cells.get(`${rows[r - 1]} ${columns[c - 1]}`)
  const cost = Array.from({ length: size + 1 }, (_, r) =>
    Array.from({ length: size + 1 }, (_, c) => (r === 0 || c === 0 ? 0 : -(edgeAt(r, c)?.weight ?? 0))),
  )
  const at = (list: readonly number[], index: number): number => list[index] ?? 0
  const rowPrice = new Array<number>(size + 1).fill(0)
  const columnPrice = new Array<number>(size + 1).fill(0)
  /** The row that holds each column; 0 is nobody, and column 0 is where the entering row waits. */
  const holder = new Array<number>(size + 1).fill(0)
  for (let entering = 1; entering <= size; entering += 1) {
    holder[0] = entering
    const slack = new Array<number>(size + 1).fill(Number.POSITIVE_INFINITY)
    const cameFrom = new Array<number>(size + 1).fill(0)
    const seen = new Array<boolean>(size + 1).fill(false)
    let column = 0
    do {
      seen[column] = true
      const row = at(holder, column)
      let step = Number.POSITIVE_INFINITY
      let next = 0
      for (let c = 1; c <= size; c += 1) {
        if (seen[c]) continue
        const reduced = at(cost[row] ?? [], c) - at(rowPrice, row) - at(columnPrice, c)
        if (reduced < (slack[c] ?? 0)) {
          slack[c] = reduced
          cameFrom[c] = column
        }
        if ((slack[c] ?? 0) < step) {
          step = slack[c] ?? 0
          next = c
        }
      }
      for (let c = 0; c <= size; c += 1) {
        if (seen[c]) {
          const held = at(holder, c)
          rowPrice[held] = at(rowPrice, held) + step
          columnPrice[c] = at(columnPrice, c) - step
        } else slack[c] = (slack[c] ?? 0) - step
      }
      column = next
    } while (at(holder, column) !== 0)
    while (column !== 0) {
      const before = at(cameFrom, column)
      holder[column] = at(holder, before)
      column = before
    }
  }
  return holder.flatMap((row, c) => {
    const edge = row === 0 || c === 0 ? undefined : edgeAt(row, c)
    return edge ? [edge] : []
  })
}
